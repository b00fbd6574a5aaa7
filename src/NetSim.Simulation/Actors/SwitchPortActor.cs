using NetSim.Simulation.Determinism;
using NetSim.Simulation.Operating;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Switching;
using NetSim.Stack.Interfaces;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Actors;

/// <summary>A port of a switch or a network namespace, between its inside and its wire. A frame with an egress is on its way out, any other on its way in.</summary>
internal sealed class SwitchPortActor(NodeState node, SwitchPort core, IActorRef fabric, IFrameTap? tap) : UntypedActor
{
    private SwitchPort _core = core;
    private IActorRef _fabric = fabric;
    private IFrameTap? _tap = tap;
    private IActorRef? _wire;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet { Egress: Packet.NoInterface } frame:
                node.Fingerprint.Add(node.Now, FingerprintKind.Arrival, frame.Length);
                node.Tracer?.OnArrival(frame, LinkType.Ethernet);
                _tap?.OnFrame(node.Now, frame, FrameDirection.Receive);
                if (_core.Receive(frame)) _fabric.Tell(frame, Self);
                break;
            case Packet frame:
                if (!_core.Send(frame)) break;
                _tap?.OnFrame(node.Now, frame, FrameDirection.Transmit);
                _wire!.Tell(frame, Self);
                break;
            case Plugged plugged:
                _wire = plugged.Wire;
                Context.Parent.Tell(InterfaceReady.Instance, Self);
                SetCarrier(CarrierState.On);
                break;
            case CarrierChanged change:
                SetCarrier(change.State == OperState.Up ? CarrierState.On : CarrierState.Off);
                break;
            case AdminState state:
                _core.Admin = state;
                _fabric.Tell(new SwitchPortChanged(_core.Index, _core.CanPass), Self);
                break;
            case TapChange change:
                _tap = change.Change(_tap);
                break;
            case Booted booted:
                Boot((BridgeInside)booted.Inside);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Boot(BridgeInside inside)
    {
        CarrierState carrier = _core.Carrier;
        (_core, _fabric) = (inside.Cores[_core.Index], inside.Centre);
        SetCarrier(carrier);
    }

    private void SetCarrier(CarrierState state)
    {
        _core.Carrier = state;
        _fabric.Tell(new SwitchPortChanged(_core.Index, _core.CanPass), Self);
    }
}

/// <summary>From a port to its switch.</summary>
internal sealed record SwitchPortChanged(int Port, bool CanPass);

/// <summary>To a switch with a spanning tree: a port's link is faster or slower now.</summary>
internal sealed record PortCostChanged(int Port, uint Cost);
