using System.Buffers.Binary;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Multicast;
using NetSim.Wire.Time;

namespace NetSim.Stack.Interfaces;

/// <summary>What a stack wants to know of its interfaces.</summary>
internal interface IInterfaceObserver
{
    void OnAddressesChanged(NetworkInterface port);

    /// <summary>Default routers or prefixes that routers advertise are other ones now.</summary>
    void OnRoutersChanged(NetworkInterface port);

    /// <summary>A neighbour did not answer, and nothing should be sent through it.</summary>
    void OnNeighbourFailed(NetworkInterface port, IpAddress neighbour);

    /// <summary>A router knows a better first hop for a destination.</summary>
    /// <returns>False if that router is not the present first hop, and not to be believed.</returns>
    bool OnRedirect(NetworkInterface port, IpAddress router, IpAddress destination, IpAddress target);
}

/// <summary>
/// One interface of a node, between its link and its stack. The way up: is it for us? ARP and neighbour discovery end here, the rest goes
/// to the stack. The way down: whose link-layer address is the next hop's? Packets wait here until it is known.
/// <para>Sans-I/O: whoever calls keeps the time, and carries what the verdict says and what <see cref="TryTake"/> and
/// <see cref="TryTakeUp"/> give.</para>
/// </summary>
public sealed partial class NetworkInterface
{
    /// <summary>RFC 5227 2.4: DEFEND_INTERVAL.</summary>
    private static readonly Duration DefendInterval = Duration.FromSeconds(10);

    private readonly PacketPool _pool;
    private readonly RandomGenerator _random;
    private readonly NeighbourOptions _neighbourOptions;
    private readonly ulong _mac;
    private NeighbourCache? _neighbours;
    private ByProducts? _byProducts;
    private LinkDuties? _duties;
    private InterfaceCounters _counters;
    private InterfaceAddresses _addresses = new();

