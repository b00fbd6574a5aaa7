using NetSim.Stack.Tunnels;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Gre;
using NetSim.Wire.Icmp;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Udp;

namespace NetSim.Stack.Tests.Tunnels;

public sealed class TunnelTests
{
    private const int ItsInterface = 3;

    private static readonly IpAddress WestIPv4 = IpAddress.Parse("198.51.100.2"), EastIPv4 = IpAddress.Parse("203.0.113.2");
    private static readonly IpAddress WestIPv6 = IpAddress.Parse("2001:db8:1::2"), EastIPv6 = IpAddress.Parse("2001:db8:2::2");

    private readonly DiagnosticPacketPool _pool = new();

    private static readonly TunnelOptions Gre = new() { Mode = TunnelMode.Gre, Local = WestIPv4, Remote = EastIPv4 };

    private static TunnelOptions OptionsOf(TunnelMode mode, AddressFamily over) => new()
    {
        Mode = mode,
        Local = over == AddressFamily.IPv4 ? WestIPv4 : WestIPv6,
        Remote = over == AddressFamily.IPv4 ? EastIPv4 : EastIPv6,
        Vni = mode == TunnelMode.Vxlan ? 42 : 0,
    };

    private Tunnel Make(TunnelOptions options) => new(options, _pool, new KeyedHash(1, 2));

    private Tunnel MakeFarEnd(TunnelOptions options) => Make(options with { Local = options.Remote, Remote = options.Local });

    private static RouteAnswer Way(int mtu = 1500, int egress = 0) => new(default, default, egress, mtu);

    private static PacketBuilder Inner(AddressFamily family) =>
        (family == AddressFamily.IPv4 ? PacketBuilder.IPv4("10.1.0.2", "10.2.0.2") : PacketBuilder.IPv6("fd00:1::2", "fd00:2::2")).Udp(1000, 2000).Payload(300);

    private Packet Sent(Tunnel tunnel, Packet packet)
    {
        packet.Egress = ItsInterface;
        Assert.Equal(TunnelVerdict.Send, tunnel.Send(ref packet, ItsInterface, Way()));
        return packet;
    }

    /// <summary>As the stack hands it to the far end.</summary>
    private static Packet Arrived(Packet outer)
    {
        outer.TransportOffset = outer.Bytes[0] >> 4 == 4 ? Ipv4Header.MinLength : Ipv6Header.Length;
        return outer;
    }

    [Theory]
    [InlineData(TunnelMode.Ipip, AddressFamily.IPv4, AddressFamily.IPv4, IpProtocol.IPv4, 20)]
    [InlineData(TunnelMode.Sit, AddressFamily.IPv6, AddressFamily.IPv4, IpProtocol.IPv6, 20)]
    [InlineData(TunnelMode.Ip6tnl, AddressFamily.IPv4, AddressFamily.IPv6, IpProtocol.IPv4, 40)]
    [InlineData(TunnelMode.Ip6tnl, AddressFamily.IPv6, AddressFamily.IPv6, IpProtocol.IPv6, 40)]
    [InlineData(TunnelMode.Gre, AddressFamily.IPv4, AddressFamily.IPv4, IpProtocol.Gre, 24)]
    [InlineData(TunnelMode.Gre, AddressFamily.IPv6, AddressFamily.IPv6, IpProtocol.Gre, 44)]
    [InlineData(TunnelMode.Vxlan, AddressFamily.IPv4, AddressFamily.IPv4, IpProtocol.Udp, 36)]
    [InlineData(TunnelMode.Vxlan, AddressFamily.IPv6, AddressFamily.IPv6, IpProtocol.Udp, 56)]
    public void What_goes_in_comes_out(TunnelMode mode, AddressFamily inner, AddressFamily over, IpProtocol protocol, int longer)
    {
        TunnelOptions options = OptionsOf(mode, over);
        PacketBuilder builder = Inner(inner);
        byte[] carried = (mode == TunnelMode.Vxlan ? builder.Ethernet() : builder).ToBytes();
        Packet packet = (mode == TunnelMode.Vxlan ? builder.Ethernet() : builder).Checksum(ChecksumState.Partial).Build(_pool);

        packet = Sent(Make(options), packet);

        Assert.Equal(carried.Length + longer, packet.Length);
        if (over == AddressFamily.IPv4)
        {
            Assert.True(Ipv4View.TryParse(packet.Bytes, out Ipv4View outer));
            Assert.Equal((protocol, 64, true), (outer.Protocol, outer.TimeToLive, outer.DontFragment));
            Assert.Equal((WestIPv4, EastIPv4), (outer.Source, outer.Destination));
        }
        else
        {
            Assert.True(Ipv6View.TryParse(packet.Bytes, out Ipv6View outer));
            Assert.Equal((protocol, 64), (outer.NextHeader, outer.HopLimit));
            Assert.Equal((WestIPv6, EastIPv6), (outer.Source, outer.Destination));
        }
        Assert.True(MakeFarEnd(options).TryReceive(Arrived(packet)));
        Assert.Equal(Convert.ToHexString(carried), Convert.ToHexString(packet.Bytes));
        Assert.Equal(ChecksumState.Verified, packet.Checksum);
        packet.Return();
        _pool.AssertAllReturned();
    }

