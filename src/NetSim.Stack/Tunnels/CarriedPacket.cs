using NetSim.Stack.Interfaces;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;

namespace NetSim.Stack.Tunnels;

/// <summary>What a tunnel looks at in the packet that it carries. A frame that holds no IP packet has nothing of it.</summary>
internal readonly record struct CarriedPacket(AddressFamily? Family, int At, EcnCodepoint Ecn, byte TimeToLive)
{
    /// <summary>IPv4 with DF, or longer IPv6 than every link takes: nobody may cut it.</summary>
    public bool MustStayWhole { get; private init; }

    public static CarriedPacket Read(ReadOnlySpan<byte> bytes, Framing framing)
    {
        int at = 0;
        if (framing == Framing.Ethernet)
        {
            if (!EthernetView.TryParse(bytes, out EthernetView frame) || frame.EtherType is not (EtherType.IPv4 or EtherType.IPv6)) return default;
            at = EthernetView.HeaderLength;
        }
        ReadOnlySpan<byte> packet = bytes[at..];
        if (Ipv4View.TryParse(packet, out Ipv4View ipv4))
            return new CarriedPacket(AddressFamily.IPv4, at, ipv4.Ecn, ipv4.TimeToLive) { MustStayWhole = ipv4.DontFragment };
        if (Ipv6View.TryParse(packet, out Ipv6View ipv6))
            return new CarriedPacket(AddressFamily.IPv6, at, ipv6.Ecn, ipv6.HopLimit) { MustStayWhole = packet.Length > Ipv6Header.LeastMtu };
        return default;
    }

    /// <summary>RFC 6040 4.2: the mark that comes out of the tunnel.</summary>
    /// <returns>False if it is to be dropped: congestion was met, and the sender could not be told by a mark.</returns>
    public bool TryTakeMark(Packet packet, EcnCodepoint outer)
    {
        if (Family is null) return true;
        EcnCodepoint mark = (Ecn, outer) switch
        {
            (EcnCodepoint.NotEct, _) or (EcnCodepoint.Ce, _) => Ecn,
            (_, EcnCodepoint.Ce) => EcnCodepoint.Ce,
            (EcnCodepoint.Ect0, EcnCodepoint.Ect1) => EcnCodepoint.Ect1,
            _ => Ecn,
        };
        if (Ecn == EcnCodepoint.NotEct && outer == EcnCodepoint.Ce) return false;
        if (mark == Ecn) return true;
        if (Family == AddressFamily.IPv4) Ipv4Header.SetEcn(packet.Bytes[At..], mark);
        else Ipv6Header.SetEcn(packet.Bytes[At..], mark);
        return true;
    }
}
