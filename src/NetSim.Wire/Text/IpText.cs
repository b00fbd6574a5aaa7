using System.Text;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Udp;

namespace NetSim.Wire.Text;

internal static class IpText
{
    public static void Append(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) text.Append("[empty]");
        else if (Ipv4View.TryParse(bytes, out Ipv4View v4)) AppendIPv4(text, v4);
        else if (Ipv6View.TryParse(bytes, out Ipv6View v6)) AppendIPv6(text, v6);
        else text.Add($"[malformed ip version {bytes[0] >> 4}, length {bytes.Length}]");
    }

    private static void AppendIPv4(StringBuilder text, in Ipv4View packet)
    {
        text.Append(Ipv4Header.IsChecksumValid(packet.Bytes) ? "IP " : "IP [bad header checksum] ");
        if (packet.IsFragment)
        {
            text.Add($"{packet.Source} > {packet.Destination}: fragment id {packet.Identification} offset {packet.FragmentOffset}");
            text.Add($"{(packet.MoreFragments ? "+" : "")}, {Name(packet.Protocol)}, length {packet.Payload.Length}");
            return;
        }
        AppendUpper(text, new IpEnds(packet.Source, packet.Destination), packet.Protocol, packet.Payload);
    }

    private static void AppendIPv6(StringBuilder text, in Ipv6View packet)
    {
        text.Append("IP6 ");
        Ipv6ExtensionHeaders chain = new(packet);
        while (chain.MoveNext())
        {
            switch (chain.Kind)
            {
                case IpProtocol.Fragment:
                    text.Add($"fragment id {chain.FragmentIdentification} offset {chain.FragmentOffset}{(chain.MoreFragments ? "+" : "")}, ");
                    break;
                case IpProtocol.Routing:
                    text.Add($"routing type {chain.RoutingType} left {chain.SegmentsLeft}, ");
                    break;
                default:
                    text.Append(chain.Kind == IpProtocol.HopByHop ? "hop-by-hop, " : "destination options, ");
                    break;
            }
        }
        IpEnds ends = new(packet.Source, packet.Destination);
        ReadOnlySpan<byte> rest = packet.Bytes[chain.UpperOffset..];
        if (chain.End == Ipv6ChainEnd.UpperLayer) AppendUpper(text, ends, chain.UpperProtocol, rest);
        else text.Add($"{ends.Source} > {ends.Destination}: {NameOf(chain.End)}, {Name(chain.UpperProtocol)}, length {rest.Length}");
    }

    private static void AppendUpper(StringBuilder text, in IpEnds ends, IpProtocol protocol, ReadOnlySpan<byte> message)
    {
        switch (protocol)
        {
            case IpProtocol.Tcp:
                TcpText.Append(text, ends, message);
                break;
            case IpProtocol.Udp when UdpView.TryParse(message, out UdpView udp):
                text.Add($"{ends.SourceAt(udp.SourcePort)} > {ends.DestinationAt(udp.DestinationPort)}: UDP, length {udp.Payload.Length}");
                break;
            case IpProtocol.Icmp when !ends.AreIPv6:
                text.Add($"{ends.Source} > {ends.Destination}: ");
                IcmpText.Append(text, message);
                break;
            case IpProtocol.Icmpv6 when ends.AreIPv6:
                text.Add($"{ends.Source} > {ends.Destination}: ");
                Icmpv6Text.Append(text, message);
                break;
            default:
                string malformed = protocol == IpProtocol.Udp ? "malformed " : "";
                text.Add($"{ends.Source} > {ends.Destination}: {malformed}{Name(protocol)}, length {message.Length}");
                break;
        }
    }

    /// <summary>The packet that an ICMP error is about.</summary>
    public static void AppendQuoted(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        if (!QuotedPacket.TryParse(bytes, out QuotedPacket quoted))
        {
            text.Add($", about [unreadable, length {bytes.Length}]");
            return;
        }
        bool hasPorts = quoted.Protocol is IpProtocol.Tcp or IpProtocol.Udp && quoted.Transport.Length >= 4;
        IpEnds ends = new(quoted.Source, quoted.Destination);
        if (hasPorts) text.Add($", about {Name(quoted.Protocol)} {ends.SourceAt(quoted.SourcePort)} > {ends.DestinationAt(quoted.DestinationPort)}");
        else text.Add($", about {Name(quoted.Protocol)} {ends.Source} > {ends.Destination}");
    }

    public static string Name(IpProtocol protocol) => protocol switch
    {
        IpProtocol.HopByHop => "hop-by-hop",
        IpProtocol.Icmp => "icmp",
        IpProtocol.Igmp => "igmp",
        IpProtocol.Tcp => "tcp",
        IpProtocol.Udp => "udp",
        IpProtocol.Icmpv6 => "icmp6",
        IpProtocol.NoNext => "no next header",
        _ => $"protocol {(byte)protocol}",
    };

    private static string NameOf(Ipv6ChainEnd end) => end switch
    {
        Ipv6ChainEnd.NoNextHeader => "nothing follows",
        Ipv6ChainEnd.LaterFragment => "later fragment",
        Ipv6ChainEnd.Truncated => "extension header cut off",
        Ipv6ChainEnd.HopByHopNotFirst => "misplaced hop-by-hop options",
        _ => "too many extension headers",
    };
}
