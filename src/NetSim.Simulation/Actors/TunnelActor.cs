using NetSim.Stack;
using NetSim.Stack.Interfaces;
using NetSim.Stack.Tunnels;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Actors;

/// <summary>
/// One end of a tunnel: the wire of its interface. What the interface sends becomes packets of the node's own stack; what that gets from the other end goes up to the interface.
/// </summary>
internal sealed class TunnelActor(NodeState node, Tunnel core, int index) : UntypedActor
{
    private readonly int _statedMtu = node.PortPlans[index].Mtu;

    /// <summary>Changes when the node boots.</summary>
    private HostInside Inside => (HostInside)node.Inside!;

    private IActorRef Interface => Inside.Ports[index];

    protected override void PreStart() => Self.Tell(PlugInTunnel.Instance, Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            // What is for a recipient comes from the stack.
            case Packet { Recipient: not null } packet:
                Receive(packet);
                break;
            case Packet { SegmentSize: > 0 } super:
                SendInPieces(super);
                break;
            case Packet packet:
                Send(packet);
                break;
            case PlugInTunnel:
                Interface.Tell(new Plugged(Self), Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void SendInPieces(Packet super)
    {
        LinkType link = core.Options.Framing == Framing.Ip ? LinkType.Raw : LinkType.Ethernet;
        if (!Segmentation.TryStart(super, link, out Segmentation cut))
        {
            core.Drops.Drop(super, DropReason.NotSendable);
            return;
        }
        while (cut.TryTake(node.Pool, out Packet? piece)) Send(piece);
        super.Return();
    }

    private void Send(Packet packet)
    {
        if (!TryFindWay(out RouteAnswer way))
        {
            core.Drops.Drop(packet, DropReason.NoRoute);
            return;
        }
        switch (core.Send(ref packet, index, way))
        {
            case TunnelVerdict.Send:
                Inside.Centre.Tell(packet, Self);
                break;
            case TunnelVerdict.TooBig:
                // As if the interface itself had given it back.
                packet.Egress = index;
                Inside.Centre.Tell(packet, Interface);
                break;
        }
    }

    private void Receive(Packet packet)
    {
        if (packet.IsIcmpError)
        {
            // The stack has learned from it what there is to learn, which holds for the next packet.
            packet.Return();
            TryFindWay(out _);
            return;
        }
        if (core.TryReceive(packet)) Interface.Tell(packet, Self);
    }

    /// <summary>The interface takes what the way to the other end takes, and no more.</summary>
    private bool TryFindWay(out RouteAnswer way)
    {
        if (!Inside.Core.TryRoute(node.Now, core.Options.Remote, out way)) return false;
        NetworkInterface port = Inside.Core.Interfaces[index];
        int mtu = core.MtuOver(_statedMtu, way.Mtu);
        if (mtu != port.Mtu) port.SetMtu(mtu);
        return true;
    }

    private sealed class PlugInTunnel
    {
        public static readonly PlugInTunnel Instance = new();
    }
}
