using System.Diagnostics.CodeAnalysis;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Time;

namespace NetSim.Stack.Network.Tracking;

/// <summary>
/// What a router does that is more than a router (RFC 3234): follows conversations, translates their addresses, filters. It is asked at the
/// places where netfilter has its hooks:
/// <code>
///   OnReceived: put fragments together, translate the destination | route | OnForwarding: filter, then translate the source
///                                                                 |       | OnDelivering: filter what is for the node itself
///   a packet of the node itself                                   | route | OnSending:    filter, then translate the source
/// </code>
/// So rules and conversations see the addresses of the inside, whichever way a packet goes.
/// </summary>
internal sealed partial class Middlebox
{
    private readonly IpLayer _ip;
    private readonly Translator? _translator;
    private readonly Firewall? _firewall, _input, _output;
    private readonly RuleCount[] _counts;
    private readonly ConnectionTable _connections;
    private readonly FragmentVerdicts _fragments = new();

    /// <summary>Segments to be answered by a RST, which is TCP's to make.</summary>
    private PacketQueue _refused;

    /// <summary>Made with the first.</summary>
    private UnsolicitedSyns? _unsolicited;

    // Of the packet at hand, from OnReceived to OnForwarding.
    private PortMapping? _inbound;
    private bool _isErrorInbound;

    public Middlebox(IpLayer ip)
    {
        _ip = ip;
        IpOptions options = ip.Options;
        if (options.Translation is { } translation) _translator = new Translator(ip, translation);
        int forward = Firewall.PlacesOf(options.Firewall), input = Firewall.PlacesOf(options.Input);
        _counts = new RuleCount[forward + input + Firewall.PlacesOf(options.Output)];
        if (options.Firewall is { } firewall) _firewall = new Firewall(firewall, _counts.AsMemory(0, forward));
        if (options.Input is { } own) _input = new Firewall(own, _counts.AsMemory(forward, input));
        if (options.Output is { } sent) _output = new Firewall(sent, _counts.AsMemory(forward + input));
        _connections = new ConnectionTable(options.Tracking, ip.Random.NextKey(), _translator?.Mappings);
    }

    /// <summary>Ports of the router's own sockets, which are above this layer, are left to them.</summary>
    public void KeepClearOf(Func<IpProtocol, IpEndpoint, bool> isBound) => _translator?.IsBound = isBound;

    /// <summary>Of the rules for forwarding, input and output, each followed by its policy.</summary>
    public ReadOnlySpan<RuleCount> RuleCounts => _counts;

    /// <summary>The packet came in for the outside address and goes to an inner host, so a better first hop for it is nobody's business.</summary>
    public bool IsInbound => _inbound is not null || _isErrorInbound;

    /// <summary>When <see cref="OnDeadline"/> is to be called; null: only on input.</summary>
    public Instant? NextDeadline => _unsolicited?.NextDeadline;

    /// <summary>What the tables hold, what is over and was not noticed yet included. Changes nothing, so that any thread may ask.</summary>
    public (int Connections, int Mappings) TrackedNow => (_connections.Count, _translator?.Mappings.Count ?? 0);

    public int CountConnections(Instant now)
    {
        _connections.Expire(now);
        return _connections.Count;
    }

    public int CountMappings(Instant now)
    {
        _connections.Expire(now);
        return _translator?.Mappings.Count ?? 0;
    }

    /// <summary>Before it is decided where a packet goes. <paramref name="packet"/> becomes the whole when its last fragment arrives.</summary>
    /// <returns>False if it is gone.</returns>
    public bool OnReceived(Instant now, ref Packet packet)
    {
        (_inbound, _isErrorInbound) = (null, false);
        _connections.Expire(now);
        if (packet.Length == 0 || packet.Bytes[0] >> 4 != 4) return true;
        if (!_ip.TryMakeWhole(now, ref packet)) return false;
        if (_translator is null || packet.IsLinkGroup || !Ipv4Header.IsChecksumValid(packet.Bytes)) return true;
        if (!Flow.TryRead(packet.Bytes, out Flow flow) || flow.Destination.Address != _translator.OuterAddress) return true;
        return flow.Kind == FlowKind.Error ? TakeErrorIn(packet, flow) : TakeIn(now, packet, flow);
    }

