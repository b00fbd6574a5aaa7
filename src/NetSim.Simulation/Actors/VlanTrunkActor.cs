using NetSim.Simulation.Determinism;
using NetSim.Simulation.Switching;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Interfaces;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Actors;

/// <summary>
/// Between an interface that has VLANs and its link: it is what the link is plugged into, and the wire of the interface and of the interfaces of its VLANs.
/// Nodes without VLANs have none.
/// </summary>
internal sealed class VlanTrunkActor(NodeState node, VlanTrunk core, IActorRef[] interfaces, IFrameTap? tap) : UntypedActor
{
    private IActorRef? _wire;
    private AdminState _admin = node.AdminOf(node.PortPlans[core.Link]);
    private OperState _carrier = OperState.Down;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet frame:
                int from = IndexOf(Sender);
                if (from < 0) Receive(frame);
                else Send(frame, from);
                break;
            case Plugged plugged:
                _wire = plugged.Wire;
                interfaces[core.Link].Tell(new Plugged(Self), Self);
                foreach ((_, int vlan) in core.Vlans) interfaces[vlan].Tell(new Plugged(Self), Self);
                break;
            case CarrierChanged change:
                _carrier = change.State;
                interfaces[core.Link].Tell(change, Self);
                TellVlans();
                break;
            case AdminState state:
                _admin = state;
                TellVlans();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>What is down below is down for its VLANs, too.</summary>
    private void TellVlans()
    {
        OperState state = _admin == AdminState.Up ? _carrier : OperState.Down;
        foreach ((_, int vlan) in core.Vlans) interfaces[vlan].Tell(new CarrierChanged(state), Self);
    }

    private void Receive(Packet frame)
    {
        tap?.OnFrame(node.Now, frame, FrameDirection.Receive);
        int length = frame.Length;
        if (core.TryReceive(frame, out int @interface)) interfaces[@interface].Tell(frame, Self);
        else node.Fingerprint.Add(node.Now, FingerprintKind.Arrival, length);
    }

    private void Send(Packet frame, int from)
    {
        core.Tag(frame, from);
        tap?.OnFrame(node.Now, frame, FrameDirection.Transmit);
        _wire!.Tell(frame, Self);
    }

    private int IndexOf(IActorRef sender)
    {
        if (ReferenceEquals(sender, interfaces[core.Link])) return core.Link;
        foreach ((_, int vlan) in core.Vlans)
            if (ReferenceEquals(sender, interfaces[vlan])) return vlan;
        return -1;
    }
}
