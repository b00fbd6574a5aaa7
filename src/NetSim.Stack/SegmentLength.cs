using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Udp;

namespace NetSim.Stack;

/// <summary>
/// How long the longest IP packet will be that a packet becomes on a link: its own length, or of a super-segment that of one of the
/// segments that it is cut into.
/// </summary>
internal static class SegmentLength
{
    private const int TcpDataOffsetAt = 12;

    public static int Of(Packet packet) => packet.SegmentSize == 0 ? packet.Length : OfSegment(packet);

    private static int OfSegment(Packet packet)
    {
        ReadOnlySpan<byte> bytes = packet.Bytes;
        if (!TryFindTransport(bytes, out IpProtocol protocol, out int offset)) return packet.Length;
        int transportLength = UdpHeader.Length;
        if (protocol == IpProtocol.Tcp)
        {
            if (bytes.Length <= offset + TcpDataOffsetAt) return packet.Length;
            transportLength = bytes[offset + TcpDataOffsetAt] >> 4 << 2;
        }
        return Math.Min(packet.Length, offset + transportLength + packet.SegmentSize);
    }

    private static bool TryFindTransport(ReadOnlySpan<byte> bytes, out IpProtocol protocol, out int offset)
    {
        (protocol, offset) = (default, 0);
        if (Ipv4View.TryParse(bytes, out Ipv4View ipv4))
        {
            (protocol, offset) = (ipv4.Protocol, ipv4.HeaderLength);
            return true;
        }
        if (!Ipv6View.TryParse(bytes, out Ipv6View ipv6)) return false;
        Ipv6ExtensionHeaders chain = new(ipv6);
        while (chain.MoveNext())
        {
        }
        (protocol, offset) = (chain.UpperProtocol, chain.UpperOffset);
        return chain.End == Ipv6ChainEnd.UpperLayer;
    }
}
