using System.Diagnostics.CodeAnalysis;
using NetSim.Stack.Interfaces;
using NetSim.Stack.Network.Tracking;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Time;

namespace NetSim.Stack.Network;

/// <summary>How to reach a destination.</summary>
internal readonly record struct NetworkPath(NetworkInterface? Egress, IpAddress NextHop, IpAddress SourceHint, RouteKind Kind);

/// <summary>
/// IPv4 and IPv6 of one node: what they share (interfaces, routes, what is known of paths, what waits to go out) and the two families' ways
/// up and down. Knows nothing of sockets: packets for this node come out as <see cref="IpVerdict.Deliver"/>.
/// </summary>
internal sealed class IpLayer
{
    private NetworkInterface[] _interfaces = [];
    private int _interfaceCount;
    private Ipv4Receiver? _ipv4Receiver;
    private Ipv6Receiver? _ipv6Receiver;
    private Ipv4Sender? _ipv4Sender;
    private Ipv6Sender? _ipv6Sender;
    private IcmpErrors? _errors;
    private PathMtuCache? _pathMtu;

    /// <summary>Packets on their way out, and ICMP errors about packets that were sent from here.</summary>
    private ByProducts? _byProducts;

    public IpLayer(IpOptions options, PacketPool pool, RandomGenerator random)
    {
        (Options, Pool, Random) = (options, pool, random);
        bool filters = options.Input is not null || options.Output is not null;
        if (filters || (Forwards && (options.Translation is not null || options.Firewall is not null))) Middlebox = new Middlebox(this);
        else if (Forwards && options.ReversePathCheck == ReversePathCheck.Off) Forwarder = new Forwarder(this);
    }

    public IpOptions Options { get; }

    public PacketPool Pool { get; }

    public RandomGenerator Random { get; }

    public StackCounters Counters { get; } = new();

    public RoutingTable Routes { get; } = new();

    /// <summary>Null of a node that does not forward, or takes thought about every packet.</summary>
    public Forwarder? Forwarder { get; }

    /// <summary>Null of a node that neither translates nor filters.</summary>
    public Middlebox? Middlebox { get; }

    /// <summary>Identifications of packets to be fragmented.</summary>
    [field: AllowNull]
    public Identifications Identifications => field ??= new Identifications(Random.NextKey());

    // Each of these is made when it is first needed: a router mostly has its forwarder do all, and most nodes never see IPv6.
    private Ipv4Receiver Ipv4Receiver => _ipv4Receiver ??= new Ipv4Receiver(this, Random);

    private Ipv6Receiver Ipv6Receiver => _ipv6Receiver ??= new Ipv6Receiver(this, Random);

    private Ipv4Sender Ipv4Sender => _ipv4Sender ??= new Ipv4Sender(this);

    private Ipv6Sender Ipv6Sender => _ipv6Sender ??= new Ipv6Sender(this);

    private IcmpErrors Errors => _errors ??= new IcmpErrors(this, Random);

    private ByProducts Waiting => _byProducts ??= new ByProducts();

    /// <summary>Null while no router has told of a better way.</summary>
    public Redirects? Redirects { get; private set; }

    public ReadOnlySpan<NetworkInterface> Interfaces => _interfaces.AsSpan(0, _interfaceCount);

    public bool Forwards => Options.Forwarding == Forwarding.On;

    /// <summary>When the time is over of the first packet that waits for something.</summary>
    public Instant? NextDeadline
    {
        get
        {
            return Earlier(Earlier(_ipv4Receiver?.NextDeadline, _ipv6Receiver?.NextDeadline), Middlebox?.NextDeadline);

            static Instant? Earlier(Instant? one, Instant? other) => one is { } a && other is { } b ? Instant.Min(a, b) : one ?? other;
        }
    }

    /// <exception cref="ArgumentException">The index is taken or leaves a gap.</exception>
    public void AddInterface(NetworkInterface port)
    {
        int next = _interfaceCount;
        if (port.Index != next) throw new ArgumentException($"{port.Name} must have index {next}.", nameof(port));
        if (next == _interfaces.Length) Array.Resize(ref _interfaces, Math.Max(1, next * 2));
        _interfaces[_interfaceCount++] = port;
        port.IsRouter = Forwards;
        Routes.AddConnected(port);
    }

    /// <summary>The slow way of a received packet. <paramref name="packet"/> becomes the whole when its last fragment arrives.</summary>
    public IpVerdict OnPacket(Instant now, ref Packet packet, out IpProtocol upper)
    {
        upper = default;
        if (Middlebox is { } middlebox && !middlebox.OnReceived(now, ref packet)) return IpVerdict.Consumed;
        if (packet.Length > 0)
        {
            int version = packet.Bytes[0] >> 4;
            if (version == 4) return Ipv4Receiver.OnPacket(now, ref packet, out upper);
            if (version == 6) return Ipv6Receiver.OnPacket(now, ref packet, out upper);
        }
        return Drop(packet, DropReason.Malformed);
    }

