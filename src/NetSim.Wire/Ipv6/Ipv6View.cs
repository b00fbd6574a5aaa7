using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;

namespace NetSim.Wire.Ipv6;

/// <summary>
/// An IPv6 packet (RFC 8200 section 3). The view ends where the payload length says. Extension headers are part of the payload:
/// <see cref="Ipv6ExtensionHeaders"/> walks them.
/// <code>
///   0 |Version| Traffic Class |           Flow Label                |
///   4 |         Payload Length        |  Next Header  |   Hop Limit |
///   8 |                        Source Address (16)                  |
///  24 |                     Destination Address (16)                |
/// </code>
/// </summary>
public readonly ref struct Ipv6View : IWireView<Ipv6View>
{
    private readonly ReadOnlySpan<byte> _bytes;

    private Ipv6View(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    public byte TrafficClass => (byte)(_bytes.U16(Ipv6Header.VersionAt) >> 4);

    public byte Dscp => (byte)(TrafficClass >> 2);

    public EcnCodepoint Ecn => (EcnCodepoint)(TrafficClass & 3);

    /// <summary>20 bits (RFC 6437).</summary>
    public uint FlowLabel => _bytes.U32(Ipv6Header.VersionAt) & 0xF_FFFF;

    /// <summary>Extension headers and upper-layer message, in bytes.</summary>
    public int PayloadLength => _bytes.Length - Ipv6Header.Length;

    public IpProtocol NextHeader => (IpProtocol)_bytes[Ipv6Header.NextHeaderAt];

    public byte HopLimit => _bytes[Ipv6Header.HopLimitAt];

    public IpAddress Source => IpAddress.Read(_bytes.Slice(Ipv6Header.SourceAt, 16));

    public IpAddress Destination => IpAddress.Read(_bytes.Slice(Ipv6Header.DestinationAt, 16));

    public ReadOnlySpan<byte> Payload => _bytes[Ipv6Header.Length..];

    /// <summary>
    /// Version 6, a payload that is there, and no IPv4-mapped address, which must not be on the wire (RFC 4291 2.5.5.2) and which
    /// <see cref="IpAddress"/> could not tell from IPv4. Jumbograms (RFC 2675) are not known.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out Ipv6View view)
    {
        view = default;
        if (bytes.Length < Ipv6Header.Length || bytes[Ipv6Header.VersionAt] >> 4 != 6) return false;
        int length = Ipv6Header.Length + bytes.U16(Ipv6Header.PayloadLengthAt);
        if (length > bytes.Length) return false;
        Ipv6View candidate = new(bytes[..length]);
        if (candidate.Source.IsIPv4 || candidate.Destination.IsIPv4) return false;
        view = candidate;
        return true;
    }
}
