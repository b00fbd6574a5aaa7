using System.Diagnostics.CodeAnalysis;
using NetSim.Stack.Interfaces;
using NetSim.Stack.Network;
using NetSim.Stack.Network.Tracking;
using NetSim.Stack.Sockets;
using NetSim.Stack.Sockets.Raw;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Stack.Tunnels;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Time;

namespace NetSim.Stack;

/// <summary>
/// The stack of one node above its interfaces: IPv4 and IPv6 (validate, forward, reassemble, answer) and the sockets' table. A router is a
/// stack with forwarding on.
/// <para>
/// Sans-I/O: a verdict says what the caller does with the packet at hand; what else must go out or up (fragments, ICMP errors, copies for
/// raw sockets) comes out of <see cref="TryTake"/>, each packet with either <see cref="Packet.Recipient"/> or egress and next hop set.
/// </para>
/// </summary>
public sealed class HostStack : IInterfaceObserver
{
    private readonly IpLayer _ip;
    private readonly EphemeralPorts _ephemeral;
    private readonly ulong _socketKey;
    private SocketDelivery? _delivery;

    /// <param name="options">Settings; may be shared.</param>
    /// <param name="pool">Where the stack's own packets come from.</param>
    /// <param name="random">The stack's own dice: identifications, ports, keys of hash tables.</param>
    public HostStack(HostStackOptions options, PacketPool pool, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(random);
        _ip = new IpLayer(options.Ip, pool, random);
        (_ephemeral, _socketKey) = (options.EphemeralPorts, random.ReserveKey());
    }

    public StackCounters Counters => _ip.Counters;

    /// <summary>Made when the first packet for this node comes, or the first socket.</summary>
    private SocketDelivery Delivery => _delivery ??= MakeDelivery();

    public RoutingTable Routes => _ip.Routes;

    /// <summary>What the TCP connections and listeners of this node share; their owners make them with it.</summary>
    public TcpContext Tcp => Delivery.Tcp;

    /// <summary>By index.</summary>
    public ReadOnlySpan<NetworkInterface> Interfaces => _ip.Interfaces;

    /// <summary>What each rule of the firewall has decided, and the policy last; empty without one.</summary>
    public ReadOnlySpan<RuleCount> RuleCounts => _ip.Middlebox is { } middlebox ? middlebox.RuleCounts : [];

    /// <summary>The same as <see cref="CountTracked"/>, with what is over and was not noticed yet; from any thread.</summary>
    public (int Connections, int Mappings) TrackedNow => _ip.Middlebox?.TrackedNow ?? default;

    /// <summary>Conversations that a router with a firewall or translation follows, and mappings of ports that it keeps for them.</summary>
    public (int Connections, int Mappings) CountTracked(Instant now) =>
        _ip.Middlebox is { } middlebox ? (middlebox.CountConnections(now), middlebox.CountMappings(now)) : default;

    /// <summary>When <see cref="OnDeadline"/> is to be called; null: only on input.</summary>
    public Instant? NextDeadline => _ip.NextDeadline;

    private SocketDelivery MakeDelivery()
    {
        var delivery = new SocketDelivery(_ip, _ip.Random, _socketKey, _ephemeral);
        _ip.Middlebox?.KeepClearOf(delivery.Sockets.IsTaken);
        return delivery;
    }

    /// <summary>Takes an interface on, with the addresses that it has and those that it will get.</summary>
    /// <exception cref="ArgumentException">Its index is not the next one.</exception>
    public void AddInterface(NetworkInterface port)
    {
        ArgumentNullException.ThrowIfNull(port);
        _ip.AddInterface(port);
        port.Observer = this;
    }

