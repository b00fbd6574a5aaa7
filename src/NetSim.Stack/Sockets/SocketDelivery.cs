using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using NetSim.Stack.Network;
using NetSim.Stack.Sockets.Raw;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Stack.Tunnels;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Icmp;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Time;
using NetSim.Wire.Udp;

namespace NetSim.Stack.Sockets;

/// <summary>What is to be done with a packet for this node.</summary>
internal enum DeliveryVerdict : byte
{
    Consumed,

    /// <summary>The recipient is set.</summary>
    Deliver,

    /// <summary>The packet has become an answer, which is to be sent.</summary>
    Answer,
}

/// <summary>
/// From the IP layer to the sockets: copies for raw sockets, then ICMP, UDP and TCP find their socket, and what finds none is answered as
/// the rules say.
/// </summary>
internal sealed class SocketDelivery(IpLayer ip, RandomGenerator random, ulong key, EphemeralPorts ephemeral)
{
    private readonly IcmpReceiver _icmp = new(ip);
    private RawSocketTable? _rawSockets;

    /// <summary>Empty but for the time of one packet.</summary>
    private List<object>? _sharers;

    private enum RawMatch : byte
    {
        None,
        Copied,

        /// <summary>Nobody else is to see it.</summary>
        Hidden,
    }

    public Demultiplexer Sockets { get; } = new(random, key, ephemeral);

    /// <summary>Null of a node where no tunnel ends.</summary>
    public TunnelTable? Tunnels { get; set; }

    public RawSocketTable RawSockets => _rawSockets ??= new RawSocketTable();

    /// <summary>What this node's TCP connections share. A node that only forwards never makes it.</summary>
    [field: AllowNull]
    public TcpContext Tcp => field ??= new TcpContext(ip.Pool, new UInt128(random.Next(), random.Next()));

    public DeliveryVerdict Deliver(Instant now, Packet packet, IpProtocol protocol)
    {
        (IpAddress source, IpAddress destination) = IpEnds.Of(packet);
        RawMatch match = _rawSockets is { IsEmpty: false } raw ? CopyToRawSockets(raw, packet, destination, protocol) : RawMatch.None;
        if (match == RawMatch.Hidden) return Finish(packet);
        switch (protocol)
        {
            case IpProtocol.Udp:
                return DeliverUdp(now, packet, source, destination);
            case IpProtocol.Tcp:
                return DeliverTcp(now, packet, source, destination);
            case IpProtocol.Icmp when destination.IsIPv4:
                return OnIcmp(now, packet, _icmp.OnIPv4(now, packet), destination);
            case IpProtocol.Icmpv6 when destination.IsIPv6:
                return OnIcmp(now, packet, _icmp.OnIPv6(packet), destination);
            default:
                object? tunnel = Tunnels?.Find((source, destination), protocol, packet.Bytes[packet.TransportOffset..]);
                if (tunnel is not null) return HandTo(packet, tunnel);
                return match == RawMatch.Copied ? Finish(packet) : RejectProtocol(now, packet);
        }
    }

    /// <summary>Every raw socket of the protocol gets a copy, whoever else gets the packet (raw(7)).</summary>
    private RawMatch CopyToRawSockets(RawSocketTable sockets, Packet packet, IpAddress destination, IpProtocol protocol)
    {
        var match = RawMatch.None;
        for (int i = 0; i < sockets.Count; i++)
        {
            object? recipient = sockets.Match(i, destination, protocol, out RawReach reach);
            if (recipient is null) continue;
            EnqueueCopy(packet, recipient);
            if (match != RawMatch.Hidden) match = reach == RawReach.Exclusive ? RawMatch.Hidden : RawMatch.Copied;
        }
        return match;
    }