    [Fact]
    public void The_mtu_is_that_of_the_way_without_the_headers()
    {
        Assert.Equal(1480, Make(OptionsOf(TunnelMode.Ipip, AddressFamily.IPv4)).MtuOver(9000, 1500));
        Assert.Equal(1476, Make(Gre).MtuOver(9000, 1500));
        Assert.Equal(1472, Make(Gre with { Key = 7 }).MtuOver(9000, 1500));
        Assert.Equal(1450, Make(OptionsOf(TunnelMode.Vxlan, AddressFamily.IPv4)).MtuOver(9000, 1500));
        Assert.Equal(1430, Make(OptionsOf(TunnelMode.Vxlan, AddressFamily.IPv6)).MtuOver(9000, 1500));
        Assert.Equal(1400, Make(Gre).MtuOver(1400, 1500));
        // IPv6 is promised 1280 bytes, whatever the way takes.
        Assert.Equal(1280, Make(Gre).MtuOver(1476, 1000));
        Assert.Equal(980, Make(OptionsOf(TunnelMode.Ipip, AddressFamily.IPv4)).MtuOver(1480, 1000));
    }

    [Fact]
    public void A_flow_keeps_to_one_source_port_and_flows_have_several()
    {
        TunnelOptions options = OptionsOf(TunnelMode.Vxlan, AddressFamily.IPv4);
        Tunnel tunnel = Make(options);
        var ports = new HashSet<ushort>();
        for (ushort flow = 1; flow <= 20; flow++)
        {
            var seen = new HashSet<ushort>();
            for (int i = 0; i < 3; i++)
            {
                Packet packet = Sent(tunnel, PacketBuilder.IPv4("10.1.0.2", "10.2.0.2").Udp(flow, 9).Payload(i).Ethernet().Build(_pool));
                Assert.True(UdpView.TryParse(packet.Bytes[20..], out UdpView udp));
                Assert.Equal((4789, 0), (udp.DestinationPort, udp.Checksum));
                Assert.InRange(udp.SourcePort, 49_152, 65_535);
                seen.Add(udp.SourcePort);
                packet.Return();
            }
            ports.Add(Assert.Single(seen));
        }
        Assert.InRange(ports.Count, 15, 20);
    }

