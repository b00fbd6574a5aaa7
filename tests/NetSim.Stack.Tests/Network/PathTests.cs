using NetSim.Stack.Interfaces;
using NetSim.Stack.Network;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Icmp;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;

namespace NetSim.Stack.Tests.Network;

/// <summary>What a sender finds out about its way: route, source address, path MTU, local errors.</summary>
public sealed class PathTests
{
    private readonly TestNode _host = new();

    public PathTests()
    {
        _host.AddPort(["10.0.0.1/24", "10.0.9.1/24", "fd00::1/64"]);
        _host.AddPort(["10.1.0.1/24", "fd01::1/64", "2001:db8:1::1/64"]);
        _host.AddRoute("0.0.0.0/0", 1, "10.1.0.254").AddRoute("2001:db8::/32", 1, "fd01::fe");
    }

    private RouteAnswer Route(string destination)
    {
        Assert.True(_host.Stack.TryRoute(_host.Now, IpAddress.Parse(destination), out RouteAnswer route));
        return route;
    }

    [Theory]
    [InlineData("10.0.0.7", "10.0.0.1", 0, "10.0.0.7")]
    [InlineData("10.0.9.7", "10.0.9.1", 0, "10.0.9.7")]
    [InlineData("192.0.2.1", "10.1.0.1", 1, "10.1.0.254")]
    [InlineData("fd00::7", "fd00::1", 0, "fd00::7")]
    [InlineData("2001:db8:1::7", "2001:db8:1::1", 1, "2001:db8:1::7")]
    [InlineData("2001:db8:5::7", "2001:db8:1::1", 1, "fd01::fe")]
    [InlineData("10.1.0.1", "10.1.0.1", Packet.NoInterface, "10.1.0.1")]
    [InlineData("127.0.0.5", "127.0.0.5", Packet.NoInterface, "127.0.0.5")]
    [InlineData("::1", "::1", Packet.NoInterface, "::1")]
    public void A_socket_learns_with_which_address_by_which_interface_and_over_whom_it_sends(
        string destination, string source, int egress, string nextHop)
    {
        RouteAnswer route = Route(destination);

        Assert.Equal((source, egress, nextHop), (route.Source.ToString(), route.Egress, route.NextHop.ToString()));
    }

    [Theory]
    [InlineData("fe80::7", "fe80::1")]
    [InlineData("fd00:9::7", "fd00:9::1")]
    [InlineData("2001:db8:1::7", "2001:db8:1::1")]
    [InlineData("2001:db8:2::7", "2001:db8:2::1")]
    [InlineData("2001:4860::1", "2001:db8:1::1")]
    [InlineData("ff02::fb", "fe80::1")]
    [InlineData("ff0e::1", "2001:db8:1::1")]
    [Rfc(6724, "5")]
    public void Of_several_IPv6_addresses_scope_label_and_common_prefix_decide(string destination, string source)
    {
        var host = new TestNode();
        NetworkInterface port = host.AddPort(["fe80::1/64", "fd00:9::1/64", "2001:db8:1::1/64", "2001:db8:2::1/64"]);

        Assert.True(SourceSelection.TrySelect(port, IpAddress.Parse(destination), IpAddress.Parse(destination), out IpAddress selected));

        Assert.Equal(source, selected.ToString());
    }

    [Fact]
    public void A_route_may_say_which_source_to_use()
    {
        _host.Stack.Routes.Add(new Route
        {
            Destination = IpPrefix.Parse("192.0.2.0/24"),
            Interface = _host.Port(0),
            Gateway = IpAddress.Parse("10.0.0.254"),
            Source = IpAddress.Parse("10.0.9.1"),
        });

        Assert.Equal("10.0.9.1", Route("192.0.2.1").Source.ToString());
    }

