using NetSim.Stack.Interfaces;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Icmpv6;

namespace NetSim.Stack.Tests.Interfaces;

/// <summary>A host (02:…:01) that makes its addresses from what routers advertise; the tests are the routers.</summary>
public sealed class RouterDiscoveryTests
{
    private const string Router = "fe80::ff:fe00:2";
    private const string Own = "2001:db8::ff:fe00:1";

    private readonly TestNode _host = new();
    private readonly NetworkInterface _port;

    public RouterDiscoveryTests() => _port = _host.AddPort([], "02:00:00:00:00:01", Automatic);

    private static InterfaceOptions Automatic(InterfaceOptions options) =>
        options with { Autoconfiguration = Autoconfiguration.IPv6, ConflictDetection = ConflictDetection.IPv6 };

    private static byte[] Advertisement(
        int lifetime = 1800, uint valid = 7200, uint preferred = 3600, string source = Router, string prefix = "2001:db8::/64", uint mtu = 0)
    {
        byte[] message = new byte[200];
        int length = NdpMessage.WriteRouterAdvertisement(message, new RouterAdvertisementFields { CurrentHopLimit = 64, RouterLifetimeSeconds = (ushort)lifetime });
        length += NdpOptionWriter.WriteLinkLayerAddress(message.AsSpan(length), NdpOptionType.SourceLinkLayerAddress, Frames.Theirs);
        length += NdpOptionWriter.WritePrefixInformation(message.AsSpan(length), new PrefixInformation
        {
            Prefix = IpPrefix.Parse(prefix),
            IsOnLink = true,
            IsAutonomous = true,
            ValidLifetimeSeconds = valid,
            PreferredLifetimeSeconds = preferred,
        });
        if (mtu > 0) length += NdpOptionWriter.WriteMtu(message.AsSpan(length), mtu);
        length += NdpOptionWriter.WriteDnsServers(message.AsSpan(length), 600, [IpAddress.Parse("2001:db8::53"), IpAddress.Parse("2001:db8::54")]);
        return Frames.Ndp(source, "ff02::1", message[..length]);
    }

    private string[] Addresses => [.. _port.SnapshotAddresses().Select(address => $"{address.Prefix} {address.State}")];

    private List<byte[]> TakeSent(Icmpv6Type type)
    {
        List<byte[]> frames = [.. _host.Sent.Select(sent => sent.Bytes).Where(frame => frame[EthernetView.HeaderLength + 40] == (byte)type)];
        _host.Sent.Clear();
        return frames;
    }

    /// <summary>The link-local address is there, and a router has advertised itself.</summary>
    private void Settle(byte[]? advertisement = null)
    {
        _host.AdvanceTo(2.5);
        _host.Receive(0, advertisement ?? Advertisement());
        _host.AdvanceTo(5);
        _host.Sent.Clear();
    }

    [Fact]
    [Rfc(4861, "6.3.7")]
    public void A_host_asks_three_times_for_routers_four_seconds_apart_once_it_has_a_link_local_address()
    {
        _host.AdvanceTo(100);

        List<byte[]> asked = TakeSent(Icmpv6Type.RouterSolicitation);
        Assert.Equal(3, asked.Count);
        Assert.All(asked, frame => Assert.Equal(("fe80::ff:fe00:1", "ff02::2"), (Frames.ViewNdp(frame).Source.ToString(), Frames.ViewNdp(frame).Destination.ToString())));
        _host.AssertQuiet();
    }

    [Fact]
    [Rfc(4861, "6.3.7")]
    public void A_host_that_has_found_a_router_asks_no_more()
    {
        _host.AdvanceTo(2.5);
        Assert.Single(TakeSent(Icmpv6Type.RouterSolicitation));

        _host.Receive(0, Advertisement());
        _host.AdvanceTo(100);

        Assert.Empty(TakeSent(Icmpv6Type.RouterSolicitation));
        _host.Stop();
    }

    [Fact]
    [Rfc(4861, "6.3.4")]
    public void An_advertisement_gives_an_address_a_default_route_an_MTU_and_name_servers()
    {
        Settle(Advertisement(mtu: 1400));

        Assert.Equal(["fe80::ff:fe00:1/64 Preferred", Own + "/64 Preferred"], Addresses);
        Assert.True(_host.Stack.TryRoute(_host.Now, IpAddress.Parse("2001:db8:9::1"), out RouteAnswer far));
        Assert.Equal((Own, Router, 1400), (far.Source.ToString(), far.NextHop.ToString(), far.Mtu));
        Assert.True(_host.Stack.TryRoute(_host.Now, IpAddress.Parse("2001:db8::77"), out RouteAnswer near));
        Assert.Equal("2001:db8::77", near.NextHop.ToString());
        Assert.Equal(["2001:db8::53", "2001:db8::54"], _port.AdvertisedDnsServers().Select(server => server.ToString()));
        Assert.True(Assert.Single(_port.SnapshotNeighbours(), neighbour => neighbour.Address.ToString() == Router).IsRouter);
        _host.Stop();
    }

