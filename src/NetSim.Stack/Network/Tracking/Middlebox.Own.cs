using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Stack.Network.Tracking;

/// <summary>The hooks for what is to and from the node itself: nftables' input and output.</summary>
internal sealed partial class Middlebox
{
    /// <summary>Both directions are followed if either is filtered, so that answers are known for what they are.</summary>
    public bool FiltersOwn => _input is not null || _output is not null;

    /// <summary>Before a packet that came in by an interface goes to whom it is for on this node; it is whole.</summary>
    /// <returns>False if it is gone.</returns>
    public bool OnDelivering(Instant now, Packet packet)
    {
        if (!Flow.TryRead(packet.Bytes, out Flow flow)) return Refuse(packet, DropReason.Malformed);
        packet.Egress = Packet.NoInterface;
        return Passes(now, packet, flow, _input);
    }

    private bool PassesOutput(Instant now, Packet packet) => !Flow.TryRead(packet.Bytes, out Flow flow) || Passes(now, packet, flow, _output);

    private bool Passes(Instant now, Packet packet, in Flow flow, Firewall? chain)
    {
        _connections.Expire(now);
        TrackingStates state = StateOf(packet, flow, out Connection? connection);
        if (chain is not null && chain.Decide(packet, flow, state) is var action && action != FirewallAction.Accept)
            return TurnAway(now, packet, flow, action);
        if (flow.Kind == FlowKind.Error || state == TrackingStates.Invalid) return true;
        connection ??= _connections.TryBegin(now, flow);
        if (connection is null) return Refuse(packet, DropReason.TrackingFull);
        _connections.Observe(now, connection, flow);
        return true;
    }
}