    [Theory]
    [InlineData(EcnCodepoint.NotEct, EcnCodepoint.Ect0, EcnCodepoint.NotEct)]
    [InlineData(EcnCodepoint.NotEct, EcnCodepoint.Ect1, EcnCodepoint.NotEct)]
    [InlineData(EcnCodepoint.NotEct, EcnCodepoint.Ce, null)]
    [InlineData(EcnCodepoint.Ect0, EcnCodepoint.NotEct, EcnCodepoint.Ect0)]
    [InlineData(EcnCodepoint.Ect0, EcnCodepoint.Ect1, EcnCodepoint.Ect1)]
    [InlineData(EcnCodepoint.Ect0, EcnCodepoint.Ce, EcnCodepoint.Ce)]
    [InlineData(EcnCodepoint.Ect1, EcnCodepoint.Ect0, EcnCodepoint.Ect1)]
    [InlineData(EcnCodepoint.Ect1, EcnCodepoint.Ce, EcnCodepoint.Ce)]
    [InlineData(EcnCodepoint.Ce, EcnCodepoint.NotEct, EcnCodepoint.Ce)]
    [InlineData(EcnCodepoint.Ce, EcnCodepoint.Ect0, EcnCodepoint.Ce)]
    public void Marks_come_out_as_RFC_6040_says(EcnCodepoint inner, EcnCodepoint outer, EcnCodepoint? result)
    {
        foreach (AddressFamily family in (AddressFamily[])[AddressFamily.IPv4, AddressFamily.IPv6])
        {
            Packet packet = Sent(Make(Gre), Inner(family).Ecn(inner).Build(_pool));
            Assert.True(Ipv4View.TryParse(packet.Bytes, out Ipv4View sent));
            Assert.Equal(inner, sent.Ecn);
            Ipv4Header.SetEcn(packet.Bytes, outer);
            Tunnel far = MakeFarEnd(Gre);

            Assert.Equal(result is not null, far.TryReceive(Arrived(packet)));

            Assert.Equal(result is null ? 1 : 0, far.Drops[DropReason.Congested]);
            if (result is null) continue;
            Assert.Equal(Convert.ToHexString(Inner(family).Ecn(result.Value).ToBytes()), Convert.ToHexString(packet.Bytes));
            packet.Return();
        }
        _pool.AssertAllReturned();
    }

    [Fact]
    public void A_tunnel_that_is_routed_into_itself_drops_and_says_so()
    {
        Tunnel tunnel = Make(Gre);
        Packet packet = Inner(AddressFamily.IPv4).Build(_pool);

        Assert.Equal(TunnelVerdict.Consumed, tunnel.Send(ref packet, ItsInterface, Way(egress: ItsInterface)));

        Assert.Equal(1, tunnel.Drops[DropReason.TunnelLoop]);
        _pool.AssertAllReturned();
    }

    [Fact]
    public void Tunnels_within_tunnels_end_somewhere()
    {
        Tunnel one = Make(Gre), other = Make(OptionsOf(TunnelMode.Ipip, AddressFamily.IPv4));
        Packet packet = Inner(AddressFamily.IPv4).Build(_pool);
        int rounds = 0;
        while ((rounds % 2 == 0 ? one : other).Send(ref packet, ItsInterface, Way(mtu: 65_535)) == TunnelVerdict.Send) rounds++;

        Assert.Equal(4, rounds);
        Assert.Equal(1, one.Drops[DropReason.TunnelLoop]);
        _pool.AssertAllReturned();
    }

    [Fact]
    public void What_is_too_long_and_may_not_be_cut_goes_back_and_the_rest_is_cut_outside()
    {
        Tunnel tunnel = Make(Gre);
        Packet whole = PacketBuilder.IPv4("10.1.0.2", "10.2.0.2").WithIPv4(static fields => fields with { DontFragment = true }).Udp().Payload(1400).Build(_pool);
        Assert.Equal(TunnelVerdict.TooBig, tunnel.Send(ref whole, ItsInterface, Way(mtu: 1400)));
        Assert.Equal(1, tunnel.Drops[DropReason.Mtu]);
        whole.Return();

        Packet divisible = PacketBuilder.IPv4("10.1.0.2", "10.2.0.2").WithIPv4(static fields => fields with { DontFragment = false }).Udp().Payload(1400).Build(_pool);
        Assert.Equal(TunnelVerdict.Send, tunnel.Send(ref divisible, ItsInterface, Way(mtu: 1400)));
        Assert.True(Ipv4View.TryParse(divisible.Bytes, out Ipv4View outer));
        Assert.False(outer.DontFragment);
        divisible.Return();

        Packet promised = PacketBuilder.IPv6("fd00:1::2", "fd00:2::2").Udp().Payload(1232).Build(_pool);
        Assert.Equal(TunnelVerdict.Send, tunnel.Send(ref promised, ItsInterface, Way(mtu: 1000)));
        promised.Return();
        _pool.AssertAllReturned();
    }

