using NetSim.Simulation.Determinism;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Switching;
using NetSim.Stack.Interfaces;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Actors;

/// <summary>A port between its switch and its wire. A frame with an egress is on its way out, any other on its way in.</summary>
internal sealed class SwitchPortActor(NodeState node, SwitchPort core, IActorRef fabric, IFrameTap? tap) : UntypedActor
{
    private IActorRef? _wire;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet { Egress: Packet.NoInterface } frame:
                node.Fingerprint.Add(node.Now, FingerprintKind.Arrival, frame.Length);
                node.Tracer?.OnArrival(frame, LinkType.Ethernet);
                tap?.OnFrame(node.Now, frame, FrameDirection.Receive);
                if (core.Receive(frame)) fabric.Tell(frame, Self);
                break;
            case Packet frame:
                if (!core.Send(frame)) break;
                tap?.OnFrame(node.Now, frame, FrameDirection.Transmit);
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
                core.Admin = state;
                fabric.Tell(new SwitchPortChanged(core.Index, core.CanPass), Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void SetCarrier(CarrierState state)
    {
        core.Carrier = state;
        fabric.Tell(new SwitchPortChanged(core.Index, core.CanPass), Self);
    }
}

/// <summary>From a port to its switch.</summary>
internal sealed record SwitchPortChanged(int Port, bool CanPass);
