using System.Buffers.Binary;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Raw;

/// <summary>Whether the IP header is part of what the application reads or writes.</summary>
public enum IpHeader : byte
{
    Excluded,
    Included,
}

/// <summary>Who else gets the packets that a raw socket gets.</summary>
public enum RawReach : byte
{
    /// <summary>raw(7): the stack and its sockets see them all the same, and answer.</summary>
    Shared,

    /// <summary>Nobody but raw sockets: the stack neither delivers nor answers them (no reset, no echo reply, no "port unreachable").</summary>
    Exclusive,
}

/// <summary>What a raw socket is opened with.</summary>
public sealed record RawSocketOptions
{
    /// <summary>Own address; unspecified: any of its family.</summary>
    public required IpAddress Local { get; init; }

    public required IpProtocol Protocol { get; init; }

    /// <summary>raw(7): with header over IPv4, without over IPv6 (RFC 3542 section 3).</summary>
    public IpHeader OnReceive { get; init; }

    /// <summary>Included: every byte is sent as it is (IP_HDRINCL, but nothing at all is filled in).</summary>
    public IpHeader OnSend { get; init; }

    public RawReach Reach { get; init; }

    /// <summary>The usual choice of the family.</summary>
    public static RawSocketOptions For(IpAddress local, IpProtocol protocol) => new()
    {
        Local = local,
        Protocol = protocol,
        OnReceive = local.IsIPv4 ? IpHeader.Included : IpHeader.Excluded,
    };
}

/// <summary>
/// A raw socket: exact bytes both ways. Its owner registers it with the stack (<see cref="HostStack.BindRaw"/>), which hands it a copy of
/// every packet of its protocol, and takes nothing away from other sockets by that unless it is <see cref="RawReach.Exclusive"/>.
/// </summary>
public sealed class RawSocket(RawSocketOptions options)
{
    /// <summary>Where the checksum stands in ICMPv6, which RFC 3542 3.1 wants the stack to compute.</summary>
    private const int Icmpv6ChecksumAt = 2;
    private DropCounters _drops;

    public RawSocketOptions Options { get; } = options;

    public SendSettings Settings { get; } = new();

    public ref DropCounters Drops => ref _drops;

    /// <summary>A copy from the stack. Its checksum is filled in; both ends are set, with ports of zero.</summary>
    public SocketVerdict OnPacket(Instant now, Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        TransportChecksum.Complete(packet);
        (IpAddress source, IpAddress destination) = IpEnds.Of(packet);
        packet.Remote = new IpEndpoint(source, 0);
        packet.Local = new IpEndpoint(destination, 0);
        if (Options.OnReceive == IpHeader.Excluded)
        {
            packet.TrimStart(packet.TransportOffset);
            packet.TransportOffset = 0;
        }
        return SocketVerdict.Deliver;
    }

    /// <summary>Sends an IP packet as it is, or a message to <see cref="Packet.Remote"/>, which gets a header.</summary>
    public SocketVerdict Send(Instant now, Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        packet.Checksum = ChecksumState.Complete;
        if (Options.OnSend == IpHeader.Included)
        {
            packet.Ingress = Packet.NoInterface;
            packet.Egress = Settings.Interface;
            packet.IsHeaderIncluded = true;
            return SocketVerdict.Transmit;
        }
        IpAddress destination = packet.Remote.Address, source = Options.Local;
        bool fits = packet.Length <= (source.IsIPv4 ? ushort.MaxValue - Ipv4Header.MinLength : ushort.MaxValue);
        if (!fits || destination.IsUnspecified || destination.IsIPv4 != source.IsIPv4) return Drop(packet, DropReason.NotSendable);
        if (Options.Protocol == IpProtocol.Icmpv6)
        {
            if (packet.Length < Icmpv6ChecksumAt + 2) return Drop(packet, DropReason.NotSendable);
            ushort pseudoSum = TransportChecksum.Partial(source, destination, IpProtocol.Icmpv6, packet.Length);
            BinaryPrimitives.WriteUInt16BigEndian(packet.Bytes[Icmpv6ChecksumAt..], pseudoSum);
            packet.Checksum = ChecksumState.Partial;
        }
        Settings.AddHeader(packet, Options.Protocol, source, destination);
        return SocketVerdict.Transmit;
    }

    private SocketVerdict Drop(Packet packet, DropReason reason)
    {
        Drops.Drop(packet, reason);
        return SocketVerdict.Consumed;
    }
}
