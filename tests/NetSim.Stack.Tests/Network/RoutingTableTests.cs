using NetSim.Stack.Interfaces;
using NetSim.Stack.Network;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;

namespace NetSim.Stack.Tests.Network;

public sealed class RoutingTableTests
{
    private readonly NetworkInterface[] _ports = [MakePort(0), MakePort(1), MakePort(2)];
    private readonly RoutingTable _table = new();

    private static NetworkInterface MakePort(int index) =>
        new(new InterfaceOptions { Name = $"eth{index}", Index = index, Framing = Framing.Ip }, new DiagnosticPacketPool(),
            new RandomGenerator(1, 2));

    private Route Add(string destination, int port = 0, int metric = 0, string? via = null)
    {
        var route = new Route
        {
            Destination = IpPrefix.Parse(destination),
            Interface = _ports[port],
            Metric = metric,
            Gateway = via is null ? default : IpAddress.Parse(via),
        };
        _table.Add(route);
        return route;
    }

    private Route? Find(string address) => _table.Find(IpAddress.Parse(address));

    [Fact]
    [Rfc(1812, "5.2.4.3")]
    [Rfc(1122, "3.3.1")]
    public void The_longest_prefix_wins_from_everything_to_a_single_address()
    {
        Route all = Add("0.0.0.0/0"), wide = Add("10.0.0.0/8"), middle = Add("10.1.0.0/16"), narrow = Add("10.1.2.0/24"),
            one = Add("10.1.2.3/32");

        Assert.Same(one, Find("10.1.2.3"));
        Assert.Same(narrow, Find("10.1.2.4"));
        Assert.Same(narrow, Find("10.1.2.2"));
        Assert.Same(middle, Find("10.1.3.0"));
        Assert.Same(wide, Find("10.255.255.255"));
        Assert.Same(all, Find("11.0.0.0"));
        Assert.Same(all, Find("255.255.255.255"));
        Assert.Same(all, Find("0.0.0.0"));
        Assert.Null(Find("fd00::1"));
    }

