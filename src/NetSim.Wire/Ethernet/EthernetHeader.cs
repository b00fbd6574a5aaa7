using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;

namespace NetSim.Wire.Ethernet;

/// <summary>Writes the header that <see cref="EthernetView"/> reads.</summary>
public static class EthernetHeader
{
    public const int Length = EthernetView.HeaderLength;

    public static void Write(Span<byte> bytes, MacAddress destination, MacAddress source, EtherType type)
    {
        destination.Write(bytes);
        source.Write(bytes[6..]);
        bytes.PutU16(12, (ushort)type);
    }
}
