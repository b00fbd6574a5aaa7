using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Arp;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Icmp;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Tcp;

namespace NetSim.Wire.Tests.Laws;

/// <summary>A valid message of every kind: seeds for the laws and for everything that reads whole packets.</summary>
internal static class Samples
{
    private static readonly MacAddress Mac = MacAddress.Parse("02:00:00:00:00:01");
    private static readonly IpAddress LinkLocal = IpAddress.Parse("fe80::1");

    public static TcpOptions SynOptions => new() { Mss = 1460, SackPermitted = true, HasTimestamps = true, TimestampValue = 7, WindowScale = 7 };

    public static TcpOptions SackOptions
    {
        get
        {
            TcpOptions options = new() { HasTimestamps = true, TimestampValue = 1, TimestampEcho = 2 };
            options.TryAddSackBlock(new SackBlock(new SequenceNumber(10), new SequenceNumber(20)));
            options.TryAddSackBlock(new SackBlock(new SequenceNumber(30), new SequenceNumber(40)));
            return options;
        }
    }

    public static byte[] Arp(ArpOperation operation = ArpOperation.Request)
    {
        byte[] bytes = new byte[ArpMessage.Length];
        ArpMessage.Write(bytes, operation, Mac, IpAddress.Parse("10.0.0.1"), default, IpAddress.Parse("10.0.0.2"));
        return bytes;
    }

    public static IReadOnlyList<byte[]> IPv4Packets =>
    [
        PacketBuilder.IPv4().Tcp(flags: TcpFlags.Syn).WithTcpOptions(SynOptions).ToBytes(),
        PacketBuilder.IPv4().Tcp(flags: TcpFlags.Ack | TcpFlags.Urg).WithTcpOptions(SackOptions).Payload(9).ToBytes(),
        PacketBuilder.IPv4().Udp().Payload(5).ToBytes(),
        PacketBuilder.IPv4().Echo().Payload(8).ToBytes(),
        PacketBuilder.IPv4().IPv4Options(7, 7, 4, 0, 0, 0, 0, 0).Udp().Payload(1).ToBytes(),
        PacketBuilder.IPv4().WithIPv4(f => f with { MoreFragments = true, FragmentOffset = 8 }).Protocol(IpProtocol.Udp).Payload(16).ToBytes(),
        PacketBuilder.IPv4().Icmp(IcmpType.DestinationUnreachable, 4, 1400).Payload(PacketBuilder.IPv4().Tcp().ToBytes()).ToBytes(),
        PacketBuilder.IPv4().Icmp(IcmpType.Redirect, 1, 0x0A000003).Payload(PacketBuilder.IPv4().Udp().ToBytes()).ToBytes(),
        PacketBuilder.IPv4().Protocol(IpProtocol.Igmp).Payload(8).ToBytes(),
    ];

    public static IReadOnlyList<byte[]> IPv6Packets =>
    [
        PacketBuilder.IPv6().Tcp(flags: TcpFlags.Syn).WithTcpOptions(SynOptions).ToBytes(),
        PacketBuilder.IPv6().Udp().Payload(5).ToBytes(),
        PacketBuilder.IPv6().Echo().Payload(8).ToBytes(),
        .. ExtendedPackets,
        .. NeighborDiscovery.Select(m => PacketBuilder.IPv6("fe80::1", "fe80::2").Protocol(IpProtocol.Icmpv6).Payload(m).ToBytes()),
        PacketBuilder.IPv6().Icmpv6(Icmpv6Type.PacketTooBig, 0, 1280).Payload(PacketBuilder.IPv6().Tcp().ToBytes()).ToBytes(),
        PacketBuilder.IPv6().Icmpv6(Icmpv6Type.ParameterProblem, 1, 6).Payload(ExtendedPackets[0]).ToBytes(),
    ];

    /// <summary>With extension headers of every kind.</summary>
    public static IReadOnlyList<byte[]> ExtendedPackets =>
    [
        PacketBuilder.IPv6()
            .Extension(IpProtocol.HopByHop, 0, 0, Ipv6Options.RouterAlert, 2, 0, 0, 1, 0)
            .Extension(IpProtocol.Routing, 0, 2, 4, 0, 0, 0, 0, 0, 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9)
            .Extension(IpProtocol.Fragment, 0, 0, 0, 0, 0, 0, 0, 42)
            .Extension(IpProtocol.DestinationOptions, 0, 0, 0x1E, 1, 0, 1, 1, 0)
            .Udp().Payload(3).ToBytes(),
        PacketBuilder.IPv6().Extension(IpProtocol.Fragment, 0, 0, 0x05, 0xA9, 0, 0, 0, 42).Protocol(IpProtocol.Udp).Payload(16).ToBytes(),
        PacketBuilder.IPv6().Extension(IpProtocol.DestinationOptions, 0, 0, 0xC2, 4, 0, 0, 0, 0).Protocol(IpProtocol.NoNext).Payload(3).ToBytes(),
    ];

