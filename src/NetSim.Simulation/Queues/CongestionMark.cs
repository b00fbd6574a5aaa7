using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;

namespace NetSim.Simulation.Queues;

/// <summary>Congestion marks in the IP header of a frame (RFC 3168 section 5).</summary>
internal static class CongestionMark
{
    /// <summary>Sets CE in a packet whose transport understands it.</summary>
    /// <returns>False of all else: it is unchanged.</returns>
    public static bool TrySet(Packet packet, LinkType link)
    {
        Span<byte> bytes = packet.Bytes;
        if (!LinkFraming.TryFindIp(bytes, link, out int at)) return false;
        Span<byte> header = bytes[at..];
        if (Ipv4View.TryParse(header, out Ipv4View ipv4))
        {
            if (ipv4.Ecn == EcnCodepoint.NotEct) return false;
            if (ipv4.Ecn != EcnCodepoint.Ce) Ipv4Header.SetEcn(header, EcnCodepoint.Ce);
            return true;
        }
        if (!Ipv6View.TryParse(header, out Ipv6View ipv6) || ipv6.Ecn == EcnCodepoint.NotEct) return false;
        if (ipv6.Ecn != EcnCodepoint.Ce) Ipv6Header.SetEcn(header, EcnCodepoint.Ce);
        return true;
    }
}
