using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;

namespace NetSim.Wire.Ipv4;

/// <summary>
/// An IPv4 packet (RFC 791 section 3.1). The view ends where the total length says, so link-layer padding is not part of it.
/// The header checksum is not looked at: <see cref="Ipv4Header.IsChecksumValid"/>.
/// <code>
///   0 |Version|  IHL  |   DSCP   |ECN|         Total Length          |
///   4 |        Identification        |Flags|     Fragment Offset     |
///   8 | Time to Live  |   Protocol   |        Header Checksum        |
///  12 |                        Source Address                        |
///  16 |                     Destination Address                      |
///  20 |                   Options, if IHL > 5 ...
/// </code>
/// </summary>
public readonly ref struct Ipv4View : IWireView<Ipv4View>
{
    private readonly ReadOnlySpan<byte> _bytes;

    private Ipv4View(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>20–60 bytes.</summary>
    public int HeaderLength => (_bytes[Ipv4Header.VersionAt] & 0x0F) * 4;

    public byte Dscp => (byte)(_bytes[Ipv4Header.TypeOfServiceAt] >> 2);

    public EcnCodepoint Ecn => (EcnCodepoint)(_bytes[Ipv4Header.TypeOfServiceAt] & 3);

    /// <summary>Header and payload, in bytes.</summary>
    public int TotalLength => _bytes.Length;

    public ushort Identification => _bytes.U16(Ipv4Header.IdentificationAt);

    public bool DontFragment => (_bytes[Ipv4Header.FlagsAt] & 0x40) != 0;

    public bool MoreFragments => (_bytes[Ipv4Header.FlagsAt] & 0x20) != 0;

    /// <summary>In bytes, 0–65,528.</summary>
    public int FragmentOffset => (_bytes.U16(Ipv4Header.FlagsAt) & 0x1FFF) * 8;

    /// <summary>The packet is one of several fragments; it may be the first.</summary>
    public bool IsFragment => (_bytes.U16(Ipv4Header.FlagsAt) & 0x3FFF) != 0;

    public byte TimeToLive => _bytes[Ipv4Header.TimeToLiveAt];

    public IpProtocol Protocol => (IpProtocol)_bytes[Ipv4Header.ProtocolAt];

    public ushort HeaderChecksum => _bytes.U16(Ipv4Header.ChecksumAt);

    public IpAddress Source => IpAddress.FromIPv4(_bytes.U32(Ipv4Header.SourceAt));

    public IpAddress Destination => IpAddress.FromIPv4(_bytes.U32(Ipv4Header.DestinationAt));

    /// <summary>0–40 bytes, as they stand; see <see cref="Ipv4Options"/>.</summary>
    public ReadOnlySpan<byte> Options => _bytes[Ipv4Header.MinLength..HeaderLength];

    public ReadOnlySpan<byte> Header => _bytes[..HeaderLength];

    public ReadOnlySpan<byte> Payload => _bytes[HeaderLength..];

    /// <summary>RFC 1122 3.2.1.1 and RFC 1812 5.2.2: version 4, header of at least 20 bytes, total length that holds the header and is there.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out Ipv4View view)
    {
        view = default;
        if (bytes.Length < Ipv4Header.MinLength || bytes[Ipv4Header.VersionAt] >> 4 != 4) return false;
        int headerLength = (bytes[Ipv4Header.VersionAt] & 0x0F) * 4;
        int totalLength = bytes.U16(Ipv4Header.TotalLengthAt);
        if (headerLength < Ipv4Header.MinLength || totalLength < headerLength || totalLength > bytes.Length) return false;
        view = new Ipv4View(bytes[..totalLength]);
        return true;
    }
}
