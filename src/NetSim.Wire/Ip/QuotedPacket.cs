using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Tcp;

namespace NetSim.Wire.Ip;

/// <summary>
/// The packet that an ICMP error quotes: an IP header of either family and as much behind it as the sender cared to copy, so lengths are
/// not held against it. A quoted fragment that is not the first has no transport header and is refused: nobody can be found by it.
/// </summary>
public readonly ref struct QuotedPacket : IWireView<QuotedPacket>
{
    private readonly ReadOnlySpan<byte> _bytes;

    private QuotedPacket(ReadOnlySpan<byte> bytes, IpProtocol protocol, int transportOffset)
    {
        _bytes = bytes;
        Protocol = protocol;
        TransportOffset = transportOffset;
    }

    public ReadOnlySpan<byte> Bytes => _bytes;

    public AddressFamily Family => (AddressFamily)(_bytes[0] >> 4);

    public IpAddress Source => Family == AddressFamily.IPv4
        ? IpAddress.FromIPv4(_bytes.U32(Ipv4Header.SourceAt))
        : IpAddress.Read(_bytes.Slice(Ipv6Header.SourceAt, 16));

    public IpAddress Destination => Family == AddressFamily.IPv4
        ? IpAddress.FromIPv4(_bytes.U32(Ipv4Header.DestinationAt))
        : IpAddress.Read(_bytes.Slice(Ipv6Header.DestinationAt, 16));

    public IpProtocol Protocol { get; }

    /// <summary>Where the transport header starts.</summary>
    public int TransportOffset { get; }

    /// <summary>What is there of the transport header and its payload; perhaps nothing.</summary>
    public ReadOnlySpan<byte> Transport => _bytes[TransportOffset..];

    /// <summary>Ports of TCP or UDP (for ICMP: type and code, checksum); zero if not quoted.</summary>
    public ushort SourcePort => Transport.Length >= 2 ? Transport.U16(0) : (ushort)0;

    public ushort DestinationPort => Transport.Length >= 4 ? Transport.U16(2) : (ushort)0;

    /// <summary>Of a quoted TCP segment: by it a receiver tells a forged error (RFC 5927 4.1).</summary>
    public bool TryGetSequenceNumber(out SequenceNumber number)
    {
        bool has = Protocol == IpProtocol.Tcp && Transport.Length >= 8;
        number = has ? new SequenceNumber(Transport.U32(TcpHeader.SequenceNumberAt)) : default;
        return has;
    }

    public static bool TryParse(ReadOnlySpan<byte> bytes, out QuotedPacket view)
    {
        view = default;
        if (bytes.IsEmpty) return false;
        return (AddressFamily)(bytes[0] >> 4) switch
        {
            AddressFamily.IPv4 => TryParseIPv4(bytes, out view),
            AddressFamily.IPv6 => TryParseIPv6(bytes, out view),
            _ => false,
        };
    }

    private static bool TryParseIPv4(ReadOnlySpan<byte> bytes, out QuotedPacket view)
    {
        view = default;
        int headerLength = (bytes[0] & 0x0F) * 4;
        if (headerLength < Ipv4Header.MinLength || headerLength > bytes.Length) return false;
        if ((bytes.U16(Ipv4Header.FlagsAt) & 0x1FFF) != 0) return false;
        view = new QuotedPacket(bytes, (IpProtocol)bytes[Ipv4Header.ProtocolAt], headerLength);
        return true;
    }

    private static bool TryParseIPv6(ReadOnlySpan<byte> bytes, out QuotedPacket view)
    {
        view = default;
        if (bytes.Length < Ipv6Header.Length) return false;
        Ipv6ExtensionHeaders chain = new(bytes);
        while (chain.MoveNext())
        {
        }
        if (chain.End != Ipv6ChainEnd.UpperLayer) return false;
        QuotedPacket candidate = new(bytes, chain.UpperProtocol, chain.UpperOffset);
        if (candidate.Source.IsIPv4 || candidate.Destination.IsIPv4) return false;
        view = candidate;
        return true;
    }
}