    [Fact]
    [Rfc(4861, "6.3.5")]
    public void What_was_advertised_ends_with_its_lifetimes()
    {
        Settle(Advertisement(lifetime: 100, valid: 300, preferred: 200));

        _host.AdvanceTo(150);
        Assert.False(_host.Stack.TryRoute(_host.Now, IpAddress.Parse("2001:db8:9::1"), out _));
        Assert.Contains(Own + "/64 Preferred", Addresses);
        _host.AdvanceTo(250);
        Assert.Contains(Own + "/64 Deprecated", Addresses);
        _host.AdvanceTo(350);
        Assert.Equal(["fe80::ff:fe00:1/64 Preferred"], Addresses);
        _host.Stop();
    }

    [Fact]
    [Rfc(4862, "5.5.4")]
    public void A_deprecated_address_begins_no_new_talk_while_there_is_another()
    {
        Settle();
        _host.Receive(0, Advertisement(prefix: "2001:db8:2::/64"));
        _host.AdvanceTo(10);
        IpAddress there = IpAddress.Parse("2001:db8::99");
        Assert.True(_host.Stack.TryRoute(_host.Now, there, out RouteAnswer before));
        Assert.Equal(Own, before.Source.ToString());

        _host.Receive(0, Advertisement(preferred: 0));

        Assert.True(_host.Stack.TryRoute(_host.Now, there, out RouteAnswer after));
        Assert.Equal("2001:db8:2::ff:fe00:1", after.Source.ToString());
        _host.Stop();
    }

    [Theory]
    [InlineData(7200, 1, 7197)]
    [InlineData(100_000, 1, 7197)]
    [InlineData(100_000, 50_000, 49_997)]
    [InlineData(1000, 5000, 4997)]
    [Rfc(4862, "5.5.3")]
    public void Nobody_cuts_an_address_shorter_than_two_hours(int before, int told, int lastSeen)
    {
        Settle(Advertisement(valid: (uint)before, preferred: 0));

        _host.Receive(0, Advertisement(valid: (uint)told, preferred: 0));

        _host.AdvanceTo(lastSeen);
        Assert.Contains(Own + "/64 Deprecated", Addresses);
        _host.AdvanceTo(lastSeen + 15);
        Assert.DoesNotContain(Own + "/64 Deprecated", Addresses);
        _host.Stop();
    }

    [Fact]
    [Rfc(4861, "6.3.4")]
    public void A_router_that_says_zero_seconds_is_a_default_router_no_longer()
    {
        Settle();

        _host.Receive(0, Advertisement(lifetime: 0));

        Assert.Empty(_port.AdvertisedRouters());
        Assert.False(_host.Stack.TryRoute(_host.Now, IpAddress.Parse("2001:db8:9::1"), out _));
        Assert.Contains(Own + "/64 Preferred", Addresses);
        _host.Stop();
    }

    [Theory]
    [InlineData("2001:db8::2", 255, 0)]
    [InlineData(Router, 254, 0)]
    [InlineData(Router, 255, 1)]
    [Rfc(4861, "6.1.2")]
    public void A_forged_advertisement_teaches_nothing(string source, byte hopLimit, byte code)
    {
        _host.AdvanceTo(3);
        byte[] message = [(byte)Icmpv6Type.RouterAdvertisement, code, 0, 0, 64, 0, 7, 8, .. new byte[8]];

        _host.Receive(0, Frames.Ndp(source, "ff02::1", message, hopLimit));

        Assert.Empty(_port.AdvertisedRouters());
        Assert.Equal(1, _port.Counters.ReceiveDrops[DropReason.Malformed]);
        _host.Stop();
    }

    [Theory]
    [InlineData("fe80::/64", 7200, 3600)]
    [InlineData("2001:db8::/56", 7200, 3600)]
    [InlineData("2001:db8::/64", 3600, 7200)]
    [InlineData("2001:db8::/64", 0, 0)]
    [Rfc(4862, "5.5.3")]
    public void A_prefix_that_no_address_can_be_made_of_makes_none(string prefix, uint valid, uint preferred)
    {
        Settle(Advertisement(prefix: prefix, valid: valid, preferred: preferred));

        Assert.Equal(["fe80::ff:fe00:1/64 Preferred"], Addresses);
        _host.Stop();
    }

    [Fact]
    [Rfc(4861, "6.3.6")]
    public void Of_two_routers_the_one_that_does_not_answer_is_taken_last()
    {
        Settle();
        _host.Receive(0, Advertisement(source: "fe80::3"));
        Assert.Equal([Router, "fe80::3"], _port.AdvertisedRouters().Select(router => router.ToString()));

        // The first is used, doubted after its time, asked thrice, and never heard of again.
        for (int second = 6; second < 20; second++)
        {
            _host.Send(PacketBuilder.IPv6(Own, "2001:db8:9::1").Udp().Build(_host.Pool));
            _host.AdvanceTo(second);
        }

        Assert.Equal(["fe80::3", Router], _port.AdvertisedRouters().Select(router => router.ToString()));
        _host.Stop();
    }

