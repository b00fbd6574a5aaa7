using NetSim.Wire.Icmp;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Tcp;
using NetSim.Wire.Udp;

namespace NetSim.Wire.Checksums;

/// <summary>Where in an IP packet the message with the transport checksum lies.</summary>
internal readonly record struct TransportSpan(IpProtocol Protocol, int Offset, int Length)
{
    public int ChecksumAt => ChecksumOffset(Protocol);

    /// <summary>Of ICMP over IPv4 it is zero: there is no pseudo header.</summary>
    public uint PseudoHeader(ReadOnlySpan<byte> ipPacket)
    {
        if (Protocol == IpProtocol.Icmp) return 0;
        uint sum = (uint)Protocol + (uint)Length;
        return ipPacket[0] >> 4 == 4
            ? InternetChecksum.Sum(ipPacket.Slice(Ipv4Header.SourceAt, 8), sum)
            : InternetChecksum.Sum(ipPacket.Slice(Ipv6Header.SourceAt, 32), sum);
    }

    /// <summary>Where the field stands in the message; -1 if the protocol has none that we know.</summary>
    public static int ChecksumOffset(IpProtocol protocol) => protocol switch
    {
        IpProtocol.Tcp => TcpHeader.ChecksumAt,
        IpProtocol.Udp => UdpHeader.ChecksumAt,
        IpProtocol.Icmp => IcmpHeader.ChecksumAt,
        IpProtocol.Icmpv6 => Icmpv6Header.ChecksumAt,
        _ => -1,
    };

    /// <summary>False for what has no checksum here: no IP packet, a fragment, an unknown protocol, a header cut off.</summary>
    public static bool TryFind(ReadOnlySpan<byte> ipPacket, out TransportSpan transport)
    {
        transport = default;
        if (ipPacket.IsEmpty) return false;
        return ipPacket[0] >> 4 == 4 ? TryFindIPv4(ipPacket, out transport) : TryFindIPv6(ipPacket, out transport);
    }

    private static bool TryFindIPv4(ReadOnlySpan<byte> ipPacket, out TransportSpan transport)
    {
        transport = default;
        if (!Ipv4View.TryParse(ipPacket, out Ipv4View view) || view.IsFragment || view.Protocol == IpProtocol.Icmpv6) return false;
        return TryFind(view.Protocol, view.HeaderLength, view.Payload, out transport);
    }

    private static bool TryFindIPv6(ReadOnlySpan<byte> ipPacket, out TransportSpan transport)
    {
        transport = default;
        if (!Ipv6View.TryParse(ipPacket, out Ipv6View view)) return false;
        Ipv6ExtensionHeaders chain = new(view);
        while (chain.MoveNext())
        {
            // A fragment header on a whole packet (RFC 6946) hides nothing.
            if (chain.Kind == IpProtocol.Fragment && (chain.FragmentOffset > 0 || chain.MoreFragments)) return false;
        }
        if (chain.End != Ipv6ChainEnd.UpperLayer || chain.UpperProtocol == IpProtocol.Icmp) return false;
        return TryFind(chain.UpperProtocol, chain.UpperOffset, view.Bytes[chain.UpperOffset..], out transport);
    }

    /// <summary>The length of a UDP message is its own (RFC 768); that of the others is what the IP header leaves.</summary>
    private static bool TryFind(IpProtocol protocol, int offset, ReadOnlySpan<byte> message, out TransportSpan transport)
    {
        transport = default;
        int checksumAt = ChecksumOffset(protocol);
        if (checksumAt < 0 || message.Length < checksumAt + 2) return false;
        int length = message.Length;
        if (protocol == IpProtocol.Udp)
        {
            if (!UdpView.TryParse(message, out UdpView udp)) return false;
            length = udp.Length;
        }
        transport = new TransportSpan(protocol, offset, length);
        return true;
    }
}