    private DeliveryVerdict DeliverUdp(Instant now, Packet packet, IpAddress source, IpAddress destination)
    {
        if (!UdpView.TryParse(packet.Bytes[packet.TransportOffset..], out UdpView datagram)) return Drop(packet, DropReason.Malformed);
        if (!IsIntact(packet)) return Drop(packet, DropReason.Checksum);
        if (Tunnels is { } tunnels && tunnels.IsTunnelPort(destination, datagram.DestinationPort)) return DeliverToTunnel(packet, (source, destination), datagram.Bytes);
        var local = new IpEndpoint(destination, datagram.DestinationPort);
        var remote = new IpEndpoint(source, datagram.SourcePort);
        object? recipient = Sockets.HasShared && !ip.IsOwn(destination) ? CopyToAllButLast(packet, local, remote) : Sockets.Find(IpProtocol.Udp, local, remote);
        if (recipient is not null) return HandTo(packet, recipient);
        ip.Reject(now, packet, (IcmpFault.ClosedPort, 0), DropReason.NoSocket);
        return DeliveryVerdict.Consumed;
    }

    /// <summary>RFC 7348 section 6: of an unknown network nothing is said.</summary>
    private DeliveryVerdict DeliverToTunnel(Packet packet, (IpAddress Source, IpAddress Destination) outer, ReadOnlySpan<byte> datagram) =>
        Tunnels!.Find(outer, IpProtocol.Udp, datagram) is { } tunnel ? HandTo(packet, tunnel) : Drop(packet, DropReason.NoSocket);

    /// <summary>Each of those who share a port gets what is for a group (RFC 1122 4.1.3.3); the last one gets the packet itself.</summary>
    private object? CopyToAllButLast(Packet packet, IpEndpoint local, IpEndpoint remote)
    {
        List<object> all = _sharers ??= [];
        Sockets.FindAll(IpProtocol.Udp, local, remote, all);
        for (int i = 0; i < all.Count - 1; i++) EnqueueCopy(packet, all[i]);
        object? last = all.Count == 0 ? null : all[^1];
        all.Clear();
        return last;
    }

    private void EnqueueCopy(Packet packet, object recipient)
    {
        Packet copy = packet.Clone(ip.Pool);
        copy.Recipient = recipient;
        ip.Counters.DeliveredPackets++;
        ip.Enqueue(copy);
    }

    /// <summary>A segment to a group is dropped without a word (RFC 9293 MUST-57).</summary>
    private DeliveryVerdict DeliverTcp(Instant now, Packet packet, IpAddress source, IpAddress destination)
    {
        ReadOnlySpan<byte> segment = packet.Bytes[packet.TransportOffset..];
        if (segment.Length < 4) return Drop(packet, DropReason.Malformed);
        if (!ip.IsOwn(destination)) return Drop(packet, DropReason.LinkGroup);
        if (!IsIntact(packet)) return Drop(packet, DropReason.Checksum);
        var remote = new IpEndpoint(source, BinaryPrimitives.ReadUInt16BigEndian(segment));
        var local = new IpEndpoint(destination, BinaryPrimitives.ReadUInt16BigEndian(segment[2..]));
        object? recipient = Sockets.Find(IpProtocol.Tcp, local, remote);
        if (recipient is not null) return HandTo(packet, recipient);
        if (ip.Middlebox is { } middlebox && middlebox.TryHold(now, packet)) return DeliveryVerdict.Consumed;
        return ClosedPort.Answer(packet, Tcp.Counters) is null ? DeliveryVerdict.Consumed : DeliveryVerdict.Answer;
    }

    private DeliveryVerdict OnIcmp(Instant now, Packet packet, IcmpVerdict verdict, IpAddress destination)
    {
        switch (verdict)
        {
            case IcmpVerdict.Answer:
                return DeliveryVerdict.Answer;
            case IcmpVerdict.EchoReply:
                ushort identifier = BinaryPrimitives.ReadUInt16BigEndian(packet.Bytes[(packet.TransportOffset + 4)..]);
                IpProtocol protocol = destination.IsIPv4 ? IpProtocol.Icmp : IpProtocol.Icmpv6;
                object? recipient = Sockets.Find(protocol, new IpEndpoint(destination, identifier), default);
                return recipient is null ? Drop(packet, DropReason.NoSocket) : HandTo(packet, recipient);
            case IcmpVerdict.Error:
                return OnError(now, packet);
            default:
                return DeliveryVerdict.Consumed;
        }
    }

