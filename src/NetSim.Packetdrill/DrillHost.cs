using NetSim.Packetdrill.Sockets;
using NetSim.Stack;
using NetSim.Stack.Interfaces;
using NetSim.Stack.Network;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Time;

namespace NetSim.Packetdrill;

/// <summary>
/// One host for packetdrill: a <see cref="HostStack"/> with one interface whose other end is the script, a table of descriptors, and a
/// virtual clock. No TCP is in here: sockets are thin covers round the stack's own.
/// <para>
/// Files: this one carries packets; <c>.Time</c> the clock and blocking calls; <c>.Calls</c> the system calls.
/// </para>
/// </summary>
internal sealed partial class DrillHost
{
    /// <summary>The script is the only neighbour, and it answers for everybody.</summary>
    private const int InterfaceIndex = 0;

    private readonly DrillOptions _options;
    private readonly PacketPool _pool;
    private readonly HostStack _stack;
    private readonly NetworkInterface _interface;
    private readonly DescriptorTable _descriptors = new();
    private readonly List<Descriptor> _living = [];
    private readonly Queue<(Instant Time, byte[] Bytes)> _sent = [];

    public DrillHost(DrillOptions options, PacketPool pool)
    {
        (_options, _pool) = (options, pool);
        var random = new RandomGenerator(options.Seed, 0);
        _stack = new HostStack(HostStackOptions.Host, pool, random);
        var settings = new InterfaceOptions { Name = "script", Index = InterfaceIndex, Framing = Framing.Ip, Mtu = options.Tcp.Mtu };
        _interface = new NetworkInterface(settings, pool, random);
        _stack.AddInterface(_interface);
        IReadOnlyList<IpAddress> addresses = options.Local.Count > 0 ? options.Local : LocalAddresses.Default;
        foreach (IpAddress address in addresses) _interface.AddAddress(LocalAddresses.WithPrefix(address));
        foreach (IpPrefix everything in (IpPrefix[])[IpPrefix.DefaultIPv4, IpPrefix.DefaultIPv6])
            _stack.Routes.Add(new Route { Destination = everything, Interface = _interface });
    }

    public HostStack Stack => _stack;

    public TcpSettings TcpSettings => _options.Tcp;

    /// <summary>An address that is bound, or that the script sends to, is the host's own from then on, unless the flags name its addresses.</summary>
    public void Adopt(IpAddress address)
    {
        if (_options.Local.Count > 0 || address.IsUnspecified || address.IsMulticast || address.IsLoopback) return;
        foreach (IpPrefix prefix in _interface.Prefixes)
            if (prefix.Address == address) return;
        _interface.AddAddress(LocalAddresses.WithPrefix(address));
    }

    public Packet Rent(ReadOnlySpan<byte> bytes)
    {
        Packet packet = _pool.Rent(bytes.Length);
        bytes.CopyTo(packet.Append(bytes.Length));
        return packet;
    }

    /// <summary>From now on a descriptor's timers run and its packets are sent, also after it has been closed.</summary>
    public void Adopt(Descriptor descriptor) => _living.Add(descriptor);

    /// <summary>The packet of a socket goes out.</summary>
    public void Send(Packet packet) => Carry(_stack.Send(Now, packet), packet);

    /// <summary>Hands a SYN that took over from TIME-WAIT to the listener of its port (RFC 6191).</summary>
    public void Reopen(Packet syn, IpEndpoint local, NetSim.Wire.Tcp.SequenceNumber above)
    {
        foreach (Descriptor descriptor in _living)
        {
            if (descriptor is not TcpDescriptor { Listener: { } listener } || listener.Local.Port != local.Port) continue;
            listener.OnReopening(Now, syn, above);
            return;
        }
        Carry(_stack.OnPacket(Now, syn), syn);
    }

    /// <summary>An IP packet from the script.</summary>
    private void Inject(ReadOnlySpan<byte> bytes)
    {
        Packet packet = Rent(bytes);
        packet.Checksum = ChecksumState.Complete;
        AdoptDestination(bytes);
        if (_interface.OnPacket(Now, packet) == InterfaceVerdict.Deliver) Carry(_stack.OnPacket(Now, packet), packet);
        Settle();
    }

    private void AdoptDestination(ReadOnlySpan<byte> packet)
    {
        if (Ipv4View.TryParse(packet, out Ipv4View view)) Adopt(view.Destination);
        else if (Ipv6View.TryParse(packet, out Ipv6View view6)) Adopt(view6.Destination);
    }

    private void Carry(StackVerdict verdict, Packet packet)
    {
        if (verdict == StackVerdict.Transmit) Transmit(packet);
        else if (verdict == StackVerdict.Deliver) ((Descriptor)packet.Recipient!).OnPacket(packet);
        CarryRest();
    }

    /// <summary>What the stack has made besides.</summary>
    private void CarryRest()
    {
        while (_stack.TryTake(out Packet? more))
            Carry(more.Recipient is null ? StackVerdict.Transmit : StackVerdict.Deliver, more);
    }

    private void Transmit(Packet packet)
    {
        if (_interface.Send(Now, packet) != InterfaceVerdict.Transmit) return;
        if (packet.SegmentSize > 0 && Segmentation.TryStart(packet, LinkType.Raw, out Segmentation cut))
        {
            while (cut.TryTake(_pool, out Packet? piece)) Emit(piece);
            packet.Return();
            return;
        }
        Emit(packet);
    }

    private void Emit(Packet packet)
    {
        TransportChecksum.Complete(packet);
        _sent.Enqueue((Now, packet.Bytes.ToArray()));
        packet.Return();
    }

    /// <summary>Sockets send what they have until none has anything more, since a packet may be for this host itself.</summary>
    private void Settle()
    {
        bool isMoving = true;
        while (isMoving)
        {
            isMoving = false;
            for (int i = 0; i < _living.Count; i++) isMoving |= _living[i].Flush();
        }
        _living.RemoveAll(static descriptor => descriptor.IsGone);
    }

    private Instant? NextDeadline
    {
        get
        {
            Instant next = Instant.Min(_stack.NextDeadline ?? Instant.MaxValue, _interface.NextDeadline ?? Instant.MaxValue);
            foreach (Descriptor descriptor in _living) next = Instant.Min(next, descriptor.NextDeadline ?? Instant.MaxValue);
            return next == Instant.MaxValue ? null : next;
        }
    }

    private void OnDeadline()
    {
        _stack.OnDeadline(Now);
        _interface.OnDeadline(Now);
        for (int i = 0; i < _living.Count; i++) _living[i].OnDeadline(Now);
        CarryRest();
        Settle();
    }
}