    public static byte[] NeighborSolicitation
    {
        get
        {
            byte[] bytes = new byte[32];
            int at = NdpMessage.WriteNeighborSolicitation(bytes, LinkLocal);
            NdpOptionWriter.WriteLinkLayerAddress(bytes.AsSpan(at), NdpOptionType.SourceLinkLayerAddress, Mac);
            return bytes;
        }
    }

    public static byte[] NeighborAdvertisement
    {
        get
        {
            byte[] bytes = new byte[32];
            int at = NdpMessage.WriteNeighborAdvertisement(bytes, LinkLocal, NeighborAdvertisementFlags.Solicited | NeighborAdvertisementFlags.Override);
            NdpOptionWriter.WriteLinkLayerAddress(bytes.AsSpan(at), NdpOptionType.TargetLinkLayerAddress, Mac);
            return bytes;
        }
    }

    public static byte[] RouterSolicitation
    {
        get
        {
            byte[] bytes = new byte[16];
            int at = NdpMessage.WriteRouterSolicitation(bytes);
            NdpOptionWriter.WriteLinkLayerAddress(bytes.AsSpan(at), NdpOptionType.SourceLinkLayerAddress, Mac);
            return bytes;
        }
    }

    public static byte[] RouterAdvertisement
    {
        get
        {
            byte[] bytes = new byte[256];
            int at = NdpMessage.WriteRouterAdvertisement(bytes, new RouterAdvertisementFields { CurrentHopLimit = 64, RouterLifetimeSeconds = 1800 });
            at += NdpOptionWriter.WriteLinkLayerAddress(bytes.AsSpan(at), NdpOptionType.SourceLinkLayerAddress, Mac);
            at += NdpOptionWriter.WriteMtu(bytes.AsSpan(at), 1400);
            PrefixInformation prefix = new() { Prefix = IpPrefix.Parse("fd00:1::/64"), IsAutonomous = true, IsOnLink = true, ValidLifetimeSeconds = 600 };
            at += NdpOptionWriter.WritePrefixInformation(bytes.AsSpan(at), prefix);
            at += NdpOptionWriter.WriteDnsServers(bytes.AsSpan(at), 300, [IpAddress.Parse("fd00::53"), IpAddress.Parse("fd00::54")]);
            return bytes[..at];
        }
    }

    public static byte[] Redirect
    {
        get
        {
            byte[] bytes = new byte[256];
            int at = NdpMessage.WriteRedirect(bytes, LinkLocal, IpAddress.Parse("fd00::9"));
            at += NdpOptionWriter.WriteLinkLayerAddress(bytes.AsSpan(at), NdpOptionType.TargetLinkLayerAddress, Mac);
            at += NdpOptionWriter.WriteRedirectedHeader(bytes.AsSpan(at), PacketBuilder.IPv6().Udp().Payload(8).ToBytes());
            return bytes[..at];
        }
    }

    /// <summary>ICMPv6 messages whose checksum is for fe80::1 to fe80::2.</summary>
    public static IReadOnlyList<byte[]> NeighborDiscovery
    {
        get
        {
            byte[][] messages = [NeighborSolicitation, NeighborAdvertisement, RouterSolicitation, RouterAdvertisement, Redirect];
            foreach (byte[] message in messages) Icmpv6Header.FillChecksum(message, LinkLocal, IpAddress.Parse("fe80::2"));
            return messages;
        }
    }

    public static IReadOnlyList<byte[]> Frames =>
    [
        Frame(EtherType.Arp, Arp()),
        Frame(EtherType.Lldp, [1, 2, 3]),
        Frame(EtherType.VlanTag, [0x00, 0x05, 0x08, 0x00, .. PacketBuilder.IPv4().Udp().Payload(2).ToBytes()]),
        .. IPv4Packets.Select(p => Frame(EtherType.IPv4, p)),
        .. IPv6Packets.Select(p => Frame(EtherType.IPv6, p)),
    ];

    public static byte[] Frame(EtherType type, byte[] payload)
    {
        byte[] frame = new byte[EthernetHeader.Length + payload.Length];
        EthernetHeader.Write(frame, MacAddress.Broadcast, Mac, type);
        payload.CopyTo(frame, EthernetHeader.Length);
        return frame;
    }
}