    [Fact]
    public void Without_path_mtu_discovery_only_what_may_not_be_cut_stays_whole()
    {
        Tunnel tunnel = Make(Gre with { PathMtuDiscovery = PathMtuDiscovery.Off });
        foreach (bool isWhole in (bool[])[true, false])
        {
            Packet packet = Sent(tunnel, PacketBuilder.IPv4().WithIPv4(fields => fields with { DontFragment = isWhole }).Udp().Payload(10).Build(_pool));
            Assert.True(Ipv4View.TryParse(packet.Bytes, out Ipv4View outer));
            Assert.Equal(isWhole, outer.DontFragment);
            packet.Return();
        }
    }

    [Fact]
    public void The_time_to_live_is_inherited_if_asked_for()
    {
        Packet packet = Sent(Make(Gre with { TimeToLive = null }), PacketBuilder.IPv6().HopLimit(7).Udp().Build(_pool));
        Assert.True(Ipv4View.TryParse(packet.Bytes, out Ipv4View outer));
        Assert.Equal(7, outer.TimeToLive);
        packet.Return();
    }

    [Fact]
    public void Gre_with_checksum_and_numbers_drops_what_is_damaged_and_what_is_late()
    {
        TunnelOptions options = Gre with { Key = 0xC0FFEE, HasChecksum = true, HasSequenceNumbers = true };
        Tunnel near = Make(options), far = MakeFarEnd(options);
        Packet first = Sent(near, Inner(AddressFamily.IPv4).Build(_pool)), second = Sent(near, Inner(AddressFamily.IPv4).Build(_pool));
        Packet damaged = Sent(near, Inner(AddressFamily.IPv4).Build(_pool));
        Assert.True(GreView.TryParse(second.Bytes[20..], out GreView view));
        Assert.Equal((0xC0FFEEu, 2u, 16, true), (view.Key, view.SequenceNumber, view.HeaderLength, view.IsChecksumValid));
        damaged.Bytes[^1] ^= 1;

        Assert.True(far.TryReceive(Arrived(second)));
        Assert.False(far.TryReceive(Arrived(first)));
        Assert.False(far.TryReceive(Arrived(damaged)));

        Assert.Equal((1, 1), (far.Drops[DropReason.Ignored], far.Drops[DropReason.Checksum]));
        second.Return();
        _pool.AssertAllReturned();
    }

    [Fact]
    public void A_tunnel_without_a_checksum_takes_none_and_one_with_it_needs_it()
    {
        Packet plain = Sent(Make(Gre), Inner(AddressFamily.IPv4).Build(_pool));
        Tunnel strict = MakeFarEnd(Gre with { HasChecksum = true });
        Assert.False(strict.TryReceive(Arrived(plain)));
        Assert.Equal(1, strict.Drops[DropReason.Malformed]);
    }

