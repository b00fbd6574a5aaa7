using NetSim.Testing;
using NetSim.Wire.Arp;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Icmp;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;
using NetSim.Wire.Tcp;
using NetSim.Wire.Tests.Laws;
using NetSim.Wire.Text;

namespace NetSim.Wire.Tests.Text;

public sealed class PacketTextTests
{
    private static string Raw(byte[] bytes) => PacketText.Describe(bytes, LinkType.Raw);

    private static string Frame(byte[] bytes) => PacketText.Describe(bytes, LinkType.Ethernet);

    [Fact]
    public void TCP_shows_what_tcpdump_shows()
    {
        Assert.Equal(
            "IP 192.0.2.1:40000 > 198.51.100.2:443: Flags [S], seq 287454020, win 64240, options [mss 1460,sackOK,TS val 123456 ecr 0,wscale 7], length 0",
            Raw(ForeignPackets.TcpSynIPv4));
        Assert.Equal(
            "IP6 [2001:db8::1]:443 > [2001:db8::2]:40000: Flags [.], seq 5:8, ack 4294967294, win 1, options [sack 10:20,sack 30:40], length 3",
            Raw(ForeignPackets.TcpSackIPv6));
        Assert.Equal(
            "IP 10.0.0.1:40000 > 10.0.0.2:80: Flags [FSRP.UEWe], seq 1000, ack 0, win 65535, urg 0, length 0",
            Raw(PacketBuilder.IPv4().Tcp(flags: (TcpFlags)0x1FF).ToBytes()));
        Assert.Equal("IP 10.0.0.1:40000 > 10.0.0.2:80: Flags [none], seq 1000, win 65535, length 0", Raw(PacketBuilder.IPv4().Tcp(flags: TcpFlags.None).ToBytes()));
    }

    [Fact]
    public void UDP_ICMP_and_other_protocols_are_named()
    {
        Assert.Equal("IP 192.0.2.1:1000 > 198.51.100.2:2000: UDP, length 5", Raw(ForeignPackets.UdpIPv4));
        Assert.Equal("IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id 3, seq 4, length 8", Raw(PacketBuilder.IPv4().Echo(3, 4).ToBytes()));
        Assert.Equal("IP6 fd00::1 > fd00::2: ICMP6 echo request, id 3, seq 4, length 8", Raw(PacketBuilder.IPv6().Echo(3, 4).ToBytes()));
        Assert.Equal("IP 10.0.0.1 > 10.0.0.2: igmp, length 8", Raw(PacketBuilder.IPv4().Protocol(IpProtocol.Igmp).Payload(8).ToBytes()));
        Assert.Equal("IP 10.0.0.1 > 10.0.0.2: protocol 89, length 1", Raw(PacketBuilder.IPv4().Protocol((IpProtocol)89).Payload(1).ToBytes()));
    }

    [Fact]
    public void ICMP_errors_name_the_packet_that_they_are_about()
    {
        Assert.Equal(
            "IP 192.0.2.254 > 192.0.2.1: ICMP unreachable, fragmentation needed, mtu 1400, about tcp 192.0.2.1:40000 > 198.51.100.2:443, length 48",
            Raw(ForeignPackets.FragmentationNeeded));
        byte[] about = PacketBuilder.IPv4().Udp(5, 6).ToBytes();
        Assert.Equal(
            "IP 10.0.0.1 > 10.0.0.2: ICMP time exceeded in transit, about udp 10.0.0.1:5 > 10.0.0.2:6, length 36",
            Raw(PacketBuilder.IPv4().Icmp(IcmpType.TimeExceeded).Payload(about).ToBytes()));
        Assert.Equal(
            "IP 10.0.0.1 > 10.0.0.2: ICMP unreachable, port, about [unreadable, length 0], length 8",
            Raw(PacketBuilder.IPv4().Icmp(IcmpType.DestinationUnreachable, 3).ToBytes()));
        Assert.Equal(
            "IP 10.0.0.1 > 10.0.0.2: ICMP redirect to 10.0.0.3, about udp 10.0.0.1:5 > 10.0.0.2:6, length 36",
            Raw(PacketBuilder.IPv4().Icmp(IcmpType.Redirect, 1, 0x0A000003).Payload(about).ToBytes()));
        Assert.Equal(
            "IP6 fd00::1 > fd00::2: ICMP6 packet too big, mtu 1280, about icmp6 fd00::1 > fd00::2, length 56",
            Raw(PacketBuilder.IPv6().Icmpv6(Icmpv6Type.PacketTooBig, 0, 1280).Payload(PacketBuilder.IPv6().Echo().ToBytes()).ToBytes()));
    }

