using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;

namespace NetSim.Wire.Icmp;

/// <summary>
/// An ICMPv4 message (RFC 792); the checksum is not looked at: <see cref="IcmpHeader.IsChecksumValid"/>.
/// <code>
///   0 |     Type      |     Code      |          Checksum             |
///   4 |  Identifier / unused / pointer|  Sequence Number / next-hop MTU|
///   8 |  data of an echo, or the packet that an error is about ...
/// </code>
/// </summary>
public readonly ref struct IcmpView : IWireView<IcmpView>
{
    private readonly ReadOnlySpan<byte> _bytes;

    private IcmpView(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    public IcmpType Type => (IcmpType)_bytes[IcmpHeader.TypeAt];

    public byte Code => _bytes[IcmpHeader.CodeAt];

    public ushort Checksum => _bytes.U16(IcmpHeader.ChecksumAt);

    /// <summary>Bytes 4–7, whose meaning depends on the type.</summary>
    public uint Rest => _bytes.U32(IcmpHeader.RestAt);

    /// <summary>Of an echo.</summary>
    public ushort Identifier => _bytes.U16(IcmpHeader.RestAt);

    /// <summary>Of an echo.</summary>
    public ushort Sequence => _bytes.U16(IcmpHeader.RestAt + 2);

    /// <summary>Of "fragmentation needed" (RFC 1191 section 4): bytes of the largest packet that fits; 0 from a router that does not say.</summary>
    public ushort NextHopMtu => _bytes.U16(IcmpHeader.RestAt + 2);

    /// <summary>Of a parameter problem: offset of the byte at fault.</summary>
    public byte Pointer => _bytes[IcmpHeader.RestAt];

    /// <summary>Of a redirect: the better router.</summary>
    public IpAddress Gateway => IpAddress.FromIPv4(Rest);

    /// <summary>The message is about a packet, which <see cref="Payload"/> quotes; no error is ever sent about an error (RFC 1122 3.2.2).</summary>
    public bool IsError => Type is IcmpType.DestinationUnreachable or IcmpType.SourceQuench or IcmpType.Redirect
        or IcmpType.TimeExceeded or IcmpType.ParameterProblem;

    public bool IsEcho => Type is IcmpType.EchoRequest or IcmpType.EchoReply;

    /// <summary>Data of an echo; IP header and first bytes of the packet that an error is about, which <see cref="Ip.QuotedPacket"/> reads.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[IcmpHeader.Length..];

    public static bool TryParse(ReadOnlySpan<byte> bytes, out IcmpView view)
    {
        view = default;
        if (bytes.Length < IcmpHeader.Length) return false;
        view = new IcmpView(bytes);
        return true;
    }
}
