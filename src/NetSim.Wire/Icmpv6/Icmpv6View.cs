using NetSim.Wire.Buffers;

namespace NetSim.Wire.Icmpv6;

/// <summary>
/// An ICMPv6 message (RFC 4443); the checksum is not looked at: <see cref="Icmpv6Header.IsChecksumValid"/>. Neighbour discovery has views
/// of its own over the same bytes.
/// <code>
///   0 |     Type      |     Code      |          Checksum             |
///   4 |      Identifier, MTU, pointer …|        Sequence Number       |
///   8 |  data of an echo, or the packet that an error is about ...
/// </code>
/// </summary>
public readonly ref struct Icmpv6View : IWireView<Icmpv6View>
{
    private readonly ReadOnlySpan<byte> _bytes;

    private Icmpv6View(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    public Icmpv6Type Type => (Icmpv6Type)_bytes[Icmpv6Header.TypeAt];

    public byte Code => _bytes[Icmpv6Header.CodeAt];

    public ushort Checksum => _bytes.U16(Icmpv6Header.ChecksumAt);

    /// <summary>Bytes 4–7, whose meaning depends on the type.</summary>
    public uint Rest => _bytes.U32(Icmpv6Header.RestAt);

    /// <summary>Of an echo.</summary>
    public ushort Identifier => _bytes.U16(Icmpv6Header.RestAt);

    /// <summary>Of an echo.</summary>
    public ushort Sequence => _bytes.U16(Icmpv6Header.RestAt + 2);

    /// <summary>Of "packet too big": bytes of the largest packet that fits the next link.</summary>
    public uint Mtu => Rest;

    /// <summary>Of a parameter problem: offset of the byte at fault; may lie beyond the quoted bytes.</summary>
    public uint Pointer => Rest;

    /// <summary>The message is about a packet, which <see cref="Payload"/> quotes (RFC 4443 2.1).</summary>
    public bool IsError => _bytes[Icmpv6Header.TypeAt] < 128;

    public bool IsEcho => Type is Icmpv6Type.EchoRequest or Icmpv6Type.EchoReply;

    /// <summary>Data of an echo; IP header and first bytes of the packet that an error is about, which <see cref="Ip.QuotedPacket"/> reads.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[Icmpv6Header.Length..];

    public static bool TryParse(ReadOnlySpan<byte> bytes, out Icmpv6View view)
    {
        view = default;
        if (bytes.Length < Icmpv6Header.Length) return false;
        view = new Icmpv6View(bytes);
        return true;
    }
}
