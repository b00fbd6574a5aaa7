using NetSim.Stack.Network;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Icmp;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ipv4;

namespace NetSim.Stack.Tests.Network;

/// <summary>
/// A router between 10.1.0.0/24, fd01::/64 (interface 0) and 10.2.0.0/24, fd02::/64 (interface 1), with a default route over interface 1.
/// </summary>
public sealed class ForwardingTests
{
    private readonly TestNode _router = MakeRouter();

    private static TestNode MakeRouter(HostStackOptions? options = null, int mtu = 1500)
    {
        var router = new TestNode("router", options ?? HostStackOptions.Router);
        router.AddPort(["10.1.0.1/24", "fd01::1/64"]);
        router.AddPort(["10.2.0.1/24", "fd02::1/64"], mtu: mtu);
        return router.AddRoute("10.99.0.0/16", 1, "10.2.0.9").AddRoute("fd99::/16", 1, "fd02::9");
    }

    private static PacketBuilder Through(string source = "10.1.0.2", string destination = "10.2.0.2") =>
        PacketBuilder.IPv4(source, destination).Udp().Payload(100);

    private static PacketBuilder ThroughIPv6(string source = "fd01::2", string destination = "fd02::2") =>
        PacketBuilder.IPv6(source, destination).Udp().Payload(100);

    [Fact]
    [Rfc(1812, "5.3.1")]
    public void A_forwarded_packet_loses_one_hop_and_nothing_else()
    {
        byte[] before = Through().HopLimit(64).ToBytes();

        _router.Receive(0, before);

        byte[] after = _router.TakeOnlySent();
        Assert.Equal(63, PacketAssert.IsIPv4(after).TimeToLive);
        PacketAssert.IsRightOnTheWire(after);
        byte[] expected = Through().HopLimit(63).ToBytes();
        PacketAssert.Is(expected, after);
        _router.AssertQuiet();
    }

    [Fact]
    [Rfc(1812, "4.2.2.5")]
    [Rfc(1624, "3")]
    public void The_header_checksum_after_forwarding_is_the_one_that_a_fresh_computation_gives()
    {
        // Every identification, and so every checksum, the two zeros of one's complement included.
        byte[] packet = Through().HopLimit(64).ToBytes();
        for (int identification = 0; identification <= ushort.MaxValue; identification++)
        {
            Ipv4Header.SetIdentification(packet, (ushort)identification);
            Ipv4Header.FillChecksum(packet);

            _router.Receive(0, packet);

            byte[] after = _router.TakeOnlySent();
            byte[] fresh = [.. after];
            Ipv4Header.FillChecksum(fresh);
            Assert.True(fresh.AsSpan(0, 20).SequenceEqual(after.AsSpan(0, 20)));
        }
        _router.AssertQuiet();
    }