    /// <summary>
    /// A packet from an interface, with its bytes at the IP header. One that the interface could not send comes back the same way.
    /// </summary>
    public StackVerdict OnPacket(Instant now, Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (packet.Egress != Packet.NoInterface) return OnUnreachable(now, packet);
        Counters.ReceivedPackets++;
        if (_ip.Forwarder is { } forwarder && forwarder.TryForward(packet)) return StackVerdict.Transmit;
        Packet current = packet;
        IpVerdict verdict = _ip.OnPacket(now, ref current, out IpProtocol upper);
        return Settle(now, packet, current, (verdict, upper));
    }

    /// <summary>
    /// A packet that a socket made, with its bytes at the IP header. A set <see cref="Packet.Egress"/> binds it to that interface.
    /// </summary>
    public StackVerdict Send(Instant now, Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        Counters.SentPackets++;
        Packet current = packet;
        IpVerdict verdict = _ip.Send(now, ref current, out IpProtocol upper);
        return Settle(now, packet, current, (verdict, upper));
    }

    /// <summary>The next packet besides the one that was handed in: with a recipient it goes up, else down to its egress.</summary>
    public bool TryTake([NotNullWhen(true)] out Packet? packet) => _ip.TryTake(out packet);

    public void OnDeadline(Instant now)
    {
        _ip.OnDeadline(now);
        DeliverTurnedRound(now);
    }

    /// <summary>The way to a destination as it is now.</summary>
    public bool TryRoute(Instant now, IpAddress destination, out RouteAnswer route)
    {
        route = default;
        if (!_ip.TryFindPath(destination, Packet.NoInterface, out NetworkPath path)) return false;
        if (!_ip.TrySelectSource(destination, path, out IpAddress source)) return false;
        int egress = path.Kind == RouteKind.Local || path.Egress is null ? Packet.NoInterface : path.Egress.Index;
        route = new RouteAnswer(source, path.NextHop, egress, _ip.FindMtu(now, destination, path));
        return true;
    }

    /// <summary>Puts the addresses of one peer into the order in which to try them (RFC 6724 section 6).</summary>
    public void SortDestinations(Span<IpAddress> destinations) => DestinationSelection.Sort(_ip, destinations);