    public NetworkInterface(InterfaceOptions options, PacketPool pool, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Framing == Framing.Ethernet && (options.Mac.IsGroup || options.Mac == default))
        {
            throw new ArgumentException($"{options.Mac} cannot be the address of {options.Name}.", nameof(options));
        }
        (_pool, _random, _neighbourOptions) = (pool, random, options.Neighbours);
        (Name, Index, _mac, Framing) = (options.Name, options.Index, options.Mac.Value, options.Framing);
        (Admin, Carrier, Host) = (options.Admin, options.Carrier, HostState.Up);
        _detection = options.ConflictDetection;
        SetMtu(options.Mtu);
        OnStateChanged();
        if ((options.Autoconfiguration & Autoconfiguration.IPv6) != 0 && Framing == Framing.Ethernet) Duties.Discover();
        if ((options.Autoconfiguration & Autoconfiguration.LinkLocalIPv4) != 0 && Framing == Framing.Ethernet) Duties.FindLinkLocal();
        if (options.Advertise is { } advertise && Framing == Framing.Ethernet) Duties.Advertise(advertise);
    }

    public string Name { get; }

    /// <summary>Place among the interfaces of its stack; <see cref="Packet.Ingress"/> and <see cref="Packet.Egress"/> mean this.</summary>
    public int Index { get; }

    public MacAddress Mac => new(_mac);

    public Framing Framing { get; }

    /// <summary>Bytes of the largest IP packet.</summary>
    public int Mtu { get; private set; }

    public AdminState Admin { get; private set; }

    public CarrierState Carrier { get; private set; }

    public HostState Host { get; private set; }

    /// <summary>Packets pass: it is up, has a carrier, and a real device's other side is up. Routes through it count only then.</summary>
    public bool CanSend { get; private set; }

    public ref readonly InterfaceCounters Counters => ref _counters;

    internal NeighbourCache Neighbours => _neighbours ??= new NeighbourCache(_neighbourOptions, _random, this);

    /// <summary>The node forwards: it says so in its neighbour advertisements, and listens to the groups of all routers (RFC 4291 2.7.1).</summary>
    internal bool IsRouter { get; set; }

    internal IInterfaceObserver? Observer { get; set; }

    private LinkDuties Duties => _duties ??= new LinkDuties(this, _random);

    /// <summary>When <see cref="OnDeadline"/> is to be called; null: only on input.</summary>
    public Instant? NextDeadline
    {
        get
        {
            Instant? neighbours = _neighbours?.NextDeadline, duties = _duties?.NextDeadline;
            return neighbours is { } a && duties is { } b ? Instant.Min(a, b) : neighbours ?? duties;
        }
    }

    /// <summary>
    /// A frame from the link. On <see cref="InterfaceVerdict.Deliver"/> it starts at the IP header and belongs to the stack.
    /// </summary>
    public InterfaceVerdict OnPacket(Instant now, Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        ref InterfaceCounters counters = ref _counters;
        counters.ReceivedPackets++;
        counters.ReceivedBytes += packet.Length;
        if (!CanSend) return DropReceived(packet, StateReason);
        packet.Ingress = Index;
        packet.Egress = Packet.NoInterface;
        packet.Recipient = null;
        packet.IsLinkGroup = false;
        packet.IsIcmpError = false;
        packet.Encapsulations = 0;
        if (_packetSockets is not null && !ShareFrame(packet)) return Handled(packet);
        if (Framing == Framing.Ip) return OnIpPacket(now, packet);

        ReadOnlySpan<byte> frame = packet.Bytes;
        if (frame.Length < EthernetView.HeaderLength) return DropReceived(packet, DropReason.Malformed);
        ulong destination = BinaryPrimitives.ReadUInt64BigEndian(frame) >> 16;
        if (destination != _mac)
        {
            if (!IsGroupOfOurs(new MacAddress(destination))) return DropReceived(packet, DropReason.NotForUs);
            packet.IsLinkGroup = true;
        }
        EtherType type = (EtherType)BinaryPrimitives.ReadUInt16BigEndian(frame[12..]);
        packet.TrimStart(EthernetView.HeaderLength);
        if (type == EtherType.IPv4 && !(packet.IsLinkGroup && GroupMessages.IsIgmp(packet.Bytes)))
        {
            counters.DeliveredPackets++;
            return InterfaceVerdict.Deliver;
        }
        return OnOtherThanPlainIPv4(now, packet, type);
    }

    /// <summary>
    /// A packet from the stack, with <see cref="Packet.NextHop"/> set and its bytes at the IP header. On
    /// <see cref="InterfaceVerdict.Transmit"/> it is framed and belongs to the link.
    /// </summary>
    public InterfaceVerdict Send(Instant now, Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (!CanSend) return DropSent(packet, StateReason);
        if (packet.Length > Mtu && SegmentLength.Of(packet) > Mtu) return DropSent(packet, DropReason.Mtu);
        if (Framing == Framing.Ip) return CountSent(packet);
        Neighbour? neighbour = _neighbours?.Find(packet.NextHop);
        if (neighbour is null || now >= neighbour.UsableUntil) return SendUnresolved(now, packet, neighbour);
        neighbour.LastUsed = now;
        return Transmit(packet, neighbour.Mac);
    }

    /// <summary>
    /// The next frame that the interface itself has for the link: ARP, neighbour discovery, packets whose next hop has become known.
    /// </summary>
    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Packet? frame)
    {
        if (_byProducts is { } waiting) return waiting.Down.TryDequeue(out frame);
        frame = null;
        return false;
    }

    /// <summary>
    /// The next packet that could not be sent because its next hop does not answer. It goes back to the stack like one that arrived (the
    /// stack sees from <see cref="Packet.Egress"/> that it did not): the stack tells the sender.
    /// </summary>
    public bool TryTakeUp([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Packet? packet)
    {
        if (_byProducts is { } waiting) return waiting.Up.TryDequeue(out packet);
        packet = null;
        return false;
    }

    public void OnDeadline(Instant now)
    {
        _neighbours?.OnDeadline(now);
        _duties?.OnDeadline(now);
    }

    public void SetAdmin(AdminState state)
    {
        Admin = state;
        OnStateChanged();
    }

    public void SetCarrier(CarrierState state)
    {
        Carrier = state;
        OnStateChanged();
    }

    /// <summary>For an interface plugged into a real device: what the operating system says of the device.</summary>
    public void SetHost(HostState state)
    {
        Host = state;
        OnStateChanged();
    }

    /// <param name="mtu">At least 68 (RFC 791); IPv6 wants 1280 (RFC 8200 section 5).</param>
    public void SetMtu(int mtu)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mtu, 68);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(mtu, ushort.MaxValue);
        Mtu = mtu;
    }

    /// <summary>
    /// Tells the link which addresses are here (gratuitous ARP, unsolicited advertisement), so that others forget what they knew.
    /// </summary>
    public void Announce()
    {
        if (!CanSend || Framing == Framing.Ip) return;
        foreach (IpPrefix prefix in Addresses.Prefixes)
        {
            if (prefix.Address.IsIPv4) ArpProtocol.Announce(this, prefix.Address);
            else NeighbourDiscovery.Announce(this, prefix.Address);
        }
    }

    /// <summary>An entry that is neither asked for nor forgotten.</summary>
    public void AddNeighbour(IpAddress address, MacAddress mac) => Neighbours.SetPermanent(address, mac);

    /// <returns>False if there is no such entry.</returns>
    public bool RemoveNeighbour(IpAddress address) => _neighbours?.Remove(address) ?? false;

    public NeighbourSnapshot[] SnapshotNeighbours() => _neighbours?.Snapshot() ?? [];

    /// <summary>Gives back what waits; the node stops.</summary>
    public void Stop()
    {
        _neighbours?.Clear(DropReason.Stopped);
        while (TryTake(out Packet? packet)) packet.Return();
        while (TryTakeUp(out Packet? packet)) packet.Return();
        while (TryTakeForSocket(out Packet? frame)) frame.Return();
    }

    private DropReason StateReason =>
        Admin == AdminState.Down ? DropReason.AdminDown
        : Carrier == CarrierState.Off ? DropReason.NoCarrier
        : DropReason.HostDown;

    private void OnStateChanged()
    {
        bool couldSend = CanSend;
        CanSend = Admin == AdminState.Up && Carrier == CarrierState.On && Host == HostState.Up;
        // Being told again what is so already is no beginning.
        if (CanSend == couldSend) return;
        if (!CanSend) _neighbours?.Clear(StateReason);
        _duties?.OnStateChanged();
    }

    private InterfaceVerdict OnIpPacket(Instant now, Packet packet)
    {
        int version = packet.Length == 0 ? 0 : packet.Bytes[0] >> 4;
        if (version is not (4 or 6)) return DropReceived(packet, DropReason.UnknownProtocol);
        if (version == 4 ? GroupMessages.IsIgmp(packet.Bytes) : GroupMessages.IsMldQuery(packet.Bytes))
        {
            return OnOtherThanPlainIPv4(now, packet, version == 4 ? EtherType.IPv4 : EtherType.IPv6);
        }
        _counters.DeliveredPackets++;
        return InterfaceVerdict.Deliver;
    }

    private InterfaceVerdict OnOtherThanPlainIPv4(Instant now, Packet packet, EtherType type)
    {
        DropReason? failure;
        switch (type)
        {
            case EtherType.IPv4:
                failure = OnGroupQuery(now, packet, AddressFamily.IPv4);
                break;
            case EtherType.IPv6 when GroupMessages.IsMldQuery(packet.Bytes):
                failure = OnGroupQuery(now, packet, AddressFamily.IPv6);
                break;
            case EtherType.IPv6 when Framing == Framing.Ip || !NeighbourDiscovery.IsMessage(packet.Bytes):
                _counters.DeliveredPackets++;
                return InterfaceVerdict.Deliver;
            case EtherType.IPv6:
                failure = NeighbourDiscovery.OnMessage(now, packet, this);
                break;
            case EtherType.Arp:
                failure = ArpProtocol.OnMessage(now, packet.Bytes, this);
                break;
            default:
                failure = DropReason.UnknownProtocol;
                break;
        }
        return failure is { } reason ? DropReceived(packet, reason) : Handled(packet);
    }

    private DropReason? OnGroupQuery(Instant now, Packet packet, AddressFamily family)
    {
        DropReason? failure = family == AddressFamily.IPv4
            ? GroupMessages.TryReadIgmp(packet, out GroupQuery query)
            : GroupMessages.TryReadMld(packet, out query);
        if (failure is null) Duties.NeedReporter().OnQuery(now, family, query);
        return failure;
    }

    private bool IsGroupOfOurs(MacAddress destination) =>
        destination.IsGroup && (destination.IsBroadcast || _addresses.IsMember(destination) || (IsRouter && LinkLayerMapping.IsOfRouters(destination)));

    /// <summary>The interface listens to the group.</summary>
    internal bool IsMember(IpAddress group) => _addresses.IsMember(group) || (IsRouter && LinkLayerMapping.IsOfRouters(group));

    /// <summary>All groups of this interface: joined ones, and those that come with its addresses and with being a router.</summary>
    internal List<IpAddress> ListenedGroups()
    {
        List<IpAddress> groups = [.. _addresses.JoinedGroups()];
        foreach (IpPrefix prefix in _addresses.Prefixes)
        {
            IpAddress solicited = prefix.Address.SolicitedNode;
            if (prefix.Address.IsIPv6 && !groups.Contains(solicited)) groups.Add(solicited);
        }
        if (IsRouter) groups.AddRange([LinkLayerMapping.AllRoutersIPv4, LinkLayerMapping.AllRouters]);
        return groups;
    }

    /// <summary>The next hop is a group or everybody, has grown stale, or is unknown.</summary>
    private InterfaceVerdict SendUnresolved(Instant now, Packet packet, Neighbour? neighbour)
    {
        IpAddress nextHop = packet.NextHop;
        if (nextHop.IsMulticast) return Transmit(packet, LinkLayerMapping.GroupMac(nextHop));
        if (Addresses.IsBroadcast(nextHop)) return Transmit(packet, MacAddress.Broadcast);
        if (nextHop.IsUnspecified) return DropSent(packet, DropReason.NotSendable);
        if (neighbour is not null && Neighbours.IsUsable(now, neighbour))
        {
            neighbour.LastUsed = now;
            return Transmit(packet, neighbour.Mac);
        }
        Neighbours.Wait(now, packet);
        return InterfaceVerdict.Consumed;
    }

    private InterfaceVerdict Transmit(Packet packet, MacAddress to)
    {
        EtherType type = packet.Bytes[0] >> 4 == 6 ? EtherType.IPv6 : EtherType.IPv4;
        Span<byte> header = packet.Prepend(EthernetView.HeaderLength);
        BinaryPrimitives.WriteUInt64BigEndian(header, to.Value << 16 | _mac >> 32);
        BinaryPrimitives.WriteUInt32BigEndian(header[8..], (uint)_mac);
        BinaryPrimitives.WriteUInt16BigEndian(header[12..], (ushort)type);
        return CountSent(packet);
    }

    private InterfaceVerdict CountSent(Packet packet)
    {
        _counters.SentPackets++;
        _counters.SentBytes += packet.Length;
        return InterfaceVerdict.Transmit;
    }

    private InterfaceVerdict Handled(Packet packet)
    {
        _counters.HandledPackets++;
        packet.Return();
        return InterfaceVerdict.Consumed;
    }

    private InterfaceVerdict DropReceived(Packet packet, DropReason reason)
    {
        _counters.DropReceived(packet, reason);
        return InterfaceVerdict.Consumed;
    }

    private InterfaceVerdict DropSent(Packet packet, DropReason reason)
    {
        _counters.DropSent(packet, reason);
        return InterfaceVerdict.Consumed;
    }
}
