using System.Buffers.Binary;
using NetSim.Wire.Addresses;
using NetSim.Wire.Icmp;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Tcp;

namespace NetSim.Stack.Network.Tracking;

/// <summary>What of a packet tells which conversation it belongs to.</summary>
/// <param name="Kind">What kind of packet.</param>
/// <param name="Protocol">The upper-layer protocol.</param>
/// <param name="Source">Where from; of an echo with the identifier as port.</param>
/// <param name="Destination">Where to; likewise.</param>
/// <param name="TransportOffset">Where the transport header starts, counted from the IP header.</param>
/// <param name="Flags">Of TCP.</param>
internal readonly record struct Flow(
    FlowKind Kind, IpProtocol Protocol, IpEndpoint Source, IpEndpoint Destination, int TransportOffset, TcpFlags Flags)
{
    private const int TcpFlagsAt = 13;

    /// <summary>The first segment of a connection (RFC 9293 3.5).</summary>
    public bool IsOpening => (Flags & (TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Rst | TcpFlags.Fin)) == TcpFlags.Syn;

    /// <param name="packet">From the IP header on.</param>
    /// <param name="flow">What it is.</param>
    /// <returns>False of a fragment that is not the first, and of what has not even its ports.</returns>
    public static bool TryRead(ReadOnlySpan<byte> packet, out Flow flow)
    {
        flow = default;
        if (Ipv4View.TryParse(packet, out Ipv4View ipv4))
        {
            if (ipv4.FragmentOffset > 0) return false;
            return TryRead(ipv4.Payload, (ipv4.Protocol, ipv4.Source, ipv4.Destination, ipv4.HeaderLength), out flow);
        }
        if (!Ipv6View.TryParse(packet, out Ipv6View ipv6)) return false;
        Ipv6ExtensionHeaders chain = new(ipv6);
        while (chain.MoveNext())
        {
            if (chain.Kind == IpProtocol.Fragment && chain.FragmentOffset > 0) return false;
        }
        if (chain.End != Ipv6ChainEnd.UpperLayer) return false;
        return TryRead(ipv6.Bytes[chain.UpperOffset..], (chain.UpperProtocol, ipv6.Source, ipv6.Destination, chain.UpperOffset), out flow);
    }

    /// <summary>What the packet was that an ICMP error is about.</summary>
    /// <param name="quote">Behind the header of the error.</param>
    /// <param name="flow">What it was.</param>
    /// <returns>False if too little is quoted, or the error is about an error.</returns>
    public static bool TryReadQuoted(ReadOnlySpan<byte> quote, out Flow flow)
    {
        flow = default;
        if (!QuotedPacket.TryParse(quote, out QuotedPacket packet)) return false;
        return TryRead(packet.Transport, (packet.Protocol, packet.Source, packet.Destination, packet.TransportOffset), out flow)
            && flow.Kind != FlowKind.Error;
    }

    private static bool TryRead(
        ReadOnlySpan<byte> transport, (IpProtocol Protocol, IpAddress Source, IpAddress Destination, int Offset) header, out Flow flow)
    {
        (FlowKind kind, TcpFlags flags, ushort from, ushort to) = (FlowKind.Other, default, default, default);
        flow = default;
        switch (header.Protocol)
        {
            case IpProtocol.Tcp or IpProtocol.Udp:
                if (transport.Length < 4) return false;
                from = BinaryPrimitives.ReadUInt16BigEndian(transport);
                to = BinaryPrimitives.ReadUInt16BigEndian(transport[2..]);
                kind = header.Protocol == IpProtocol.Tcp ? FlowKind.Segment : FlowKind.Datagram;
                if (kind == FlowKind.Segment && transport.Length > TcpFlagsAt) flags = (TcpFlags)transport[TcpFlagsAt];
                break;
            case IpProtocol.Icmp or IpProtocol.Icmpv6:
                if (transport.Length < IcmpHeader.Length) return false;
                kind = KindOf(transport, header.Protocol);
                if (kind is FlowKind.Query or FlowKind.Answer) from = to = BinaryPrimitives.ReadUInt16BigEndian(transport[4..]);
                break;
        }
        flow = new Flow(kind, header.Protocol, new(header.Source, from), new(header.Destination, to), header.Offset, flags);
        return true;
    }

    private static FlowKind KindOf(ReadOnlySpan<byte> message, IpProtocol protocol)
    {
        if (protocol == IpProtocol.Icmp && IcmpView.TryParse(message, out IcmpView icmp))
        {
            if (icmp.IsError) return FlowKind.Error;
            return icmp.Type switch { IcmpType.EchoRequest => FlowKind.Query, IcmpType.EchoReply => FlowKind.Answer, _ => FlowKind.Other };
        }
        if (!Icmpv6View.TryParse(message, out Icmpv6View icmpv6)) return FlowKind.Other;
        if (icmpv6.IsError) return FlowKind.Error;
        return icmpv6.Type switch { Icmpv6Type.EchoRequest => FlowKind.Query, Icmpv6Type.EchoReply => FlowKind.Answer, _ => FlowKind.Other };
    }
}