    [Fact]
    public void A_packet_without_a_source_gets_one_and_its_partial_checksum_stays_right()
    {
        var sent = new List<Packet>();
        _host.OnTransmit = (_, packet) => sent.Add(packet);
        _host.Send(PacketBuilder.IPv4("0.0.0.0", "192.0.2.1").Udp().Payload(9).Checksum(ChecksumState.Partial).Build(_host.Pool));
        _host.Send(PacketBuilder.IPv6("::", "2001:db8:1::7").Udp().Payload(9).Checksum(ChecksumState.Partial).Build(_host.Pool));
        _host.Send(PacketBuilder.IPv6("::", "fd00::7").Tcp().Payload(9).Checksum(ChecksumState.Partial).Build(_host.Pool));
        _host.Send(PacketBuilder.IPv6("::", "fd00::7").Echo().Payload(9).Checksum(ChecksumState.Partial).Build(_host.Pool));
        _host.Send(PacketBuilder.IPv4("0.0.0.0", "10.0.0.7").Echo().Payload(9).Checksum(ChecksumState.Partial).Build(_host.Pool));

        Assert.Equal(5, sent.Count);
        foreach (Packet packet in sent)
        {
            PacketAssert.IsRight(packet);
            packet.Return();
        }
        _host.AssertQuiet();
    }