    [Fact]
    [Rfc(4861, "5.2")]
    public void The_longest_IPv6_prefix_wins_from_everything_to_a_single_address()
    {
        Route all = Add("::/0"), wide = Add("fd00::/8"), narrow = Add("fd00:1::/64"), one = Add("fd00:1::5/128");

        Assert.Same(one, Find("fd00:1::5"));
        Assert.Same(narrow, Find("fd00:1::6"));
        Assert.Same(wide, Find("fdff::"));
        Assert.Same(all, Find("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
        Assert.Same(all, Find("::"));
        Assert.Null(Find("10.0.0.1"));
    }

    [Fact]
    public void Of_routes_to_one_prefix_the_least_metric_wins_and_of_equals_the_older_one()
    {
        Add("10.0.0.0/8", metric: 20);
        Route best = Add("10.0.0.0/8", port: 1, metric: 10);
        Add("10.0.0.0/8", port: 2, metric: 10);

        Assert.Same(best, Find("10.1.1.1"));
    }

    [Fact]
    public void A_route_whose_interface_cannot_send_is_passed_over_for_the_next_best()
    {
        Route fallback = Add("0.0.0.0/0", port: 2);
        Route first = Add("10.0.0.0/8", port: 0, metric: 1), second = Add("10.0.0.0/8", port: 1, metric: 2);

        Assert.Same(first, Find("10.1.1.1"));
        _ports[0].SetCarrier(CarrierState.Off);
        Assert.Same(second, Find("10.1.1.1"));
        _ports[1].SetAdmin(AdminState.Down);
        Assert.Same(fallback, Find("10.1.1.1"));
        _ports[2].SetHost(HostState.Down);
        Assert.Null(Find("10.1.1.1"));
        _ports[1].SetAdmin(AdminState.Up);
        Assert.Same(second, Find("10.1.1.1"));
    }

    [Fact]
    public void A_look_up_for_one_interface_takes_the_best_of_its_own_routes()
    {
        Add("10.0.0.0/8", port: 0);
        Route other = Add("0.0.0.0/0", port: 1);

        Assert.Same(other, _table.Find(IpAddress.Parse("10.1.1.1"), _ports[1]));
        Assert.Null(_table.Find(IpAddress.Parse("10.1.1.1"), _ports[2]));
    }

    [Fact]
    public void A_removed_route_is_gone_and_can_be_removed_only_once()
    {
        Route route = Add("10.0.0.0/8");
        Assert.NotNull(Find("10.0.0.1"));

        Assert.True(_table.Remove(route));
        Assert.False(_table.Remove(route));

        Assert.Null(Find("10.0.0.1"));
        Assert.Equal(0, _table.Routes.Length);
    }

    [Fact]
    public void An_address_brings_routes_to_itself_its_subnet_and_its_broadcast_and_takes_them_with_it()
    {
        var stack = new HostStack(HostStackOptions.Host, new DiagnosticPacketPool(), new RandomGenerator(1, 2));
        NetworkInterface port = MakePort(0);
        stack.AddInterface(port);
        port.AddAddress(IpPrefix.Parse("10.1.2.3/24"));
        port.AddAddress(IpPrefix.Parse("fd00::3/64"));
        port.AddAddress(IpPrefix.Parse("10.9.9.1/32"));
        port.AddAddress(IpPrefix.Parse("10.8.8.0/31"));

        Assert.Equal(RouteKind.Local, stack.Routes.Find(IpAddress.Parse("10.1.2.3"))!.Kind);
        Assert.Equal(RouteKind.Unicast, stack.Routes.Find(IpAddress.Parse("10.1.2.4"))!.Kind);
        Assert.Equal(RouteKind.Broadcast, stack.Routes.Find(IpAddress.Parse("10.1.2.255"))!.Kind);
        Assert.Equal(RouteKind.Local, stack.Routes.Find(IpAddress.Parse("fd00::3"))!.Kind);
        Assert.Equal(RouteKind.Unicast, stack.Routes.Find(IpAddress.Parse("fd00::ffff:ffff:ffff:ffff"))!.Kind);
        Assert.Equal(RouteKind.Local, stack.Routes.Find(IpAddress.Parse("10.9.9.1"))!.Kind);
        // RFC 3021: a subnet of two has no broadcast.
        Assert.Equal(RouteKind.Unicast, stack.Routes.Find(IpAddress.Parse("10.8.8.1"))!.Kind);

        port.RemoveAddress(IpAddress.Parse("10.1.2.3"));

        Assert.Null(stack.Routes.Find(IpAddress.Parse("10.1.2.4")));
        Assert.NotNull(stack.Routes.Find(IpAddress.Parse("10.9.9.1")));
    }

    [Fact]
    public void The_own_address_stays_own_while_its_interface_is_down_and_beats_any_route_to_it()
    {
        _ports[0].AddAddress(IpPrefix.Parse("10.1.2.3/24"));
        Add("10.1.2.3/32", port: 1);
        _table.SetConnected(_ports[0]);
        _ports[0].SetAdmin(AdminState.Down);

        Assert.Equal(RouteKind.Local, Find("10.1.2.3")!.Kind);
        Assert.Null(Find("10.1.2.4"));
    }

    [Fact]
    public void Every_look_up_gives_what_a_search_through_all_routes_gives()
    {
        SeededRuns.Check(300, random =>
        {
            var table = new RoutingTable();
            bool isIPv6 = random.NextBool();
            var routes = new List<Route>();
            for (int i = random.Next(1, random.NextBool() ? 10 : 60); i > 0; i--)
            {
                IpAddress address = NextAddress(random, isIPv6);
                var route = new Route
                {
                    Destination = new IpPrefix(address, random.Next(address.BitLength + 1)),
                    Interface = _ports[random.Next(3)],
                    Metric = random.Next(3),
                };
                routes.Add(route);
                table.Add(route);
                if (random.Next(10) == 0)
                {
                    Route victim = routes[random.Next(routes.Count)];
                    routes.Remove(victim);
                    table.Remove(victim);
                }
            }
            _ports[random.Next(3)].SetCarrier(random.NextBool() ? CarrierState.On : CarrierState.Off);
            for (int i = 0; i < 100; i++)
            {
                IpAddress address = random.NextBool() || routes.Count == 0 ? NextAddress(random, isIPv6) : Near(random, routes);
                Assert.Same(Search(routes, address), table.Find(address));
            }
        });
    }

    private static Route? Search(List<Route> routes, IpAddress address) => routes
        .Where(route => route.Destination.Contains(address) && route.IsUsable)
        .OrderByDescending(route => route.Destination.Length)
        .ThenBy(route => route.Metric)
        .FirstOrDefault();

    /// <summary>Few different bits, so that prefixes nest.</summary>
    private static IpAddress NextAddress(Random random, bool isIPv6)
    {
        uint bits = random.NextUInt32() & 0x8181_0101;
        return isIPv6 ? new IpAddress((ulong)bits << 32 | 0x0020, (ulong)bits * 0x1_0001) : IpAddress.FromIPv4(bits);
    }

    /// <summary>The first or last address of a route, or the one beside it.</summary>
    private static IpAddress Near(Random random, List<Route> routes)
    {
        IpPrefix prefix = routes[random.Next(routes.Count)].Destination;
        IpAddress edge = random.NextBool() ? prefix.Address : prefix.Last;
        int step = random.Next(-1, 2);
        return edge.IsIPv4
            ? IpAddress.FromIPv4(edge.IPv4Value + (uint)step)
            : new IpAddress(edge.High, edge.Low + (ulong)(long)step);
    }
}