    /// <summary>
    /// Registers a socket for what comes to a local end; an unspecified address means all of its family, port 0 asks for a free one.
    /// </summary>
    /// <param name="protocol">TCP, UDP, or ICMP and ICMPv6 with the echo's identifier as port.</param>
    /// <param name="local">The local end.</param>
    /// <param name="recipient">What its packets will have as <see cref="Packet.Recipient"/>.</param>
    /// <param name="bound">The local end with its port.</param>
    public BindOutcome Bind(IpProtocol protocol, IpEndpoint local, object recipient, out IpEndpoint bound)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        bound = local;
        return IsBindable(local.Address) ? Delivery.Sockets.Bind(protocol, local, recipient, out bound) : BindOutcome.NotOwnAddress;
    }

    /// <summary>As <see cref="Bind"/>, for a UDP socket that lets others bind the same end; <see cref="ReleaseShared"/> takes it back.</summary>
    /// <param name="local">The local end.</param>
    /// <param name="recipient">What its packets will have as <see cref="Packet.Recipient"/>.</param>
    /// <param name="sharing">How they share; all of one end say the same.</param>
    /// <param name="bound">The local end with its port.</param>
    public BindOutcome BindShared(IpEndpoint local, object recipient, PortSharing sharing, out IpEndpoint bound)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        if (sharing == PortSharing.None) return Bind(IpProtocol.Udp, local, recipient, out bound);
        bound = local;
        if (!IsBindable(local.Address)) return BindOutcome.NotOwnAddress;
        return Delivery.Sockets.BindShared(IpProtocol.Udp, local, recipient, sharing, out bound);
    }

    /// <returns>False if there was no such registration.</returns>
    public bool ReleaseShared(IpEndpoint local, object recipient) => Delivery.Sockets.ReleaseShared(IpProtocol.Udp, local, recipient);

    private bool IsBindable(IpAddress address) => address.IsUnspecified || address.IsMulticast || _ip.IsOwn(address);

    /// <summary>
    /// Registers a socket for what comes from one remote end. An unspecified local address becomes the one to reach it with, port 0 a free
    /// one.
    /// </summary>
    /// <param name="now">The present, for the route.</param>
    /// <param name="protocol">TCP or UDP.</param>
    /// <param name="ends">Both ends.</param>
    /// <param name="recipient">What its packets will have as <see cref="Packet.Recipient"/>.</param>
    /// <param name="bound">The local end with its address and port.</param>
    public BindOutcome Connect(
        Instant now, IpProtocol protocol, (IpEndpoint Local, IpEndpoint Remote) ends, object recipient, out IpEndpoint bound)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        (bound, IpEndpoint remote) = ends;
        if (remote.Address.IsUnspecified || remote.Port == 0) return BindOutcome.BadAddress;
        bool isOpen = bound.Address.IsUnspecified;
        if (!isOpen && bound.Address.IsIPv4 != remote.Address.IsIPv4) return BindOutcome.BadAddress;
        if (!isOpen && !_ip.IsOwn(bound.Address)) return BindOutcome.NotOwnAddress;
        if (isOpen)
        {
            if (!TryRoute(now, remote.Address, out RouteAnswer route)) return BindOutcome.NoRoute;
            bound = bound with { Address = route.Source };
        }
        return Delivery.Sockets.Connect(protocol, bound, remote, recipient, out bound);
    }

    /// <summary>Registers a connection between ends that are its own: its packets are for its <see cref="TcpConnection.Owner"/>.</summary>
    /// <returns>Not bound if the ends are taken.</returns>
    public BindOutcome Register(TcpConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if (connection.Owner is null) throw new ArgumentException("Somebody must own the connection.", nameof(connection));
        return Delivery.Sockets.Register(connection);
    }

    /// <summary>Takes a registration back.</summary>
    /// <param name="protocol">As registered.</param>
    /// <param name="local">As registered.</param>
    /// <param name="remote">As registered; <see langword="default"/> of a socket that is not connected.</param>
    /// <returns>False if there was none.</returns>
    public bool Release(IpProtocol protocol, IpEndpoint local, IpEndpoint remote = default) =>
        Delivery.Sockets.Release(protocol, local, remote);

    /// <summary>Registers a raw socket: it gets a copy of every packet of the protocol that is for this node.</summary>
    /// <param name="local">The address that packets must be for; unspecified: all of its family.</param>
    /// <param name="protocol">The upper-layer protocol.</param>
    /// <param name="recipient">What the copies will have as <see cref="Packet.Recipient"/>.</param>
    /// <param name="reach">Whether anybody else gets them.</param>
    public void BindRaw(IpAddress local, IpProtocol protocol, object recipient, RawReach reach = RawReach.Shared) =>
        Delivery.RawSockets.Add(local, protocol, recipient, reach);

    /// <returns>False if there was no such registration.</returns>
    public bool ReleaseRaw(IpAddress local, IpProtocol protocol, object recipient) =>
        Delivery.RawSockets.Remove(local, protocol, recipient);

    /// <summary>Hands what comes from the other end of a tunnel, and ICMP errors about what was sent there, to a recipient.</summary>
    public void AddTunnel(Tunnel tunnel, object recipient)
    {
        ArgumentNullException.ThrowIfNull(tunnel);
        ArgumentNullException.ThrowIfNull(recipient);
        (Delivery.Tunnels ??= new TunnelTable()).Add(tunnel, recipient);
    }

    /// <summary>
    /// A path takes less than the link: what a TCP connection says after it has checked that an error was about a segment in flight.
    /// UDP and echo errors the stack checks and learns from by itself.
    /// </summary>
    public void LearnPathMtu(Instant now, IpAddress destination, int mtu) => _ip.LearnPathMtu(now, destination, mtu);

    /// <summary>Gives back what waits; the node stops.</summary>
    public void Stop() => _ip.Stop();

    void IInterfaceObserver.OnAddressesChanged(NetworkInterface port) => _ip.Routes.SetConnected(port);

    void IInterfaceObserver.OnRoutersChanged(NetworkInterface port) => LearnedRoutes.Advertise(_ip.Routes, port);

    void IInterfaceObserver.OnNeighbourFailed(NetworkInterface port, IpAddress neighbour) => _ip.Redirects?.OnNeighbourFailed(port, neighbour);

    bool IInterfaceObserver.OnRedirect(NetworkInterface port, IpAddress router, IpAddress destination, IpAddress target) =>
        _ip.TryRedirect(port, router, destination, target);

    /// <summary>
    /// The next hop does not answer (RFC 1812 5.2.7.1, RFC 4443 3.1), or a tunnel takes less than it did: the packet's sender learns of it. The interface has counted the drop.
    /// </summary>
    private StackVerdict OnUnreachable(Instant now, Packet packet)
    {
        int mtu = _ip.Interfaces[packet.Egress].Mtu;
        bool isTooLong = SegmentLength.Of(packet) > mtu;
        _ip.Middlebox?.Restore(packet);
        _ip.Report(now, packet, isTooLong ? IcmpFault.TooBig : IcmpFault.HostUnreachable, isTooLong ? (uint)mtu : 0);
        packet.Return();
        DeliverTurnedRound(now);
        return StackVerdict.Consumed;
    }

    /// <summary>
    /// Goes on until the packet leaves the stack. If it is another one by then (a whole instead of its last fragment), it comes out of
    /// <see cref="TryTake"/>.
    /// </summary>
    private StackVerdict Settle(Instant now, Packet given, Packet current, (IpVerdict Verdict, IpProtocol Upper) state)
    {
        StackVerdict verdict = Resolve(now, ref current, state);
        if (_ip.Middlebox is { } middlebox) AnswerRefused(now, middlebox);
        DeliverTurnedRound(now);
        if (verdict == StackVerdict.Consumed || ReferenceEquals(given, current)) return verdict;
        _ip.Enqueue(current);
        return StackVerdict.Consumed;
    }

    /// <summary>In the name of the segment's destination, which never sees it.</summary>
    private void AnswerRefused(Instant now, Middlebox middlebox)
    {
        while (middlebox.TryTakeRefused(out Packet? segment))
        {
            if (ClosedPort.Answer(segment, Tcp.Counters) is not { } reset) continue;
            if (_ip.Send(now, ref reset, out _) == IpVerdict.Transmit) _ip.Enqueue(reset);
        }
    }

    private StackVerdict Resolve(Instant now, ref Packet packet, (IpVerdict Verdict, IpProtocol Upper) state)
    {
        while (state.Verdict == IpVerdict.Deliver)
        {
            bool isFiltered = packet.Ingress != Packet.NoInterface && _ip.Middlebox is { FiltersOwn: true };
            if (isFiltered && !_ip.Middlebox!.OnDelivering(now, packet)) return StackVerdict.Consumed;
            switch (Delivery.Deliver(now, packet, state.Upper))
            {
                case DeliveryVerdict.Deliver:
                    return StackVerdict.Deliver;
                case DeliveryVerdict.Answer:
                    state.Verdict = _ip.Send(now, ref packet, out state.Upper);
                    break;
                default:
                    return StackVerdict.Consumed;
            }
        }
        return state.Verdict == IpVerdict.Transmit ? StackVerdict.Transmit : StackVerdict.Consumed;
    }

    /// <summary>ICMP errors to this node itself find their sockets like those of others.</summary>
    private void DeliverTurnedRound(Instant now)
    {
        while (_ip.TryTakeTurnedRound(out Packet? error))
        {
            IpProtocol upper = error.Bytes[0] >> 4 == 4 ? IpProtocol.Icmp : IpProtocol.Icmpv6;
            if (Resolve(now, ref error, (IpVerdict.Deliver, upper)) != StackVerdict.Consumed) _ip.Enqueue(error);
        }
    }
}
