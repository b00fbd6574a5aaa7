using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;

namespace NetSim.Wire.Arp;

/// <summary>
/// ARP for IPv4 over Ethernet (RFC 826); any other hardware type, protocol or address length is refused.
/// <code>
///   0                   2                   4         5         6
///   | hardware type = 1 | protocol = 0x0800 | len = 6 | len = 4 | operation |
///   8: sender MAC (6)  14: sender address (4)  18: target MAC (6)  24: target address (4)
/// </code>
/// </summary>
public readonly ref struct ArpView : IWireView<ArpView>
{
    private const int OperationAt = 6;
    private const int SenderMacAt = 8;
    private const int SenderAddressAt = 14;
    private const int TargetMacAt = 18;
    private const int TargetAddressAt = 24;

    private readonly ReadOnlySpan<byte> _bytes;

    private ArpView(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>May be neither request nor reply.</summary>
    public ArpOperation Operation => (ArpOperation)_bytes.U16(OperationAt);

    public MacAddress SenderMac => MacAddress.Read(_bytes[SenderMacAt..]);

    public IpAddress SenderAddress => IpAddress.FromIPv4(_bytes.U32(SenderAddressAt));

    public MacAddress TargetMac => MacAddress.Read(_bytes[TargetMacAt..]);

    public IpAddress TargetAddress => IpAddress.FromIPv4(_bytes.U32(TargetAddressAt));

    public static bool TryParse(ReadOnlySpan<byte> bytes, out ArpView view)
    {
        view = default;
        if (bytes.Length < ArpMessage.Length || !bytes.StartsWith(ArpMessage.EthernetIPv4)) return false;
        view = new ArpView(bytes[..ArpMessage.Length]);
        return true;
    }
}
