using System.Buffers.Binary;
using NetSim.Wire.Addresses;
using NetSim.Wire.Arp;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Tcp;

namespace NetSim.Simulation.Telemetry.Sequences;

/// <summary>What a packet's headers say, for people. Total: bytes that cannot be read say less.</summary>
internal readonly record struct SequencePacket
{
    public IpEndpoint Source { get; private init; }

    public IpEndpoint Destination { get; private init; }

    public bool IsTcp { get; private init; }

    public TcpFlags Flags { get; private init; }

    public SequenceNumber Sequence { get; private init; }

    public SequenceNumber Acknowledgment { get; private init; }

    public ushort Window { get; private init; }

    /// <summary>Of what TCP or UDP carries, in bytes.</summary>
    public int Length { get; private init; }

    public ushort? Mss { get; private init; }

    /// <summary>Of what is not TCP: all that is said.</summary>
    public string Text { get; private init; }

    /// <summary>What the packet takes of the sequence space (RFC 9293 3.4).</summary>
    public int SequenceLength => Length + ((Flags & TcpFlags.Syn) != 0 ? 1 : 0) + ((Flags & TcpFlags.Fin) != 0 ? 1 : 0);

    public static SequencePacket Of(ReadOnlySpan<byte> bytes, LinkType link)
    {
        ReadOnlySpan<byte> packet = bytes;
        EtherType? type = null;
        if (link == LinkType.Ethernet)
        {
            if (!EthernetView.TryParse(bytes, out EthernetView frame)) return new SequencePacket { Text = Counted("frame", bytes.Length) };
            packet = frame.Payload;
            type = frame.EtherType;
        }
        if (type is null or EtherType.IPv4 && Ipv4View.TryParse(packet, out Ipv4View v4))
        {
            if (v4.FragmentOffset > 0) return Between(v4.Source, v4.Destination) with { Text = $"fragment at {v4.FragmentOffset} len {v4.Payload.Length}" };
            return Of(v4.Source, v4.Destination, v4.Protocol, v4.Payload);
        }
        if (type is null or EtherType.IPv6 && Ipv6View.TryParse(packet, out Ipv6View v6)) return Of(v6.Source, v6.Destination, v6.NextHeader, v6.Payload);
        if (type == EtherType.Arp && ArpView.TryParse(packet, out ArpView arp))
        {
            string text = arp.Operation == ArpOperation.Request ? $"who has {arp.TargetAddress}?" : $"{arp.SenderAddress} is at {arp.SenderMac}";
            return Between(arp.SenderAddress, arp.TargetAddress) with { Text = $"ARP {text}" };
        }
        return new SequencePacket { Text = Counted(type is { } known ? $"frame of {known}" : "packet", bytes.Length) };
    }

    private static SequencePacket Of(IpAddress source, IpAddress destination, IpProtocol protocol, ReadOnlySpan<byte> bytes)
    {
        SequencePacket packet = Between(source, destination);
        switch (protocol)
        {
            case IpProtocol.Tcp when TcpView.TryParse(bytes, out TcpView tcp):
                return new SequencePacket
                {
                    Source = new IpEndpoint(source, tcp.SourcePort),
                    Destination = new IpEndpoint(destination, tcp.DestinationPort),
                    IsTcp = true,
                    Flags = tcp.Flags,
                    Sequence = tcp.SequenceNumber,
                    Acknowledgment = tcp.AcknowledgmentNumber,
                    Window = tcp.Window,
                    Length = tcp.Payload.Length,
                    Mss = TcpOptions.Parse(tcp.OptionBytes).Mss,
                    Text = "",
                };
            case IpProtocol.Udp when bytes.Length >= 8:
                return new SequencePacket
                {
                    Source = new IpEndpoint(source, BinaryPrimitives.ReadUInt16BigEndian(bytes)),
                    Destination = new IpEndpoint(destination, BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])),
                    Length = bytes.Length - 8,
                    Text = $"UDP {BinaryPrimitives.ReadUInt16BigEndian(bytes)} → {BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])} len {bytes.Length - 8}",
                };
            case IpProtocol.Icmp or IpProtocol.Icmpv6 when bytes.Length >= 8:
                return packet with { Text = IcmpText(protocol, bytes) };
            default:
                return packet with { Text = Counted(protocol.ToString(), bytes.Length) };
        }
    }

    private static string IcmpText(IpProtocol protocol, ReadOnlySpan<byte> bytes)
    {
        string name = protocol == IpProtocol.Icmp ? "ICMP" : "ICMPv6";
        int sequence = BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]);
        return (protocol, bytes[0]) switch
        {
            // RFC 792; RFC 4443 section 4.
            (IpProtocol.Icmp, 8) or (IpProtocol.Icmpv6, 128) => $"{name} echo request seq {sequence} len {bytes.Length - 8}",
            (IpProtocol.Icmp, 0) or (IpProtocol.Icmpv6, 129) => $"{name} echo reply seq {sequence} len {bytes.Length - 8}",
            _ => $"{name} type {bytes[0]} code {bytes[1]} len {bytes.Length - 8}",
        };
    }

    private static SequencePacket Between(IpAddress source, IpAddress destination) =>
        new() { Source = new IpEndpoint(source, 0), Destination = new IpEndpoint(destination, 0), Text = "" };

    private static string Counted(string what, int length) => $"{what} of {length} bytes";
}
