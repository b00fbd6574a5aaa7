using NetSim.Wire.Buffers;

namespace NetSim.Wire.Udp;

/// <summary>
/// A UDP datagram (RFC 768). The view ends where the length field says: trailing bytes are cut.
/// The checksum is not looked at: zero means "none" over IPv4 and is illegal over IPv6 (RFC 8200 8.1), which the stack knows.
/// <code>
///   0 |          Source Port          |       Destination Port        |
///   4 |            Length             |           Checksum            |
/// </code>
/// </summary>
public readonly ref struct UdpView : IWireView<UdpView>
{
    private readonly ReadOnlySpan<byte> _bytes;

    private UdpView(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    public ushort SourcePort => _bytes.U16(UdpHeader.SourcePortAt);

    public ushort DestinationPort => _bytes.U16(UdpHeader.DestinationPortAt);

    /// <summary>Header and payload, in bytes.</summary>
    public int Length => _bytes.Length;

    public ushort Checksum => _bytes.U16(UdpHeader.ChecksumAt);

    public ReadOnlySpan<byte> Payload => _bytes[UdpHeader.Length..];

    public static bool TryParse(ReadOnlySpan<byte> bytes, out UdpView view)
    {
        view = default;
        if (bytes.Length < UdpHeader.Length) return false;
        int length = bytes.U16(UdpHeader.LengthAt);
        if (length < UdpHeader.Length || length > bytes.Length) return false;
        view = new UdpView(bytes[..length]);
        return true;
    }
}