    [Fact]
    [Rfc(4861, "8.1")]
    public void A_redirect_of_the_present_first_hop_is_followed_and_that_of_another_is_not()
    {
        Settle();
        IpAddress there = IpAddress.Parse("2001:db8:9::1");

        _host.Receive(0, Redirect("fe80::66", "fe80::3"));
        Assert.True(_host.Stack.TryRoute(_host.Now, there, out RouteAnswer route));
        Assert.Equal(Router, route.NextHop.ToString());
        _host.Receive(0, Redirect(Router, "fe80::3"));
        Assert.True(_host.Stack.TryRoute(_host.Now, there, out route));

        Assert.Equal("fe80::3", route.NextHop.ToString());
        Assert.True(_host.Stack.TryRoute(_host.Now, IpAddress.Parse("2001:db8:9::2"), out route));
        Assert.Equal(Router, route.NextHop.ToString());
        _host.Stop();
    }

    private static byte[] Redirect(string router, string target)
    {
        byte[] message = new byte[40];
        NdpMessage.WriteRedirect(message, IpAddress.Parse(target), IpAddress.Parse("2001:db8:9::1"));
        return Frames.Ndp(router, Own, message);
    }

    [Fact]
    public void A_router_and_two_hosts_find_each_other_without_a_stated_address_on_the_hosts()
    {
        var network = new TestNetwork();
        TestNode router = network.Router("router"), a = network.Host("a");
        router.AddPort(["2001:db8:1::1/64"], "02:00:00:00:00:02", options => options with { Advertise = RouterAdvertisementOptions.Default });
        router.AddPort(["2001:db8:2::1/64"], "02:00:00:00:00:03", options => options with { Advertise = RouterAdvertisementOptions.Default });
        NetworkInterface mine = a.AddPort([], "02:00:00:00:00:0a", Automatic);
        TestNode b = network.Host("bb");
        NetworkInterface theirs = b.AddPort([], "02:00:00:00:00:0b", Automatic);
        network.Connect(router, 0, a, 0);
        network.Connect(router, 1, b, 0);

        network.AdvanceTo(10);
        Assert.Contains("2001:db8:1::ff:fe00:a/64", mine.Prefixes.ToArray().Select(prefix => prefix.ToString()));
        Assert.Contains("2001:db8:2::ff:fe00:b/64", theirs.Prefixes.ToArray().Select(prefix => prefix.ToString()));
        a.Send(PacketBuilder.IPv6("2001:db8:1::ff:fe00:a", "2001:db8:2::ff:fe00:b").Udp(5, 7).Build(network.Pool));
        network.Run();

        Assert.Equal(1, b.Stack.Counters.LocalPackets);
        network.Stop();
    }

    [Fact]
    [Rfc(4861, "6.2.4")]
    public void A_router_advertises_thrice_soon_and_then_in_its_interval()
    {
        var router = TestNode.Router();
        router.AddPort(["2001:db8:1::1/64"], "02:00:00:00:00:02", options => options with { Advertise = RouterAdvertisementOptions.Default });

        router.AdvanceTo(0.5);
        byte[] frame = router.TakeOnlySent();
        Assert.True(RouterAdvertisementView.TryParse(Frames.ViewNdp(frame).Payload, out RouterAdvertisementView view));
        Assert.Equal((1800, 64), (view.RouterLifetimeSeconds, view.CurrentHopLimit));
        foreach (NdpOption option in view.Options)
        {
            if (!option.TryGetPrefixInformation(out PrefixInformation prefix)) continue;
            Assert.Equal(("2001:db8:1::/64", true, true), (prefix.Prefix.ToString(), prefix.IsOnLink, prefix.IsAutonomous));
        }
        router.AdvanceTo(32.5);
        Assert.Equal(2, router.Sent.Count);
        router.Sent.Clear();
        router.AdvanceTo(3032);
        Assert.InRange(router.Sent.Count, 5, 15);
        router.Stop();
    }

    [Fact]
    [Rfc(4861, "6.2.6")]
    public void A_router_answers_who_asks_within_half_a_second_but_not_sooner_than_three_seconds_after_the_last()
    {
        var router = TestNode.Router();
        router.AddPort(["2001:db8:1::1/64"], "02:00:00:00:00:02", options => options with { Advertise = RouterAdvertisementOptions.Default });
        router.AdvanceTo(100);
        router.Sent.Clear();
        byte[] question = Frames.Ndp("::", "ff02::2", [(byte)Icmpv6Type.RouterSolicitation, 0, 0, 0, 0, 0, 0, 0]);

        router.Receive(0, question);
        router.AdvanceTo(100.5);
        router.TakeOnlySent();
        router.Receive(0, question);
        router.AdvanceTo(102.9);
        Assert.Empty(router.Sent);
        router.AdvanceTo(104);

        router.TakeOnlySent();
        router.Stop();
    }

    [Fact]
    [Rfc(4861, "6.3.7")]
    public void Being_told_again_that_the_link_is_up_asks_nobody_anew()
    {
        Settle();

        _port.SetCarrier(CarrierState.On);
        _host.AdvanceTo(100);

        Assert.Empty(TakeSent(Icmpv6Type.RouterSolicitation));
        _host.Stop();
    }
}