    [Fact]
    public void Neighbor_discovery_is_readable()
    {
        Assert.Equal(
            "IP6 fe80::1 > ff02::1:ff00:2: ICMP6 neighbor solicitation, who has fe80::2, link-address 02:00:00:00:00:01, length 32",
            Raw(ForeignPackets.NeighborSolicitation));
        Assert.Equal(
            "IP6 fe80::1 > ff02::1: ICMP6 router advertisement, lifetime 1800 s, prefix 2001:db8:1::/64, mtu 1480, link-address 02:00:00:00:00:01, length 104",
            Raw(ForeignPackets.RouterAdvertisement));
        Assert.Equal(
            "IP6 fe80::1 > fe80::2: ICMP6 neighbor advertisement, target is fe80::1, flags [SO], link-address 02:00:00:00:00:01, length 32",
            Raw(Samples.IPv6Packets[7]));
    }

    [Fact]
    public void Fragments_and_extension_headers_are_shown()
    {
        Assert.Equal("IP 10.0.0.1 > 10.0.0.2: fragment id 1 offset 8+, udp, length 16", Raw(Samples.IPv4Packets[5]));
        Assert.Equal(
            "IP6 hop-by-hop, fragment id 3735928559 offset 1480+, 2001:db8::1 > 2001:db8::2: later fragment, udp, length 16",
            Raw(ForeignPackets.FragmentIPv6));
        Assert.Equal(
            "IP6 hop-by-hop, routing type 4 left 0, fragment id 42 offset 0, destination options, [fd00::1]:40000 > [fd00::2]:53: UDP, length 3",
            Raw(Samples.ExtendedPackets[0]));
    }

    [Fact]
    public void Frames_are_shown_by_what_they_carry()
    {
        Assert.Equal("ARP, Request who-has 10.0.0.2 tell 10.0.0.1", Frame(ForeignPackets.ArpFrame));
        Assert.Equal("ARP, Reply 10.0.0.1 is-at 02:00:00:00:00:01", Frame(Samples.Frame(EtherType.Arp, Samples.Arp(ArpOperation.Reply))));
        Assert.Equal("vlan 5, IP 10.0.0.1:40000 > 10.0.0.2:53: UDP, length 2", Frame(Samples.Frames[2]));
        Assert.Equal("02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff, ethertype 0x88cc, length 17", Frame(Samples.Frames[1]));
        Assert.Equal("02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff, 802.3 length 0x0003, length 17", Frame(Samples.Frame((EtherType)3, [1, 2, 3])));
    }

    [Fact]
    public void What_is_wrong_is_said()
    {
        byte[] bytes = PacketBuilder.IPv4().Udp().ToBytes();
        bytes[8]--;
        Assert.Equal("IP [bad header checksum] 10.0.0.1:40000 > 10.0.0.2:53: UDP, length 0", Raw(bytes));
        byte[] echo = PacketBuilder.IPv4().Echo().ToBytes();
        echo[^1] ^= 1;
        Assert.Equal("IP 10.0.0.1 > 10.0.0.2: ICMP [bad checksum] echo request, id 1, seq 0, length 8", Raw(echo));
        Assert.Equal("[empty]", Raw([]));
        Assert.Equal("[malformed ip version 4, length 3]", Raw([0x45, 0, 0]));
        Assert.Equal("[ethernet cut off, length 2]", Frame([1, 2]));
        Assert.Equal("[malformed arp, length 1]", Frame(Samples.Frame(EtherType.Arp, [1])));
        Assert.Equal("IP 10.0.0.1 > 10.0.0.2: malformed tcp, length 3", Raw(PacketBuilder.IPv4().Protocol(IpProtocol.Tcp).Payload(3).ToBytes()));
        Assert.Equal("IP 10.0.0.1 > 10.0.0.2: malformed udp, length 3", Raw(PacketBuilder.IPv4().Protocol(IpProtocol.Udp).Payload(3).ToBytes()));
        Assert.Equal("link type 7, length 1", PacketText.Describe([1], (LinkType)7));
    }

    [Fact]
    public void Every_truncation_and_every_changed_byte_can_be_described()
    {
        foreach (byte[] frame in Samples.Frames)
        {
            for (int length = 0; length <= frame.Length; length++) Assert.NotEmpty(PacketText.Describe(frame.AsSpan(0, length), LinkType.Ethernet));
            byte[] mutant = (byte[])frame.Clone();
            for (int at = 0; at < mutant.Length; at++)
            {
                foreach (byte value in (ReadOnlySpan<byte>)[0, 1, 0x7F, 0x80, 0xFF])
                {
                    mutant[at] = value;
                    Assert.NotEmpty(PacketText.Describe(mutant, LinkType.Ethernet));
                }
                mutant[at] = frame[at];
            }
        }
    }

    [Fact]
    public void Any_bytes_can_be_described() => SeededRuns.Check(20_000, random =>
    {
        byte[] bytes = random.NextBytes(random.Next(120));
        if (bytes.Length > 0 && random.NextBool()) bytes[0] = (byte)(random.NextBool() ? 0x45 : 0x60);
        string line = Raw(bytes);
        Assert.DoesNotContain('\n', line);
        Frame(bytes);
    });
}