    /// <summary>Puts an IPv4 packet together that is in pieces, wherever it is to go.</summary>
    /// <returns>False if it is not whole yet, or gone.</returns>
    public bool TryMakeWhole(Instant now, ref Packet packet) => Ipv4Receiver.TryMakeWhole(now, ref packet);

    /// <summary>A packet made here. <see cref="IpVerdict.Deliver"/>: it was to this node itself.</summary>
    public IpVerdict Send(Instant now, ref Packet packet, out IpProtocol upper)
    {
        upper = default;
        packet.Ingress = Packet.NoInterface;
        packet.IsLinkGroup = false;
        // It may be one that was received and is sent on, and would look like one that is to go up.
        packet.Recipient = null;
        if (packet.Length > 0)
        {
            int version = packet.Bytes[0] >> 4;
            if (version == 4) return Ipv4Sender.Send(now, ref packet, out upper);
            if (version == 6) return Ipv6Sender.Send(now, ref packet, out upper);
        }
        return Drop(packet, DropReason.NotSendable);
    }

    /// <summary>A packet made here that turned out to be for this node.</summary>
    public IpVerdict TurnRound(Instant now, ref Packet packet, out IpProtocol upper)
    {
        packet.Egress = Packet.NoInterface;
        packet.IsHeaderIncluded = false;
        return packet.Bytes[0] >> 4 == 4
            ? Ipv4Receiver.Deliver(now, ref packet, out upper)
            : Ipv6Receiver.Deliver(now, ref packet, out upper);
    }

    /// <summary>Tells the packet's source what is wrong with it, as far as the rules allow. The packet stays the caller's.</summary>
    public void Report(Instant now, Packet about, IcmpFault fault, uint detail = 0)
    {
        Packet? error = Errors.TryMake(now, about, fault, detail);
        if (error is null) return;
        Counters.IcmpErrorsSent++;
        switch (Send(now, ref error, out _))
        {
            case IpVerdict.Transmit:
                Waiting.Down.Enqueue(error);
                break;
            case IpVerdict.Deliver:
                Waiting.Up.Enqueue(error);
                break;
        }
    }

    /// <summary>
    /// RFC 4861 8.2: to a sender on the same link, whose packets need not come through here. Other routers are known to hosts by their
    /// link-local addresses, so one that is known here by another address only cannot be told of.
    /// </summary>
    public void SendRedirect(Instant now, Packet about, IpAddress source, IpAddress destination)
    {
        NetworkInterface port = _interfaces[about.Ingress];
        bool canTell = about.NextHop == destination || about.NextHop.IsLinkLocal;
        if (Options.Redirects == SendRedirects.Off || !canTell || about.IsLinkGroup) return;
        if (Routes.Find(source) is not { Kind: RouteKind.Unicast, HasGateway: false } back || !ReferenceEquals(back.Interface, port)) return;
        // RFC 4861 8.1: from a link-local address, or nobody believes it; links without addresses of their own have none.
        if (port.Addresses.FindLinkLocal().IsUnspecified || !Errors.IsWithinRate(now, source)) return;
        Packet redirect = RouterMessages.MakeRedirect(port, about, source, destination);
        (redirect.Egress, redirect.NextHop) = (port.Index, source);
        Waiting.Down.Enqueue(redirect);
    }

    /// <summary>Reports what is wrong with the packet, and drops it.</summary>
    public IpVerdict Reject(Instant now, Packet packet, (IcmpFault Fault, uint Detail) what, DropReason reason)
    {
        Report(now, packet, what.Fault, what.Detail);
        return Drop(packet, reason);
    }

    public IpVerdict Drop(Packet packet, DropReason reason)
    {
        Counters.Drops.Drop(packet, reason);
        return IpVerdict.Consumed;
    }

    /// <summary>A fragment, on its way out.</summary>
    public void Enqueue(Packet packet) => Waiting.Down.Enqueue(packet);

    /// <summary>The next packet that goes out besides the one that was handed in.</summary>
    public bool TryTake([NotNullWhen(true)] out Packet? packet)
    {
        if (_byProducts is { } waiting) return waiting.Down.TryDequeue(out packet);
        packet = null;
        return false;
    }

    /// <summary>The next ICMP error about a packet that was sent from here.</summary>
    public bool TryTakeTurnedRound([NotNullWhen(true)] out Packet? packet)
    {
        if (_byProducts is { } waiting) return waiting.Up.TryDequeue(out packet);
        packet = null;
        return false;
    }

    public void OnDeadline(Instant now)
    {
        _ipv4Receiver?.OnDeadline(now);
        _ipv6Receiver?.OnDeadline(now);
        Middlebox?.OnDeadline(now);
    }