    [Fact]
    [Rfc(8200, "3")]
    public void An_IPv6_packet_loses_one_hop_and_nothing_else()
    {
        _router.Receive(0, ThroughIPv6().HopLimit(64).ToBytes());

        PacketAssert.Is(ThroughIPv6().HopLimit(63).ToBytes(), _router.TakeOnlySent());
        _router.AssertQuiet();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [Rfc(1812, "5.3.1")]
    public void A_packet_whose_hops_are_used_up_is_answered_from_the_interface_that_it_came_in_by(byte hops)
    {
        _router.Receive(0, Through().HopLimit(hops).ToBytes());

        byte[] answer = _router.TakeOnlySent();
        PacketAssert.IsRightOnTheWire(answer);
        Ipv4View ip = PacketAssert.IsIPv4(answer);
        IcmpView icmp = PacketAssert.IsIcmp(answer);
        Assert.Equal("10.1.0.1", ip.Source.ToString());
        Assert.Equal("10.1.0.2", ip.Destination.ToString());
        Assert.Equal((IcmpType.TimeExceeded, (byte)0), (icmp.Type, icmp.Code));
        Assert.Equal(1, _router.Drops(DropReason.TtlExceeded));
        _router.AssertQuiet();
    }

    [Fact]
    [Rfc(4443, "3.3")]
    public void An_IPv6_packet_whose_hops_are_used_up_is_answered_from_the_interface_that_it_came_in_by()
    {
        _router.Receive(0, ThroughIPv6().HopLimit(1).ToBytes());

        byte[] answer = _router.TakeOnlySent();
        PacketAssert.IsRightOnTheWire(answer);
        Assert.Equal("fd01::1", PacketAssert.IsIPv6(answer).Source.ToString());
        Assert.Equal((Icmpv6Type.TimeExceeded, (byte)0), (PacketAssert.IsIcmpv6(answer).Type, PacketAssert.IsIcmpv6(answer).Code));
        _router.AssertQuiet();
    }

    [Fact]
    [Rfc(1812, "5.2.7.1")]
    public void A_packet_without_a_route_is_answered_with_network_unreachable()
    {
        _router.Receive(0, Through(destination: "192.0.2.1").ToBytes());

        IcmpView icmp = PacketAssert.IsIcmp(_router.TakeOnlySent());
        Assert.Equal((IcmpType.DestinationUnreachable, (byte)IcmpUnreachableCode.Network), (icmp.Type, icmp.Code));
        Assert.Equal(1, _router.Drops(DropReason.NoRoute));
        _router.AssertQuiet();
    }

    [Fact]
    [Rfc(4443, "3.1")]
    public void An_IPv6_packet_without_a_route_is_answered_with_no_route()
    {
        _router.Receive(0, ThroughIPv6(destination: "2001:db8::1").ToBytes());

        Icmpv6View icmp = PacketAssert.IsIcmpv6(_router.TakeOnlySent());
        Assert.Equal((Icmpv6Type.DestinationUnreachable, (byte)Icmpv6UnreachableCode.NoRoute), (icmp.Type, icmp.Code));
        _router.AssertQuiet();
    }

    [Fact]
    public void A_packet_to_the_gateway_of_its_route_has_the_gateway_as_next_hop()
    {
        Packet packet = Through(destination: "10.99.1.1").Build(_router.Pool);
        packet.Ingress = 0;

        StackVerdict verdict = _router.Stack.OnPacket(default, packet);

        Assert.Equal(StackVerdict.Transmit, verdict);
        Assert.Equal(1, packet.Egress);
        Assert.Equal("10.2.0.9", packet.NextHop.ToString());
        packet.Return();
        _router.AssertQuiet();
    }

    [Fact]
    [Rfc(1812, "5.2.2")]
    public void A_packet_with_a_wrong_header_checksum_is_not_forwarded()
    {
        byte[] packet = Through().ToBytes();
        packet[10] ^= 1;

        _router.Receive(0, packet);

        Assert.Equal(1, _router.Drops(DropReason.Checksum));
        _router.AssertQuiet();
    }

    [Theory]
    [InlineData("127.0.0.1", "10.2.0.2")]
    [InlineData("0.0.0.0", "10.2.0.2")]
    [InlineData("224.0.0.9", "10.2.0.2")]
    [InlineData("255.255.255.255", "10.2.0.2")]
    [InlineData("240.1.2.3", "10.2.0.2")]
    [InlineData("169.254.1.1", "10.2.0.2")]
    [InlineData("10.1.0.2", "127.0.0.1")]
    [InlineData("10.1.0.2", "0.0.0.0")]
    [InlineData("10.1.0.2", "250.0.0.1")]
    [InlineData("10.1.0.2", "169.254.1.1")]
    [Rfc(1812, "5.3.7")]
    public void A_packet_with_an_address_that_cannot_be_is_dropped_without_a_word(string source, string destination)
    {
        _router.Receive(0, Through(source, destination).ToBytes());

        Assert.Equal(1, _router.Drops(DropReason.Martian));
        _router.AssertQuiet();
    }

    [Theory]
    [InlineData("::1", "fd02::2")]
    [InlineData("::", "fd02::2")]
    [InlineData("ff02::1", "fd02::2")]
    [InlineData("fd01::2", "::1")]
    [InlineData("fd01::2", "::")]
    [Rfc(4291, "2.5.2")]
    public void An_IPv6_packet_with_an_address_that_cannot_be_is_dropped_without_a_word(string source, string destination)
    {
        _router.Receive(0, ThroughIPv6(source, destination).ToBytes());

        Assert.Equal(1, _router.Drops(DropReason.Martian));
        _router.AssertQuiet();
    }

    [Fact]
    [Rfc(3927, "7")]
    [Rfc(4291, "2.5.6")]
    public void A_link_local_source_does_not_leave_its_link()
    {
        _router.Receive(0, ThroughIPv6(source: "fe80::2").ToBytes());

        Assert.Equal(1, _router.Drops(DropReason.Martian));
        // The report goes back to the link: code 2, beyond scope of source address.
        Icmpv6View icmp = PacketAssert.IsIcmpv6(_router.TakeOnlySent());
        Assert.Equal((Icmpv6Type.DestinationUnreachable, (byte)Icmpv6UnreachableCode.BeyondScopeOfSource), (icmp.Type, icmp.Code));
        _router.AssertQuiet();
    }

    [Fact]
    [Rfc(2644, "2")]
    public void A_directed_broadcast_from_another_link_is_not_forwarded()
    {
        _router.Receive(0, Through(destination: "10.2.0.255").ToBytes());

        Assert.Equal(1, _router.Drops(DropReason.LinkGroup));
        _router.AssertQuiet();
    }

    [Fact]
    [Rfc(1812, "5.3.4")]
    public void A_packet_that_was_sent_to_the_whole_link_is_not_forwarded()
    {
        Packet packet = Through().Build(_router.Pool);
        packet.Ingress = 0;
        packet.IsLinkGroup = true;

        Assert.Equal(StackVerdict.Consumed, _router.Stack.OnPacket(default, packet));

        Assert.Equal(1, _router.Drops(DropReason.LinkGroup));
        _router.AssertQuiet();
    }

    [Theory]
    [InlineData(Ipv4Options.LooseSourceRoute)]
    [InlineData(Ipv4Options.StrictSourceRoute)]
    [Rfc(7126, "4.3")]
    public void A_source_routed_packet_is_dropped(byte kind)
    {
        _router.Receive(0, Through().IPv4Options(kind, 7, 4, 10, 2, 0, 3, 0).ToBytes());

        Assert.Equal(1, _router.Drops(DropReason.SourceRoute));
        _router.AssertQuiet();
    }

    [Fact]
    [Rfc(1812, "4.2.2.6")]
    public void Unknown_options_pass_unchanged()
    {
        _router.Receive(0, Through().IPv4Options(0x9E, 4, 1, 2).HopLimit(9).ToBytes());

        PacketAssert.Is(Through().IPv4Options(0x9E, 4, 1, 2).HopLimit(8).ToBytes(), _router.TakeOnlySent());
        _router.AssertQuiet();
    }

    [Fact]
    [Rfc(1812, "4.2.2.1")]
    public void Malformed_options_are_reported_with_the_place_of_the_fault()
    {
        _router.Receive(0, Through().IPv4Options(1, 0x44, 1, 0).ToBytes());

        IcmpView icmp = PacketAssert.IsIcmp(_router.TakeOnlySent());
        Assert.Equal((IcmpType.ParameterProblem, (byte)21), (icmp.Type, icmp.Pointer));
        _router.AssertQuiet();
    }

    [Fact]
    [Rfc(1191, "4")]
    public void A_packet_too_long_for_the_next_link_that_may_not_be_cut_is_answered_with_what_fits()
    {
        TestNode router = MakeRouter(mtu: 600);

        router.Receive(0, Through().Payload(1000).WithIPv4(f => f with { DontFragment = true }).ToBytes());

        IcmpView icmp = PacketAssert.IsIcmp(router.TakeOnlySent());
        Assert.Equal((IcmpType.DestinationUnreachable, (byte)IcmpUnreachableCode.FragmentationNeeded), (icmp.Type, icmp.Code));
        Assert.Equal(600, icmp.NextHopMtu);
        Assert.Equal(1, router.Drops(DropReason.Mtu));
        router.AssertQuiet();
    }

    [Fact]
    [Rfc(4443, "3.2")]
    [Rfc(8200, "4.5")]
    public void An_IPv6_packet_too_long_for_the_next_link_is_answered_with_what_fits_and_never_cut()
    {
        TestNode router = MakeRouter(mtu: 1280);

        router.Receive(0, ThroughIPv6().Payload(1400).ToBytes());

        Icmpv6View icmp = PacketAssert.IsIcmpv6(router.TakeOnlySent());
        Assert.Equal((Icmpv6Type.PacketTooBig, 1280u), (icmp.Type, icmp.Mtu));
        router.AssertQuiet();
    }

    [Theory]
    [InlineData(1460, 1500, true)]
    [InlineData(1460, 1499, false)]
    public void A_super_segment_is_forwarded_whole_if_the_segments_that_it_will_be_cut_into_fit(int segmentSize, int mtu, bool fits)
    {
        TestNode router = MakeRouter(mtu: mtu);
        Packet packet = PacketBuilder.IPv4("10.1.0.2", "10.2.0.2").Tcp().Payload(20_000).SegmentSize(segmentSize)
            .WithIPv4(f => f with { DontFragment = true }).Checksum(ChecksumState.Partial).Build(router.Pool);

        router.Receive(0, packet);

        byte[] sent = router.TakeOnlySent();
        if (fits) Assert.Equal(20_040, sent.Length);
        else Assert.Equal(1499, PacketAssert.IsIcmp(sent).NextHopMtu);
        router.AssertQuiet();
    }

    [Fact]
    [Rfc(1122, "3.2.1.3")]
    public void A_host_does_not_forward()
    {
        TestNode host = MakeRouter(HostStackOptions.Host);

        host.Receive(0, Through().ToBytes());
        host.Receive(0, ThroughIPv6().ToBytes());

        Assert.Equal(2, host.Drops(DropReason.NotForUs));
        host.AssertQuiet();
    }

    [Theory]
    [InlineData(ReversePathCheck.Off, "10.2.0.77", true)]
    [InlineData(ReversePathCheck.Strict, "10.2.0.77", false)]
    [InlineData(ReversePathCheck.Strict, "10.1.0.77", true)]
    [InlineData(ReversePathCheck.Loose, "10.2.0.77", true)]
    [InlineData(ReversePathCheck.Loose, "192.0.2.1", false)]
    [Rfc(3704, "2.2")]
    [Rfc(2827, "4")]
    public void A_forged_source_passes_only_as_the_reverse_path_check_says(ReversePathCheck check, string source, bool passes)
    {
        TestNode router = MakeRouter(new HostStackOptions { Ip = new IpOptions { Forwarding = Forwarding.On, ReversePathCheck = check } });

        router.Receive(0, Through(source).ToBytes());

        Assert.Equal(passes ? 1 : 0, router.Sent.Count);
        Assert.Equal(passes ? 0 : 1, router.Drops(DropReason.Martian));
        router.Stop();
    }

    [Fact]
    [Rfc(1812, "5.2.7.1")]
    public void A_packet_whose_next_hop_never_answers_is_answered_with_host_unreachable()
    {
        var router = TestNode.Router();
        router.AddPort(["10.1.0.1/24", "fd01::1/64"]);
        router.AddPort(["10.2.0.1/24", "fd02::1/64"], mac: "02:00:00:00:00:02");
        router.Receive(0, Through().ToBytes());
        router.Receive(0, ThroughIPv6().ToBytes());
        router.AdvanceTo(2.9);
        Assert.All(router.Sent, sent => Assert.Equal(1, sent.Interface));
        router.Sent.Clear();

        router.AdvanceTo(3.1);

        IcmpView icmp = PacketAssert.IsIcmp(router.Sent.Dequeue().Bytes);
        Assert.Equal((IcmpType.DestinationUnreachable, (byte)IcmpUnreachableCode.Host), (icmp.Type, icmp.Code));
        Icmpv6View icmpv6 = PacketAssert.IsIcmpv6(router.TakeOnlySent());
        Assert.Equal((Icmpv6Type.DestinationUnreachable, (byte)Icmpv6UnreachableCode.Address), (icmpv6.Type, icmpv6.Code));
        Assert.Equal(2, router.Drops(DropReason.NeighbourUnreachable));
        router.AssertQuiet();
    }

    [Fact]
    public void Padding_behind_the_packet_is_not_forwarded()
    {
        byte[] packet = Through().HopLimit(9).ToBytes();

        _router.Receive(0, [.. packet, 0, 0, 0, 0]);

        PacketAssert.Is(Through().HopLimit(8).ToBytes(), _router.TakeOnlySent());
        _router.AssertQuiet();
    }

    [Fact]
    public void A_forwarded_packet_costs_no_allocation()
    {
        var pool = new RecyclingPacketPool();
        var stack = new HostStack(HostStackOptions.Router, pool, new RandomGenerator(1, 2));
        var eth0 = new NetSim.Stack.Interfaces.NetworkInterface(Ethernet(0, "02:00:00:00:00:01"), pool, new RandomGenerator(1, 2));
        var eth1 = new NetSim.Stack.Interfaces.NetworkInterface(Ethernet(1, "02:00:00:00:00:02"), pool, new RandomGenerator(1, 2));
        eth0.AddAddress(IpPrefix.Parse("10.1.0.1/24"));
        eth1.AddAddress(IpPrefix.Parse("10.2.0.1/24"));
        stack.AddInterface(eth0);
        stack.AddInterface(eth1);
        eth1.AddNeighbour(IpAddress.Parse("10.2.0.2"), MacAddress.Parse("02:00:00:00:00:22"));
        byte[] frame = Through().Ethernet("02:00:00:00:00:11", "02:00:00:00:00:01").ToBytes();
        Forward(100);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Forward(1000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1100, eth1.Counters.SentPackets);
        Assert.Equal(0, pool.Outstanding);

        void Forward(int count)
        {
            for (int i = 0; i < count; i++)
            {
                Packet packet = pool.Rent(frame.Length);
                frame.CopyTo(packet.Append(frame.Length));
                eth0.OnPacket(default, packet);
                stack.OnPacket(default, packet);
                eth1.Send(default, packet);
                packet.Return();
            }
        }
    }

    private static NetSim.Stack.Interfaces.InterfaceOptions Ethernet(int index, string mac) =>
        new() { Name = $"eth{index}", Index = index, Mac = MacAddress.Parse(mac) };
}
