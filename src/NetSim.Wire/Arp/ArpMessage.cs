using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;

namespace NetSim.Wire.Arp;

/// <summary>Writes the message that <see cref="ArpView"/> reads.</summary>
public static class ArpMessage
{
    public const int Length = 28;

    /// <summary>Hardware type 1, protocol 0x0800, address lengths 6 and 4: what stands in front of the operation.</summary>
    internal static ReadOnlySpan<byte> EthernetIPv4 => [0, 1, 8, 0, 6, 4];

    public static void Write(
        Span<byte> bytes,
        ArpOperation operation,
        MacAddress senderMac,
        IpAddress senderAddress,
        MacAddress targetMac,
        IpAddress targetAddress)
    {
        EthernetIPv4.CopyTo(bytes);
        bytes.PutU16(6, (ushort)operation);
        senderMac.Write(bytes[8..]);
        bytes.PutU32(14, senderAddress.IPv4Value);
        targetMac.Write(bytes[18..]);
        bytes.PutU32(24, targetAddress.IPv4Value);
    }
}