    [Fact]
    public void Any_bytes_are_either_taken_or_dropped()
    {
        var random = new Random(5);
        foreach (TunnelMode mode in Enum.GetValues<TunnelMode>())
        {
            TunnelOptions options = OptionsOf(mode, mode == TunnelMode.Ip6tnl ? AddressFamily.IPv6 : AddressFamily.IPv4);
            Tunnel far = MakeFarEnd(options);
            int header = options.Local.IsIPv4 ? 20 : 40;
            for (int i = 0; i < 2000; i++)
            {
                Packet packet = _pool.Rent();
                random.NextBytes(packet.Append(header + random.Next(80)));
                packet.TransportOffset = header;
                if (far.TryReceive(packet)) packet.Return();
            }
        }
        _pool.AssertAllReturned();
    }

    [Fact]
    public void No_packet_costs_an_allocation()
    {
        var pool = new RecyclingPacketPool();
        foreach (TunnelMode mode in Enum.GetValues<TunnelMode>())
        {
            TunnelOptions options = OptionsOf(mode, mode == TunnelMode.Ip6tnl ? AddressFamily.IPv6 : AddressFamily.IPv4);
            Tunnel near = new(options, pool, new KeyedHash(1, 2)), far = new(options with { Local = options.Remote, Remote = options.Local }, pool, new KeyedHash(1, 2));
            PacketBuilder builder = Inner(mode == TunnelMode.Sit ? AddressFamily.IPv6 : AddressFamily.IPv4);
            byte[] bytes = (mode == TunnelMode.Vxlan ? builder.Ethernet() : builder).ToBytes();
            long before = 0;
            for (int i = 0; i < 200; i++)
            {
                if (i == 100) before = GC.GetAllocatedBytesForCurrentThread();
                Packet packet = pool.Rent(bytes.Length);
                bytes.CopyTo(packet.Append(bytes.Length));
                if (near.Send(ref packet, ItsInterface, Way()) == TunnelVerdict.Send && far.TryReceive(Arrived(packet))) packet.Return();
            }
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.True(near.Drops.IsEmpty && far.Drops.IsEmpty);
        }
    }

    [Fact]
    public void A_stack_tells_tunnels_apart_and_answers_for_those_it_does_not_have()
    {
        var node = new TestNode(pool: _pool);
        node.AddPort(["203.0.113.2/24"]);
        node.AddRoute("0.0.0.0/0", 0, "203.0.113.1");
        Tunnel seven = MakeFarEnd(Gre with { Key = 7 }), plain = MakeFarEnd(Gre), frames = MakeFarEnd(OptionsOf(TunnelMode.Vxlan, AddressFamily.IPv4));
        foreach (Tunnel tunnel in (Tunnel[])[seven, plain, frames]) node.Stack.AddTunnel(tunnel, tunnel);

        AssertGets(node, Gre with { Key = 7 }, seven);
        AssertGets(node, Gre, plain);
        AssertGets(node, OptionsOf(TunnelMode.Vxlan, AddressFamily.IPv4), frames);
        // Of another virtual network nothing is said; of an unknown protocol something is.
        AssertGets(node, OptionsOf(TunnelMode.Vxlan, AddressFamily.IPv4) with { Vni = 43 }, null);
        Assert.Equal(1, node.Drops(DropReason.NoSocket));
        Assert.Empty(node.Sent);
        AssertGets(node, Gre with { Key = 8 }, null);
        Assert.True(Ipv4View.TryParse(node.TakeOnlySent(), out Ipv4View error) && IcmpView.TryParse(error.Payload, out IcmpView icmp)
            && icmp.Type == IcmpType.DestinationUnreachable);
        node.AssertQuiet();
    }

    private void AssertGets(TestNode node, TunnelOptions options, Tunnel? tunnel)
    {
        PacketBuilder builder = Inner(AddressFamily.IPv4);
        Packet packet = Sent(Make(options), (options.Mode == TunnelMode.Vxlan ? builder.Ethernet() : builder).Build(_pool));
        packet.Ingress = Packet.NoInterface;
        node.Receive(0, packet);
        if (tunnel is null)
        {
            Assert.Empty(node.Received);
            return;
        }
        Packet got = node.TakeOnlyReceived();
        Assert.Same(tunnel, got.Recipient);
        got.Return();
    }
}
