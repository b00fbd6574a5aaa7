using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Icmp;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Tcp;
using NetSim.Wire.Udp;

namespace NetSim.Wire.Checksums;

/// <summary>Where in a packet the message lies that has a transport checksum. All offsets count from the start of the packet.</summary>
/// <param name="Protocol">TCP, UDP, ICMP or ICMPv6.</param>
/// <param name="IpOffset">Start of the IP header.</param>
/// <param name="Offset">Start of the message.</param>
/// <param name="Length">The message's own length: padding behind it does not count.</param>
internal readonly record struct TransportSpan(IpProtocol Protocol, int IpOffset, int Offset, int Length)
{
    /// <summary>Where the field stands in the message.</summary>
    public int ChecksumAt => Protocol switch
    {
        IpProtocol.Tcp => TcpHeader.ChecksumAt,
        IpProtocol.Udp => UdpHeader.ChecksumAt,
        IpProtocol.Icmp => IcmpHeader.ChecksumAt,
        _ => Icmpv6Header.ChecksumAt,
    };

    /// <summary>The sum for a message of <paramref name="length"/> bytes between the packet's addresses; of ICMP over IPv4 it is zero.</summary>
    public uint PseudoHeader(ReadOnlySpan<byte> packet, int length)
    {
        if (Protocol == IpProtocol.Icmp) return 0;
        ReadOnlySpan<byte> header = packet[IpOffset..];
        uint sum = (uint)Protocol + (uint)length;
        return IsIPv4(packet)
            ? InternetChecksum.Sum(header.Slice(Ipv4Header.SourceAt, 8), sum)
            : InternetChecksum.Sum(header.Slice(Ipv6Header.SourceAt, 32), sum);
    }

    public bool IsIPv4(ReadOnlySpan<byte> packet) => packet[IpOffset] >> 4 == 4;

    /// <summary>Where the payload of TCP or UDP starts, and its length; false for other protocols or a TCP header that is wrong.</summary>
    public bool TryGetPayload(ReadOnlySpan<byte> packet, out int offset, out int length)
    {
        offset = Offset + UdpHeader.Length;
        length = Length - UdpHeader.Length;
        if (Protocol != IpProtocol.Tcp) return Protocol == IpProtocol.Udp;
        if (!TcpView.TryParse(packet.Slice(Offset, Length), out TcpView tcp)) return false;
        offset = Offset + tcp.HeaderLength;
        length = tcp.Payload.Length;
        return true;
    }

    /// <summary>False for what has no checksum here: no IP packet, a fragment, an unknown protocol, a header cut off.</summary>
    public static bool TryFind(ReadOnlySpan<byte> packet, LinkType link, out TransportSpan transport)
    {
        transport = default;
        if (!LinkFraming.TryFindIp(packet, link, out int at) || at >= packet.Length) return false;
        return packet[at] >> 4 == 4 ? TryFindIPv4(packet, at, out transport) : TryFindIPv6(packet, at, out transport);
    }

    private static bool TryFindIPv4(ReadOnlySpan<byte> packet, int at, out TransportSpan transport)
    {
        transport = default;
        if (!Ipv4View.TryParse(packet[at..], out Ipv4View view) || view.IsFragment || view.Protocol == IpProtocol.Icmpv6) return false;
        return TryMeasure(view.Protocol, view.Payload, out int length)
            && Found(new TransportSpan(view.Protocol, at, at + view.HeaderLength, length), out transport);
    }

    private static bool TryFindIPv6(ReadOnlySpan<byte> packet, int at, out TransportSpan transport)
    {
        transport = default;
        if (!Ipv6View.TryParse(packet[at..], out Ipv6View view)) return false;
        Ipv6ExtensionHeaders chain = new(view);
        while (chain.MoveNext())
        {
            // A fragment header on a whole packet (RFC 6946) hides nothing.
            if (chain.Kind == IpProtocol.Fragment && (chain.FragmentOffset > 0 || chain.MoreFragments)) return false;
        }
        if (chain.End != Ipv6ChainEnd.UpperLayer || chain.UpperProtocol == IpProtocol.Icmp) return false;
        return TryMeasure(chain.UpperProtocol, view.Bytes[chain.UpperOffset..], out int length)
            && Found(new TransportSpan(chain.UpperProtocol, at, at + chain.UpperOffset, length), out transport);
    }

    /// <summary>The length of a UDP message is its own (RFC 768); that of the others is what the IP header leaves.</summary>
    private static bool TryMeasure(IpProtocol protocol, ReadOnlySpan<byte> message, out int length)
    {
        length = message.Length;
        switch (protocol)
        {
            case IpProtocol.Tcp:
                return message.Length >= TcpHeader.MinLength;
            case IpProtocol.Udp:
                bool fits = UdpView.TryParse(message, out UdpView udp);
                length = fits ? udp.Length : 0;
                return fits;
            case IpProtocol.Icmp or IpProtocol.Icmpv6:
                return message.Length >= IcmpHeader.Length;
            default:
                return false;
        }
    }

    private static bool Found(TransportSpan span, out TransportSpan transport)
    {
        transport = span;
        return true;
    }
}
