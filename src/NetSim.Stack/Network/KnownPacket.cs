using System.Diagnostics;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;

namespace NetSim.Stack.Network;

/// <summary>Views of packets that have been parsed before: a view cannot be kept, and parsing again cannot fail.</summary>
internal static class KnownPacket
{
    public static Ipv4View ViewIPv4(Packet packet) =>
        Ipv4View.TryParse(packet.Bytes, out Ipv4View view) ? view : throw new UnreachableException("The packet was IPv4 before.");

    public static Ipv6View ViewIPv6(Packet packet) =>
        Ipv6View.TryParse(packet.Bytes, out Ipv6View view) ? view : throw new UnreachableException("The packet was IPv6 before.");
}