    /// <summary>Before a packet of another node leaves; the egress is set, and nothing else stands against it.</summary>
    /// <returns>False if it is gone.</returns>
    public bool OnForwarding(Instant now, Packet packet)
    {
        bool isIPv4 = packet.Bytes[0] >> 4 == 4;
        if (!isIPv4 && _firewall is null) return true;
        if (!Flow.TryRead(packet.Bytes, out Flow flow)) return isIPv4 ? Refuse(packet, DropReason.Malformed) : FollowFirstFragment(packet);
        packet.TransportOffset = flow.TransportOffset;
        bool isTranslated = _translator is { } translator && isIPv4 && (packet.Egress == translator.Outside || IsInbound);
        // RFC 3022 section 2: addresses of the inside mean nothing outside.
        if (!IsInbound && isIPv4 && packet.Ingress == _translator?.Outside) return Refuse(packet, DropReason.NoMapping);
        if (!isTranslated && _firewall is null) return true;

        TrackingStates state = StateOf(packet, flow, out Connection? connection);
        if (_firewall is { } firewall && firewall.Decide(packet, flow, state) is var action && action != FirewallAction.Accept)
        {
            return TurnAway(now, packet, flow, action);
        }
        if (!isIPv4) AcceptFragments(packet);
        if (flow.Kind == FlowKind.Error) return !isTranslated || TakeErrorOut(packet, flow);
        if (state == TrackingStates.Invalid) return !isTranslated || Refuse(packet, DropReason.NoMapping);
        connection ??= _connections.TryBegin(now, flow);
        if (connection is null) return Refuse(packet, DropReason.TrackingFull);
        _connections.Observe(now, connection, flow);
        return !isTranslated || TakeOut(packet, flow, connection);
    }

    /// <summary>Before a packet of this node leaves: its ports, too, are ports of the outside address.</summary>
    /// <returns>False if it is gone.</returns>
    public bool OnSending(Instant now, Packet packet)
    {
        if (FiltersOwn && !PassesOutput(now, packet)) return false;
        if (_translator is not { } translator || packet.Egress != translator.Outside || packet.Bytes[0] >> 4 != 4) return true;
        if (!Flow.TryRead(packet.Bytes, out Flow flow) || flow.Destination.Address.IsMulticast) return true;
        if (flow.Destination.Address == IpAddress.BroadcastIPv4 || flow.Source.Address.IsUnspecified) return true;
        if (flow.Kind == FlowKind.Error)
        {
            translator.TryTranslateErrorOut(packet, flow);
            return true;
        }
        if (flow.Kind is FlowKind.Other or FlowKind.Answer) return true;
        // What is said in another's name (a RST that a rule sends) begins nothing.
        if ((flow.Flags & Wire.Tcp.TcpFlags.Rst) != 0)
        {
            if (translator.Mappings.FindInner(flow.Protocol, flow.Source) is { } known) translator.RewriteSource(packet, flow, known);
            return true;
        }
        _connections.Expire(now);
        Connection? connection = _connections.Find(flow) ?? _connections.TryBegin(now, flow);
        if (connection is null) return Refuse(packet, DropReason.TrackingFull);
        _connections.Observe(now, connection, flow);
        return translator.SpeaksForItself(flow) || TakeOut(packet, flow, connection);
    }

    /// <summary>The next segment whose sender is to get a RST; the taker owns it.</summary>
    public bool TryTakeRefused([NotNullWhen(true)] out Packet? segment) => _refused.TryDequeue(out segment);

    /// <summary>A segment for the node itself that no socket wants. A SYN from outside is no reason to answer yet, and kept.</summary>
    /// <returns>False if it is nothing of the kind, and still the caller's.</returns>
    public bool TryHold(Instant now, Packet segment)
    {
        if (segment.Ingress != _translator?.Outside || !Flow.TryRead(segment.Bytes, out Flow flow)) return false;
        if (!flow.IsOpening || flow.Destination.Address != _translator.OuterAddress) return false;
        Hold(now, segment, flow, DropReason.NoMapping);
        return true;
    }

    public void OnDeadline(Instant now)
    {
        while (_unsolicited is { } held && held.TryTakeDue(now, out Packet? syn))
        {
            _ip.Report(now, syn, IcmpFault.ClosedPort);
            syn.Return();
        }
    }

    /// <summary>Gives back what waits; the node stops.</summary>
    public void Stop() => _unsolicited?.Clear();

    /// <summary>A packet that could not be sent comes back, and its sender is to be told.</summary>
    public void Restore(Packet packet)
    {
        if (packet.Length > 0 && packet.Bytes[0] >> 4 == 4) _translator?.Restore(packet);
    }

    private bool TakeIn(Instant now, Packet packet, in Flow flow)
    {
        if (_translator!.FindInbound(flow) is not { } mapping) return true;
        if (_translator.IsShadowed(mapping) && _connections.Find(flow with { Destination = mapping.Inner }) is null) return true;
        bool isFromOutside = packet.Ingress == _translator.Outside;
        if (isFromOutside && !_translator.LetsIn(mapping, flow, _connections))
        {
            if (!flow.IsOpening) return Refuse(packet, DropReason.Filtered);
            Hold(now, packet, flow, DropReason.Filtered);
            return false;
        }
        // What goes on to an inner host is seen again on its way out, but not what is for the router itself.
        Flow inner = flow with { Destination = mapping.Inner };
        if (_ip.IsOwn(mapping.Inner.Address) && _connections.Find(inner) is { } own) _connections.Observe(now, own, inner);
        if (mapping.Inner == flow.Destination) return true;
        Translator.RewriteDestination(packet, flow, mapping);
        _inbound = mapping;
        return true;
    }

