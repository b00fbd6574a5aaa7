using NetSim.Stack.Network;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Icmp;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;

namespace NetSim.Stack.Tests.Network;

/// <summary>Better first hops on one link: a router with 10.0.0.1/24 and fd00::1/64, a host with 10.0.0.9/24 and fd00::9/64.</summary>
public sealed class RedirectTests
{
    private readonly TestNode _router = TestNode.Router();
    private readonly TestNode _host = new();

    public RedirectTests()
    {
        _router.AddPort(["10.0.0.1/24", "fe80::1/64", "fd00::1/64"]);
        _router.AddPort(["10.9.0.1/24", "fd09::1/64"]);
        _router.AddRoute("10.2.0.0/16", 0, via: "10.0.0.2").AddRoute("fd02::/32", 0, via: "fe80::2").AddRoute("fd03::/32", 0, via: "fd00::3");
        _host.AddPort(["10.0.0.9/24", "fe80::9/64", "fd00::9/64"]);
        _host.AddRoute("0.0.0.0/0", 0, via: "10.0.0.1").AddRoute("::/0", 0, via: "fe80::1");
    }

    private static IpAddress NextHop(TestNode node, string destination)
    {
        Assert.True(node.Stack.TryRoute(node.Now, IpAddress.Parse(destination), out RouteAnswer route));
        return route.NextHop;
    }

    [Fact]
    public void A_router_that_sends_a_packet_back_where_it_came_from_says_so_and_passes_it_on()
    {
        _router.Receive(0, PacketBuilder.IPv4("10.0.0.9", "10.2.0.7").Udp().Payload(9).ToBytes());

        Assert.Equal(2, _router.Sent.Count);
        byte[][] sent = [.. _router.Sent.Select(entry => entry.Bytes)];
        byte[] redirect = sent.Single(bytes => bytes[9] == (byte)IpProtocol.Icmp);
        Assert.True(Ipv4View.TryParse(redirect, out Ipv4View ip));
        Assert.True(IcmpView.TryParse(ip.Payload, out IcmpView message));
        Assert.Equal(("10.0.0.1", "10.0.0.9"), (ip.Source.ToString(), ip.Destination.ToString()));
        Assert.Equal((IcmpType.Redirect, 1, "10.0.0.2"), (message.Type, message.Code, IpAddress.FromIPv4(message.Rest).ToString()));
        Assert.True(IcmpHeader.IsChecksumValid(message.Bytes));
        _router.Sent.Clear();
        _router.AssertQuiet();
    }

    [Fact]
    public void A_router_says_so_in_IPv6_by_neighbour_discovery_with_what_it_is_about()
    {
        _router.Receive(0, PacketBuilder.IPv6("fd00::9", "fd02::7").Udp().Payload(1400).ToBytes());

        byte[] bytes = _router.Sent.Select(entry => entry.Bytes).Single(sent => sent[6] == (byte)IpProtocol.Icmpv6);
        Assert.True(Ipv6View.TryParse(bytes, out Ipv6View ip));
        Assert.Equal((255, "fe80::1", "fd00::9"), (ip.HopLimit, ip.Source.ToString(), ip.Destination.ToString()));
        Assert.True(Icmpv6Header.IsChecksumValid(ip.Payload, ip.Source, ip.Destination));
        Assert.True(RedirectView.TryParse(ip.Payload, out RedirectView redirect));
        Assert.Equal(("fe80::2", "fd02::7"), (redirect.Target.ToString(), redirect.Destination.ToString()));
        Assert.InRange(bytes.Length, 1200, 1280);
        _router.Sent.Clear();
        _router.AssertQuiet();
    }

    [Theory]
    [InlineData("10.7.7.7", "10.2.0.7", 0)]
    [InlineData("10.0.0.9", "10.9.0.7", 0)]
    [InlineData("10.9.0.7", "10.2.0.7", 1)]
    public void A_router_says_nothing_to_who_is_not_on_the_link_and_nothing_of_packets_that_leave_by_another(string from, string to, int port)
    {
        _router.Receive(port, PacketBuilder.IPv4(from, to).Udp().ToBytes());

        _router.TakeOnlySent();
        _router.AssertQuiet();
    }

    [Fact]
    public void A_router_cannot_tell_of_one_whose_link_local_address_it_does_not_know()
    {
        _router.Receive(0, PacketBuilder.IPv6("fd00::9", "fd03::7").Udp().ToBytes());

        _router.TakeOnlySent();
        _router.AssertQuiet();
    }

    [Fact]
    public void Redirects_can_be_turned_off()
    {
        var router = new TestNode("quiet", new HostStackOptions { Ip = new IpOptions { Forwarding = Forwarding.On, Redirects = SendRedirects.Off } });
        router.AddPort(["10.0.0.1/24"]);
        router.AddRoute("10.2.0.0/16", 0, via: "10.0.0.2");

        router.Receive(0, PacketBuilder.IPv4("10.0.0.9", "10.2.0.7").Udp().ToBytes());

        router.TakeOnlySent();
        router.AssertQuiet();
    }

    private byte[] Redirect(string from, string gateway, string about = "10.2.0.7", string sender = "10.0.0.9")
    {
        byte[] quote = PacketBuilder.IPv4(sender, about).Udp().Payload(20).ToBytes();
        return PacketBuilder.IPv4(from, "10.0.0.9").Icmp(IcmpType.Redirect, 1, IpAddress.Parse(gateway).IPv4Value).Payload(quote).ToBytes();
    }

    [Fact]
    public void A_host_follows_the_router_that_it_uses_for_that_destination_alone()
    {
        _host.Receive(0, Redirect("10.0.0.1", "10.0.0.2"));

        Assert.Equal("10.0.0.2", NextHop(_host, "10.2.0.7").ToString());
        Assert.Equal("10.0.0.1", NextHop(_host, "10.2.0.8").ToString());
        _host.AssertQuiet();
    }

    [Theory]
    [InlineData("10.0.0.66", "10.0.0.2", "10.2.0.7", "10.0.0.9")]
    [InlineData("10.0.0.1", "10.5.5.5", "10.2.0.7", "10.0.0.9")]
    [InlineData("10.0.0.1", "10.0.0.9", "10.2.0.7", "10.0.0.9")]
    [InlineData("10.0.0.1", "10.0.0.2", "10.2.0.7", "10.0.0.8")]
    public void A_host_does_not_believe_strangers_gateways_elsewhere_itself_or_news_of_others(string from, string gateway, string about, string sender)
    {
        _host.Receive(0, Redirect(from, gateway, about, sender));

        Assert.Equal("10.0.0.1", NextHop(_host, "10.2.0.7").ToString());
        Assert.Equal(1, _host.Drops(DropReason.Ignored));
        _host.AssertQuiet();
    }

    [Fact]
    public void A_router_follows_nobody()
    {
        byte[] quote = PacketBuilder.IPv4("10.0.0.1", "10.2.0.7").Udp().Payload(20).ToBytes();
        _router.Receive(0, PacketBuilder.IPv4("10.0.0.2", "10.0.0.1").Icmp(IcmpType.Redirect, 1, 0x0A000003).Payload(quote).ToBytes());

        Assert.Equal("10.0.0.2", NextHop(_router, "10.2.0.7").ToString());
        _router.AssertQuiet();
    }
}