    /// <summary>The address is this node's own: one of an interface, or the loopback.</summary>
    public bool IsOwn(IpAddress address) => address.IsLoopback || Routes.Find(address) is { Kind: RouteKind.Local };

    /// <param name="destination">Where to.</param>
    /// <param name="bound">The interface that it must go out by; <see cref="Packet.NoInterface"/> if any will do.</param>
    /// <param name="path">The way.</param>
    /// <param name="packet">What is to go there, on which it may hang; null if it is not made yet.</param>
    public bool TryFindPath(IpAddress destination, int bound, out NetworkPath path, Packet? packet = null)
    {
        path = default;
        if (destination.IsLoopback)
        {
            path = new NetworkPath(null, destination, destination, RouteKind.Local);
            return true;
        }
        NetworkInterface? port = (uint)bound < (uint)_interfaceCount ? _interfaces[bound] : null;
        if (destination.IsMulticast || destination == IpAddress.BroadcastIPv4) return TryFindGroupPath(destination, port, out path);
        Route? route = Routes.Find(destination);
        if (port is not null && route is not { Kind: RouteKind.Local })
        {
            route = Routes.Find(destination, port);
            if (route is null && destination.IsLinkLocal) return TryUseLink(destination, port, out path);
        }
        if (route is null) return false;
        if (port is null) route = Routes.Choose(route, packet);
        path = new NetworkPath(route.Interface, route.NextHop(destination), route.Source, route.Kind);
        return true;
    }

    /// <summary>
    /// An address to send with: what the route says, else the best of the interface that the packet leaves by, else any of the node's.
    /// </summary>
    public bool TrySelectSource(IpAddress destination, in NetworkPath path, out IpAddress source)
    {
        source = path.Kind == RouteKind.Local ? destination : path.SourceHint;
        if (source != default || path.Egress is null) return source != default;
        if (SourceSelection.TrySelect(path.Egress, destination, path.NextHop, out source)) return true;
        // To everybody on a link, an interface without an address speaks as nobody: it may be asking for one (RFC 2131 4.1).
        if (destination == IpAddress.BroadcastIPv4) return false;
        foreach (NetworkInterface other in Interfaces)
        {
            if (SourceSelection.TrySelect(other, destination, path.NextHop, out source) && !source.IsLinkLocal) return true;
        }
        return false;
    }

    /// <summary>The largest packet for the destination that need not be cut.</summary>
    public int FindMtu(Instant now, IpAddress destination, in NetworkPath path)
    {
        if (path.Kind == RouteKind.Local || path.Egress is null) return ushort.MaxValue;
        int linkMtu = destination.IsIPv4 ? path.Egress.Mtu : path.Egress.MtuIPv6;
        return _pathMtu is null ? linkMtu : _pathMtu.Find(now, destination, linkMtu);
    }

    /// <summary>A router on the way asked for smaller packets; the caller has made sure that it was about a packet of ours.</summary>
    public void LearnPathMtu(Instant now, IpAddress destination, int mtu) => (_pathMtu ??= new PathMtuCache()).Learn(now, destination, mtu);

    /// <summary>A first-hop router says that there is a better one. Routers do not listen (RFC 1812 5.2.7.2, RFC 4861 8.2).</summary>
    /// <returns>False if it is not to be believed.</returns>
    public bool TryRedirect(NetworkInterface port, IpAddress router, IpAddress destination, IpAddress target) =>
        !Forwards && (Redirects ??= new Redirects(Routes)).TryLearn(port, router, destination, target);

    /// <summary>Gives back what waits; the node stops.</summary>
    public void Stop()
    {
        _ipv4Receiver?.Stop();
        _ipv6Receiver?.Stop();
        Middlebox?.Stop();
        while (TryTake(out Packet? packet)) Drop(packet, DropReason.Stopped);
        while (TryTakeTurnedRound(out Packet? packet)) Drop(packet, DropReason.Stopped);
    }

    /// <summary>A link-local address is on the link whether or not a route says so (RFC 4291 2.5.6).</summary>
    private static bool TryUseLink(IpAddress destination, NetworkInterface port, out NetworkPath path)
    {
        path = new NetworkPath(port, destination, default, RouteKind.Unicast);
        return port.CanSend;
    }

    /// <summary>
    /// A group is reached by the interface that the sender chose, else where the best route to it leads, else by the first that can send.
    /// </summary>
    private bool TryFindGroupPath(IpAddress group, NetworkInterface? bound, out NetworkPath path)
    {
        NetworkInterface? port = bound ?? (group.IsMulticast ? Routes.Find(group)?.Interface : null);
        if (port is null)
        {
            foreach (NetworkInterface candidate in Interfaces)
            {
                if (!candidate.CanSend || !SourceSelection.TrySelect(candidate, group, group, out _)) continue;
                port = candidate;
                break;
            }
        }
        path = new NetworkPath(port, group, default, RouteKind.Broadcast);
        return port is { CanSend: true };
    }
}