    private void Hold(Instant now, Packet syn, in Flow flow, DropReason reason)
    {
        _ip.Counters.Drops.Count(syn, reason);
        (_unsolicited ??= new UnsolicitedSyns()).Hold(now, syn, flow);
    }

    private bool TakeErrorIn(Packet packet, in Flow flow)
    {
        if (!Translator.IsIntact(packet, flow)) return Refuse(packet, DropReason.Checksum);
        _isErrorInbound = _translator!.TryTranslateErrorIn(packet, flow);
        return true;
    }

    /// <summary>
    /// What goes outside gets the outside address; what goes from inside to inside by it does too, so that the answer comes back the same
    /// way (hairpinning, RFC 4787 REQ-9 a).
    /// </summary>
    private bool TakeOut(Packet packet, in Flow flow, Connection connection)
    {
        Translator translator = _translator!;
        if (_inbound is { } inbound) connection.Hold(inbound);
        bool staysOutside = packet.Egress != translator.Outside && packet.Ingress == translator.Outside;
        if (staysOutside) return true;
        PortMapping? mapping = translator.OuterAddress.IsUnspecified ? null : translator.MapSource(flow);
        if (mapping is null)
        {
            if (connection.FirstMapping is null) _connections.Forget(connection);
            return Refuse(packet, DropReason.NoMapping);
        }
        connection.Hold(mapping);
        if (flow.IsOpening) _unsolicited?.Forget(mapping.Port, flow.Destination);
        translator.RewriteSource(packet, flow, mapping);
        return true;
    }

    private bool TakeErrorOut(Packet packet, in Flow flow)
    {
        bool staysOutside = packet.Egress != _translator!.Outside && packet.Ingress == _translator.Outside;
        if (staysOutside) return true;
        if (!Translator.IsIntact(packet, flow)) return Refuse(packet, DropReason.Checksum);
        return _translator.TryTranslateErrorOut(packet, flow) || Refuse(packet, DropReason.NoMapping);
    }

    private TrackingStates StateOf(Packet packet, in Flow flow, out Connection? connection)
    {
        connection = null;
        if (flow.Kind == FlowKind.Error)
        {
            bool isKnown = Translator.TryReadQuote(packet, flow, out Flow quoted) && _connections.Find(quoted) is not null;
            return isKnown ? TrackingStates.Related : TrackingStates.Invalid;
        }
        connection = _connections.Find(flow);
        if (connection is not null)
            return connection.HasReply || connection.IsReply(flow) ? TrackingStates.Established : TrackingStates.New;
        bool canBegin = flow.Kind switch { FlowKind.Segment => flow.IsOpening, FlowKind.Answer => false, _ => true };
        return canBegin ? TrackingStates.New : TrackingStates.Invalid;
    }

    /// <summary>The packet is kept for the RST that refuses it, or is what an ICMP error is about. A node does not answer itself.</summary>
    private bool TurnAway(Instant now, Packet packet, in Flow flow, FirewallAction action)
    {
        _ip.Counters.Drops.Count(packet, DropReason.Filtered);
        if (action == FirewallAction.Drop || packet.Ingress == Packet.NoInterface)
        {
            packet.Return();
            return false;
        }
        if (flow.Kind != FlowKind.Segment)
        {
            _ip.Report(now, packet, IcmpFault.Prohibited);
            packet.Return();
            return false;
        }
        packet.Egress = Packet.NoInterface;
        _refused.Enqueue(packet);
        return false;
    }

    private bool FollowFirstFragment(Packet packet)
    {
        if (TryReadFragment(packet, out (IpAddress Source, IpAddress Destination, uint Identification) id)
            && _fragments.IsAccepted(id.Source, id.Destination, id.Identification)) return true;
        return Refuse(packet, DropReason.Filtered);
    }

    private void AcceptFragments(Packet packet)
    {
        if (packet.Bytes[6] != (byte)IpProtocol.Fragment) return;
        if (TryReadFragment(packet, out (IpAddress Source, IpAddress Destination, uint Identification) id))
            _fragments.Accept(id.Source, id.Destination, id.Identification);
    }

    private static bool TryReadFragment(Packet packet, out (IpAddress Source, IpAddress Destination, uint Identification) id)
    {
        id = default;
        if (!Ipv6View.TryParse(packet.Bytes, out Ipv6View view)) return false;
        Ipv6ExtensionHeaders chain = new(view);
        while (chain.MoveNext())
        {
            if (chain.Kind != IpProtocol.Fragment) continue;
            id = (view.Source, view.Destination, chain.FragmentIdentification);
            return true;
        }
        return false;
    }

    private bool Refuse(Packet packet, DropReason reason)
    {
        _ip.Counters.Drops.Drop(packet, reason);
        return false;
    }
}