    [Fact]
    public void Packets_take_the_next_route_while_an_interface_is_down_and_come_back_after()
    {
        _host.AddRoute("10.0.0.0/24", 1, "10.1.0.254", metric: 9);
        void SendTo(string destination, int expected)
        {
            _host.Send(PacketBuilder.IPv4("10.0.9.1", destination).Udp().Build(_host.Pool));
            Assert.Equal(expected, _host.Sent.Dequeue().Interface);
        }

        SendTo("10.0.0.7", 0);
        _host.Port(0).SetCarrier(CarrierState.Off);
        SendTo("10.0.0.7", 1);
        _host.Port(0).SetCarrier(CarrierState.On);
        SendTo("10.0.0.7", 0);
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData("10.1.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("fd01::1")]
    public void What_a_node_sends_to_itself_is_never_cut(string self)
    {
        _host.Stack.Bind(IpProtocol.Udp, new(IpAddress.AnyIPv4, 53), "v4", out _);
        _host.Stack.Bind(IpProtocol.Udp, new(IpAddress.AnyIPv6, 53), "v6", out _);
        Assert.Equal(65_535, Route(self).Mtu);

        _host.Send(PacketBuilder.Between(IpAddress.Parse(self), IpAddress.Parse(self)).Udp().Payload(30_000).Build(_host.Pool));

        _host.TakeOnlyReceived().Return();
        Assert.Equal(0, _host.Stack.Counters.FragmentsMade);
        _host.AssertQuiet();
    }

    [Fact]
    public void A_packet_bound_to_an_interface_leaves_by_it_or_not_at_all()
    {
        Packet packet = PacketBuilder.IPv4("10.0.0.1", "192.0.2.1").Udp().Build(_host.Pool);
        packet.Egress = 0;
        _host.Send(packet);

        Assert.Equal(1, _host.Drops(DropReason.NoRoute));
        _host.AddRoute("0.0.0.0/0", 0, "10.0.0.254", metric: 100);
        packet = PacketBuilder.IPv4("10.0.0.1", "192.0.2.1").Udp().Build(_host.Pool);
        packet.Egress = 0;
        _host.Send(packet);

        Assert.Equal(0, Assert.Single(_host.Sent).Interface);
        _host.Stop();
    }

    [Fact]
    [Rfc(1122, "3.3.1")]
    public void A_sender_without_a_route_learns_it_at_once_by_an_error_from_itself()
    {
        var host = new TestNode();
        host.AddPort(["10.0.0.1/24", "fd00::1/64"]);
        host.Stack.Bind(IpProtocol.Udp, new(IpAddress.AnyIPv4, 7), "v4", out _);
        host.Stack.Bind(IpProtocol.Udp, new(IpAddress.AnyIPv6, 7), "v6", out _);

        host.Send(PacketBuilder.IPv4("10.0.0.1", "198.51.100.1").Udp(7, 9).Build(host.Pool));
        host.Send(PacketBuilder.IPv6("fd00::1", "fd77::1").Udp(7, 9).Build(host.Pool));

        Assert.Equal(["v4", "v6"], host.Received.Select(entry => entry.Recipient));
        Assert.All(host.Received, entry => Assert.True(entry.Packet.IsIcmpError));
        Assert.Equal(2, host.Drops(DropReason.NoRoute));
        host.Stop();
    }

    [Fact]
    [Rfc(4443, "3.1")]
    public void A_sender_whose_neighbour_does_not_answer_gets_host_unreachable()
    {
        var host = new TestNode();
        host.AddPort(["10.0.0.1/24"], mac: "02:00:00:00:00:01");
        host.Stack.Bind(IpProtocol.Udp, new(IpAddress.AnyIPv4, 7), "socket", out _);
        host.Send(PacketBuilder.IPv4("10.0.0.1", "10.0.0.2").Udp(7, 9).Build(host.Pool));

        host.AdvanceTo(3);

        Packet error = host.TakeOnlyReceived();
        IcmpView icmp = PacketAssert.IsIcmp(error.Bytes);
        Assert.Equal((IcmpType.DestinationUnreachable, (byte)IcmpUnreachableCode.Host), (icmp.Type, icmp.Code));
        error.Return();
        host.Stop();
    }

    private void ReceiveTooBig(string destination, ushort mtu, ushort sourcePort = 7)
    {
        byte[] quote = PacketBuilder.IPv4("10.1.0.1", destination).Udp(sourcePort, 9).Payload(1472)
            .WithIPv4(f => f with { DontFragment = true }).ToBytes();
        _host.Receive(1, PacketBuilder.IPv4("10.1.0.254", "10.1.0.1")
            .Icmp(IcmpType.DestinationUnreachable, (byte)IcmpUnreachableCode.FragmentationNeeded, mtu)
            .Payload(quote.AsSpan(0, 48)).ToBytes());
        while (_host.Received.TryDequeue(out (object, Packet Packet) entry)) entry.Packet.Return();
    }

    private void ReceiveTooBigIPv6(string destination, uint mtu)
    {
        byte[] quote = PacketBuilder.IPv6("2001:db8:1::1", destination).Udp(7, 9).Payload(1400).ToBytes();
        _host.Receive(1, PacketBuilder.IPv6("fd01::fe", "2001:db8:1::1").Icmpv6(Icmpv6Type.PacketTooBig, 0, mtu)
            .Payload(quote.AsSpan(0, 100)).ToBytes());
        while (_host.Received.TryDequeue(out (object, Packet Packet) entry)) entry.Packet.Return();
    }

    [Fact]
    [Rfc(1191, "6.3")]
    public void A_router_that_asks_for_less_is_obeyed_for_that_destination_and_for_ten_minutes()
    {
        _host.Stack.Bind(IpProtocol.Udp, new(IpAddress.AnyIPv4, 7), "socket", out _);

        ReceiveTooBig("192.0.2.1", 1300);

        Assert.Equal(1300, Route("192.0.2.1").Mtu);
        Assert.Equal(1500, Route("192.0.2.2").Mtu);
        _host.AdvanceTo(299);
        Assert.Equal(1300, Route("192.0.2.1").Mtu);
        _host.AdvanceTo(601);
        Assert.Equal(1500, Route("192.0.2.1").Mtu);
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData(1400, 1300, 1300)]
    [InlineData(1300, 1400, 1300)]
    [InlineData(1300, 9000, 1300)]
    [InlineData(1300, 60, 552)]
    [InlineData(9000, 9000, 1500)]
    [Rfc(1191, "3")]
    public void A_path_MTU_only_shrinks_and_not_below_what_is_believable(ushort first, ushort second, int expected)
    {
        _host.Stack.Bind(IpProtocol.Udp, new(IpAddress.AnyIPv4, 7), "socket", out _);

        ReceiveTooBig("192.0.2.1", first);
        ReceiveTooBig("192.0.2.1", second);

        Assert.Equal(expected, Route("192.0.2.1").Mtu);
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(1191, "5")]
    public void A_router_that_does_not_say_what_fits_makes_the_sender_try_the_next_usual_size()
    {
        _host.Stack.Bind(IpProtocol.Udp, new(IpAddress.AnyIPv4, 7), "socket", out _);

        ReceiveTooBig("192.0.2.1", 0);

        Assert.Equal(1492, Route("192.0.2.1").Mtu);
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(5927, "7")]
    public void A_message_about_a_packet_that_no_socket_here_sent_teaches_nothing()
    {
        _host.Stack.Bind(IpProtocol.Udp, new(IpAddress.AnyIPv4, 7), "socket", out _);

        ReceiveTooBig("192.0.2.1", 1300, sourcePort: 8);

        Assert.Equal(1500, Route("192.0.2.1").Mtu);
        Assert.Equal(1, _host.Drops(DropReason.NoSocket));
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData(1300, 1300)]
    [InlineData(1280, 1280)]
    [InlineData(1279, 1500)]
    [InlineData(1000, 1500)]
    [InlineData(0, 1500)]
    [Rfc(8201, "4")]
    public void An_IPv6_path_MTU_is_never_below_1280(uint asked, int expected)
    {
        _host.Stack.Bind(IpProtocol.Udp, new(IpAddress.AnyIPv6, 7), "socket", out _);

        ReceiveTooBigIPv6("2001:db8:5::7", asked);

        Assert.Equal(expected, Route("2001:db8:5::7").Mtu);
        _host.AssertQuiet();
    }

    [Fact]
    public void A_sender_cuts_to_the_path_MTU_that_it_knows()
    {
        _host.Stack.Bind(IpProtocol.Udp, new(IpAddress.AnyIPv4, 7), "v4", out _);
        _host.Stack.Bind(IpProtocol.Udp, new(IpAddress.AnyIPv6, 7), "v6", out _);
        ReceiveTooBig("192.0.2.1", 1300);
        ReceiveTooBigIPv6("2001:db8:5::7", 1300);

        _host.Send(PacketBuilder.IPv4("10.1.0.1", "192.0.2.1").Udp(7, 9).Payload(1472).Build(_host.Pool));
        _host.Send(PacketBuilder.IPv6("2001:db8:1::1", "2001:db8:5::7").Udp(7, 9).Payload(1452).Build(_host.Pool));

        Assert.Equal(4, _host.Sent.Count);
        Assert.All(_host.Sent, sent => Assert.InRange(sent.Bytes.Length, 40, 1300));
        _host.Stop();
    }

    [Fact]
    [Rfc(8201, "5")]
    public void What_may_not_be_cut_and_does_not_fit_comes_back_as_an_error_with_what_fits()
    {
        _host.Stack.Bind(IpProtocol.Udp, new(IpAddress.AnyIPv4, 7), "v4", out _);
        _host.Stack.Bind(IpProtocol.Tcp, new(IpAddress.AnyIPv6, 7), "v6", out _);

        _host.Send(PacketBuilder.IPv4("10.1.0.1", "192.0.2.1").WithIPv4(f => f with { DontFragment = true })
            .Udp(7, 9).Payload(1473).Build(_host.Pool));
        _host.Send(PacketBuilder.IPv6("2001:db8:1::1", "2001:db8:5::7").Tcp(7, 9).Payload(1500).Build(_host.Pool));

        (object, Packet Packet)[] errors = [.. _host.Received];
        Assert.Equal(1500, PacketAssert.IsIcmp(errors[0].Packet.Bytes).NextHopMtu);
        Assert.Equal(1500u, PacketAssert.IsIcmpv6(errors[1].Packet.Bytes).Mtu);
        Assert.Equal(2, _host.Drops(DropReason.Mtu));
        _host.Stop();
    }

    [Fact]
    public void The_cache_of_path_MTUs_is_bounded_and_the_oldest_make_room()
    {
        var cache = new PathMtuCache();
        for (int i = 0; i < 1000; i++) cache.Learn(default, IpAddress.FromIPv4((uint)i + 1), 1000);

        Assert.Equal(1500, cache.Find(default, IpAddress.FromIPv4(1), 1500));
        Assert.Equal(1000, cache.Find(default, IpAddress.FromIPv4(1000), 1500));
        int known = Enumerable.Range(1, 1000).Count(i => cache.Find(default, IpAddress.FromIPv4((uint)i), 1500) == 1000);
        Assert.Equal(256, known);
    }

    [Theory]
    [InlineData("255.255.255.255", "10.0.0.1", 0)]
    [InlineData("10.1.0.255", "10.1.0.1", 1)]
    [InlineData("ff02::fb", "fd00::1", 0)]
    public void What_is_for_all_leaves_with_an_address_of_the_link_that_it_leaves_by(string destination, string source, int egress)
    {
        IpAddress to = IpAddress.Parse(destination);
        PacketBuilder builder = to.IsIPv4 ? PacketBuilder.IPv4("0.0.0.0", destination) : PacketBuilder.IPv6("::", destination);

        _host.Send(builder.Udp().Checksum(ChecksumState.Partial).Build(_host.Pool));

        (int port, byte[] bytes) = Assert.Single(_host.Sent);
        string from = to.IsIPv4 ? PacketAssert.IsIPv4(bytes).Source.ToString() : PacketAssert.IsIPv6(bytes).Source.ToString();
        Assert.Equal((egress, source), (port, from));
        _host.Stop();
    }
}
