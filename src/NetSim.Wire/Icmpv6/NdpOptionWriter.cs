using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ipv6;

namespace NetSim.Wire.Icmpv6;

/// <summary>Writes options of neighbour discovery messages (RFC 4861 4.6, RFC 8106); each method returns the bytes written, a multiple of 8.</summary>
public static class NdpOptionWriter
{
    public const int LinkLayerAddressLength = 8;
    public const int PrefixInformationLength = PrefixInformation.OptionLength;
    public const int MtuLength = 8;

    /// <param name="bytes">At least 8 bytes.</param>
    /// <param name="type">Source or target.</param>
    /// <param name="address">On Ethernet (RFC 2464 section 6).</param>
    public static int WriteLinkLayerAddress(Span<byte> bytes, NdpOptionType type, MacAddress address)
    {
        bytes[0] = (byte)type;
        bytes[1] = LinkLayerAddressLength / 8;
        address.Write(bytes[2..]);
        return LinkLayerAddressLength;
    }

    public static int WritePrefixInformation(Span<byte> bytes, in PrefixInformation prefix)
    {
        prefix.Write(bytes);
        return PrefixInformationLength;
    }

    public static int WriteMtu(Span<byte> bytes, uint mtu)
    {
        bytes.PutU32(0, (uint)((byte)NdpOptionType.Mtu << 24 | MtuLength / 8 << 16));
        bytes.PutU32(4, mtu);
        return MtuLength;
    }

    /// <param name="bytes">At least 8 bytes and the packet.</param>
    /// <param name="packet">Start of the redirected packet, cut to a multiple of 8 bytes so that the message stays within 1280 (RFC 4861 4.6.3).</param>
    public static int WriteRedirectedHeader(Span<byte> bytes, ReadOnlySpan<byte> packet)
    {
        packet = packet[..(packet.Length & ~7)];
        bytes[..8].Clear();
        bytes[0] = (byte)NdpOptionType.RedirectedHeader;
        bytes[1] = checked((byte)(1 + packet.Length / 8));
        packet.CopyTo(bytes[8..]);
        return 8 + packet.Length;
    }

    /// <param name="bytes">At least 8 bytes and 16 for each server.</param>
    /// <param name="lifetimeSeconds">0xFFFFFFFF: for ever.</param>
    /// <param name="servers">At least one.</param>
    public static int WriteDnsServers(Span<byte> bytes, uint lifetimeSeconds, ReadOnlySpan<IpAddress> servers)
    {
        bytes.PutU32(0, (uint)((byte)NdpOptionType.RecursiveDnsServer << 24 | checked((byte)(1 + 2 * servers.Length)) << 16));
        bytes.PutU32(4, lifetimeSeconds);
        for (int i = 0; i < servers.Length; i++) Ipv6Header.WriteAddress(bytes[(8 + i * 16)..], servers[i]);
        return 8 + servers.Length * 16;
    }
}
