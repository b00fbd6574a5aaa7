using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;

namespace NetSim.Wire.Ethernet;

/// <summary>An Ethernet II frame without preamble and frame check sequence (IEEE 802.3, RFC 894).</summary>
public readonly ref struct EthernetView : IWireView<EthernetView>
{
    public const int HeaderLength = 14;

    private const int DestinationAt = 0;
    private const int SourceAt = 6;
    private const int TypeAt = 12;

    /// <summary>Type values below this are the length of an IEEE 802.3 frame.</summary>
    private const int FirstType = 0x0600;

    private readonly ReadOnlySpan<byte> _bytes;

    private EthernetView(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    public MacAddress Destination => MacAddress.Read(_bytes[DestinationAt..]);

    public MacAddress Source => MacAddress.Read(_bytes[SourceAt..]);

    /// <summary>As it stands in the frame: of a tagged frame this is <see cref="EtherType.VlanTag"/>, and the tag is part of the payload.</summary>
    public EtherType EtherType => (EtherType)_bytes.U16(TypeAt);

    public bool IsTagged => EtherType is EtherType.VlanTag or EtherType.ServiceTag;

    /// <summary>The type field is the length of an IEEE 802.3 frame, which carries no IP here.</summary>
    public bool IsLengthFramed => _bytes.U16(TypeAt) < FirstType;

    /// <summary>All that follows the header; may end in padding to the least frame length, which the payload's own length field tells.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[HeaderLength..];

    public static bool TryParse(ReadOnlySpan<byte> bytes, out EthernetView view)
    {
        view = default;
        if (bytes.Length < HeaderLength) return false;
        view = new EthernetView(bytes);
        return true;
    }
}