    /// <summary>An error goes to whoever sent the packet that it quotes (RFC 1122 3.2.2, RFC 4443 2.4).</summary>
    private DeliveryVerdict OnError(Instant now, Packet packet)
    {
        int quoteAt = packet.TransportOffset + IcmpHeader.Length;
        if (!QuotedPacket.TryParse(packet.Bytes[quoteAt..], out QuotedPacket quote)) return Drop(packet, DropReason.Malformed);
        if (!ip.IsOwn(quote.Source)) return Drop(packet, DropReason.Ignored);
        object? recipient = Tunnels?.FindSender(quote) ?? FindSender(quote);
        if (recipient is null) return Drop(packet, DropReason.NoSocket);
        packet.TransportOffset = quoteAt;
        packet.IsIcmpError = true;
        // Whether a quoted TCP segment was really sent only its connection can tell, which acts on its own (RFC 5927).
        if (quote.Protocol != IpProtocol.Tcp && IcmpError.TryRead(packet, out IcmpError error) && error.Mtu is { } mtu)
        {
            // A router from before RFC 1191 does not say what fits.
            int length = BinaryPrimitives.ReadUInt16BigEndian(quote.Bytes[2..]);
            ip.LearnPathMtu(now, quote.Destination, mtu > 0 ? mtu : PathMtuPlateau.Below(length));
        }
        return HandTo(packet, recipient);
    }

    private object? FindSender(in QuotedPacket quote)
    {
        switch (quote.Protocol)
        {
            case IpProtocol.Tcp or IpProtocol.Udp:
                if (quote.Transport.Length < 4) return null;
                var local = new IpEndpoint(quote.Source, quote.SourcePort);
                return Sockets.Find(quote.Protocol, local, new IpEndpoint(quote.Destination, quote.DestinationPort));
            case IpProtocol.Icmp or IpProtocol.Icmpv6:
                if (quote.Transport.Length < IcmpHeader.Length) return null;
                ushort identifier = BinaryPrimitives.ReadUInt16BigEndian(quote.Transport[4..]);
                return Sockets.Find(quote.Protocol, new IpEndpoint(quote.Source, identifier), default);
            default:
                return null;
        }
    }

    /// <summary>
    /// RFC 1122 3.2.2.1: protocol unreachable; RFC 4443 3.4: unrecognised next header, with the place of the field that named it.
    /// </summary>
    private DeliveryVerdict RejectProtocol(Instant now, Packet packet)
    {
        uint field = 0;
        if (Ipv6View.TryParse(packet.Bytes, out Ipv6View view))
        {
            Ipv6ExtensionHeaders chain = new(view);
            while (chain.MoveNext())
            {
            }
            field = (uint)chain.NextHeaderFieldOffset;
        }
        ip.Reject(now, packet, (IcmpFault.UnknownProtocol, field), DropReason.UnknownProtocol);
        return DeliveryVerdict.Consumed;
    }

    /// <summary>Looks only if nobody vouches for the packet, and then says that it has looked.</summary>
    private static bool IsIntact(Packet packet)
    {
        if (packet.Checksum != ChecksumState.Complete) return true;
        if (!TransportChecksum.IsValid(packet)) return false;
        packet.Checksum = ChecksumState.Verified;
        return true;
    }

    private DeliveryVerdict HandTo(Packet packet, object recipient)
    {
        packet.Recipient = recipient;
        ip.Counters.DeliveredPackets++;
        return DeliveryVerdict.Deliver;
    }

    /// <summary>Raw sockets have their copies, and nobody else wants it: not a loss.</summary>
    private static DeliveryVerdict Finish(Packet packet)
    {
        packet.Return();
        return DeliveryVerdict.Consumed;
    }

    private DeliveryVerdict Drop(Packet packet, DropReason reason)
    {
        ip.Drop(packet, reason);
        return DeliveryVerdict.Consumed;
    }
}
