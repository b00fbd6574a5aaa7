using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Tests.Topology;

public sealed class StaticRoutingTests
{
    /// <summary>Against the shortest ways of all pairs (Floyd and Warshall), which share no line with the code under test.</summary>
    [Theory]
    [InlineData(RoutingMetric.Delay)]
    [InlineData(RoutingMetric.Hops)]
    public void Every_router_takes_the_shortest_way_to_every_address(RoutingMetric metric)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            TopologyPlan plan = new RandomNetwork(seed, routers: 2 + seed % 12).Build(metric);
            PlanWalk walk = new(plan, (direction, isNode) => metric == RoutingMetric.Delay ? direction.Delay.Nanoseconds : isNode ? 1 : 0);
            long[,] distance = Distances(plan, walk);
            foreach (NodePlan router in plan.Nodes.Where(node => node.Kind == NodeKind.Router))
            {
                foreach (InterfacePlan to in plan.Interfaces)
                {
                    foreach (IpPrefix address in to.Addresses)
                    {
                        // A route leads to a subnet; which end of the link between two routers is nearer it does not know.
                        bool isTransit = plan.Nodes[to.NodeId].Kind == NodeKind.Router && Holders(plan, address.Network) > 1;
                        if (isTransit)
                        {
                            Assert.Equal(distance[router.Id, to.NodeId] == PlanWalk.Never, walk.Walk(router.Id, address.Address) == PlanWalk.Never);
                            continue;
                        }
                        long expected = Expected(plan, walk, distance, router.Id, address);
                        Assert.True(expected == walk.Walk(router.Id, address.Address),
                            $"seed {seed}: {router.Name} to {address} costs {walk.Walk(router.Id, address.Address)}, not {expected}");
                    }
                }
            }
        }
    }

    [Fact]
    public void Every_host_reaches_what_its_router_reaches_and_nothing_circles()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            TopologyPlan plan = new RandomNetwork(seed, routers: 2 + seed % 12).Build(RoutingMetric.Delay);
            PlanWalk walk = new(plan, (direction, _) => direction.Delay.Nanoseconds);
            IpAddress[] addresses = [.. plan.Interfaces.SelectMany(own => own.Addresses.Select(address => address.Address))];
            IpAddress[] unknown = [IpAddress.Parse("8.8.8.8"), IpAddress.Parse("10.255.0.1"), IpAddress.Parse("192.168.0.200"), IpAddress.Parse("2001:db8::1")];
            foreach (NodePlan host in plan.Nodes.Where(node => node.Kind == NodeKind.Host && node.InterfaceCount == 1 && node.Routes.Length > 0))
            {
                int router = plan.Interfaces.First(own => own.Addresses.Any(address => address.Address == host.Routes[0].Gateway)).NodeId;
                foreach (IpAddress to in addresses) Assert.Equal(walk.Walk(router, to) == PlanWalk.Never, walk.Walk(host.Id, to) == PlanWalk.Never);
                foreach (IpAddress to in unknown) Assert.Equal(PlanWalk.Never, walk.Walk(host.Id, to));
            }
        }
    }

    [Fact]
    public void A_host_with_two_links_reaches_what_either_of_its_routers_reaches()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            TopologyPlan plan = new RandomNetwork(seed, routers: 2 + seed % 12).Build(RoutingMetric.Delay);
            PlanWalk walk = new(plan, (direction, _) => direction.Delay.Nanoseconds);
            NodePlan busy = plan.Nodes.Single(node => node.Kind == NodeKind.Host && node.InterfaceCount == 2);
            int[] routers = [.. plan.InterfacesOf(busy.Id).ToArray().Select(own => plan.Links[own.AttachedTo]).Select(link => plan.Interfaces[plan.Interfaces[link.A].NodeId == busy.Id ? link.B : link.A].NodeId)];
            foreach (InterfacePlan to in plan.Interfaces.Where(own => !own.Addresses.IsEmpty))
            {
                IpAddress address = to.Addresses[0].Address;
                bool isReached = routers.Any(router => walk.Walk(router, address) != PlanWalk.Never);
                Assert.Equal(isReached, walk.Walk(busy.Id, address) != PlanWalk.Never);
            }
        }
    }

    private static int Holders(TopologyPlan plan, IpPrefix subnet) =>
        plan.Interfaces.Count(own => plan.Nodes[own.NodeId].Kind == NodeKind.Router && own.Addresses.Any(address => address.Network == subnet));

    private static long[,] Distances(TopologyPlan plan, PlanWalk walk)
    {
        int count = plan.Nodes.Length;
        long[,] distance = new long[count, count];
        for (int a = 0; a < count; a++)
        {
            for (int b = 0; b < count; b++) distance[a, b] = a == b ? 0 : PlanWalk.Never;
        }
        foreach (InterfacePlan from in plan.Interfaces.Where(own => plan.Nodes[own.NodeId].Kind == NodeKind.Router))
        {
            foreach (InterfacePlan to in plan.Interfaces.Where(own => plan.Nodes[own.NodeId].Kind == NodeKind.Router && own.NodeId != from.NodeId))
            {
                if (to.Addresses.IsEmpty || to.Addresses[0].Network != from.Addresses[0].Network) continue;
                if (walk.TrySend(from.Id, to.Addresses[0].Address, out _, out long cost)) distance[from.NodeId, to.NodeId] = Math.Min(distance[from.NodeId, to.NodeId], cost);
            }
        }
        for (int via = 0; via < count; via++)
        {
            for (int a = 0; a < count; a++)
            {
                for (int b = 0; b < count; b++)
                {
                    if (distance[a, via] == PlanWalk.Never || distance[via, b] == PlanWalk.Never) continue;
                    distance[a, b] = Math.Min(distance[a, b], distance[a, via] + distance[via, b]);
                }
            }
        }
        return distance;
    }

    /// <summary>
    /// A connected subnet is spoken to directly, however long the link is; else the nearest router on the subnet decides.
    /// </summary>
    private static long Expected(TopologyPlan plan, PlanWalk walk, long[,] distance, int router, IpPrefix address)
    {
        if (walk.Has(router, address.Address)) return 0;
        long best = PlanWalk.Never;
        foreach (InterfacePlan own in plan.InterfacesOf(router))
        {
            if (own.Addresses.Any(prefix => prefix.Network == address.Network) && walk.TrySend(own.Id, address.Address, out _, out long direct)) return direct;
        }
        foreach (InterfacePlan holder in plan.Interfaces.Where(own => plan.Nodes[own.NodeId].Kind == NodeKind.Router))
        {
            if (!holder.Addresses.Any(prefix => prefix.Network == address.Network) || distance[router, holder.NodeId] == PlanWalk.Never) continue;
            long last = holder.Addresses.Any(prefix => prefix.Address == address.Address) ? 0
                : walk.TrySend(holder.Id, address.Address, out _, out long cost) ? cost : PlanWalk.Never;
            if (last == PlanWalk.Never) continue;
            best = Math.Min(best, distance[router, holder.NodeId] + last);
        }
        return best;
    }

    private static TopologyPlan Load(string nodes, string links, string rest = "")
    {
        string text = $"name: test\ndefaults: {{ link: {{ rate: 1 Gbit/s, delay: 1 ms }} }}\nnodes:\n{nodes}\nlinks:\n{links}\n{rest}\n";
        TopologyLoad load = TopologyLoader.LoadText(text, "test.yaml");
        return load.Plan ?? throw new InvalidOperationException(string.Join('\n', load.Diagnostics));
    }

    private static string[] Routes(TopologyPlan plan, string node)
    {
        NodePlan found = plan.Nodes.Single(candidate => candidate.Name == node);
        return [.. found.Routes.Select(route => $"{route.Destination} via {route.Gateway} dev {plan.InterfacesOf(found.Id)[route.InterfaceIndex].Name}")];
    }

    private const string Line = """
          a: { kind: host, interfaces: { eth0: { address: [10.0.0.1/24, "fd00::1/64"] } } }
          r1: { kind: router, interfaces: { eth0: { address: [10.0.0.254/24, "fd00::fe/64"] }, eth1: { address: 10.1.0.1/30 } } }
          r2: { kind: router, interfaces: { eth0: { address: 10.1.0.2/30 }, eth1: { address: 10.1.0.5/30 } } }
          r3: { kind: router, interfaces: { eth0: { address: 10.1.0.6/30 }, eth1: { address: 10.2.0.254/24 } } }
          b: { kind: host, interfaces: { eth0: { address: 10.2.0.1/24 } } }
        """;

    private const string LineLinks = """
          - a:eth0 <-> r1:eth0
          - r1:eth1 <-> r2:eth0
          - r2:eth1 <-> r3:eth0
          - r3:eth1 <-> b:eth0
        """;

    [Fact]
    public void In_a_tree_the_ends_get_default_routes_and_the_middle_knows_all()
    {
        TopologyPlan plan = Load(Line, LineLinks);
        Assert.Equal(["0.0.0.0/0 via 10.0.0.254 dev eth0", "::/0 via fd00::fe dev eth0"], Routes(plan, "a"));
        Assert.Equal(["0.0.0.0/0 via 10.1.0.2 dev eth1"], Routes(plan, "r1"));
        Assert.Equal(["10.0.0.0/24 via 10.1.0.1 dev eth0", "10.2.0.0/24 via 10.1.0.6 dev eth1"], Routes(plan, "r2"));
        Assert.Equal(["0.0.0.0/0 via 10.1.0.5 dev eth0"], Routes(plan, "r3"));
    }

    [Fact]
    public void Without_routing_only_stated_routes_are_there() => Assert.Empty(Load(Line, LineLinks,
        "routing: none").Nodes.SelectMany(node => node.Routes));

    [Fact]
    public void A_stated_route_wins_and_comes_first()
    {
        string nodes = Line.Replace("interfaces: { eth0: { address: 10.1.0.2/30 }",
            "routes: [ { to: 10.2.0.0/24, via: 10.1.0.1 } ], interfaces: { eth0: { address: 10.1.0.2/30 }", StringComparison.Ordinal);
        Assert.Equal(["10.2.0.0/24 via 10.1.0.1 dev eth0", "10.0.0.0/24 via 10.1.0.1 dev eth0"], Routes(Load(nodes, LineLinks), "r2"));
    }

    [Fact]
    public void A_router_with_a_default_route_of_its_own_gets_the_others_one_by_one()
    {
        string nodes = Line.Replace("r1: { kind: router,",
            "r1: { kind: router, routes: [ { to: default, via: 10.0.0.1 } ],", StringComparison.Ordinal);
        TopologyPlan plan = Load(nodes, LineLinks);
        Assert.Equal(["0.0.0.0/0 via 10.0.0.1 dev eth0", "10.1.0.4/30 via 10.1.0.2 dev eth1",
            "10.2.0.0/24 via 10.1.0.2 dev eth1"], Routes(plan, "r1"));
    }

    [Fact]
    public void A_stated_default_route_into_a_real_device_is_offered_to_all()
    {
        string nodes = """
              edge: { kind: router, routes: [ { to: default, via: 192.168.0.1 } ], interfaces: { eth0: { address: 10.0.0.1/30 }, tun: { address: 192.168.0.2/24, tun: { device: t0 } } } }
              r1: { kind: router, interfaces: { eth0: { address: 10.0.0.2/30 }, eth1: { address: 10.0.0.5/30 }, eth2: { address: 10.0.0.9/30 } } }
              r2: { kind: router, interfaces: { eth0: { address: 10.0.0.6/30 }, eth1: { address: 10.0.0.13/30 } } }
              r3: { kind: router, interfaces: { eth0: { address: 10.0.0.10/30 }, eth1: { address: 10.0.0.14/30 } } }
            """;
        TopologyPlan plan = Load(nodes,
            "  - edge:eth0 <-> r1:eth0\n  - r1:eth1 <-> r2:eth0\n  - r1:eth2 <-> r3:eth0\n  - r2:eth1 <-> r3:eth1\n");
        Assert.Contains("0.0.0.0/0 via 10.0.0.1 dev eth0", Routes(plan, "r1"));
        Assert.Contains("0.0.0.0/0 via 10.0.0.5 dev eth0", Routes(plan, "r2"));
        Assert.Contains("0.0.0.0/0 via 10.0.0.9 dev eth0", Routes(plan, "r3"));
        Assert.Contains("192.168.0.0/24 via 10.0.0.1 dev eth0", Routes(plan, "r1"));
    }

    [Fact]
    public void A_host_on_a_lan_takes_the_nearest_router_and_of_equals_the_first()
    {
        string nodes = """
              sw1: { kind: switch, ports: 4 }
              sw2: { kind: switch, ports: 4 }
              near: { kind: router, interfaces: { eth0: { address: 10.0.0.2/24 } } }
              far: { kind: router, interfaces: { eth0: { address: 10.0.0.1/24 } } }
              alone: { kind: router, interfaces: { eth0: { address: 10.9.0.1/24 } } }
              a: { kind: host, interfaces: { eth0: { address: 10.0.0.3/24 } } }
              b: { kind: host, interfaces: { eth0: { address: 10.0.0.4/24 } } }
              c: { kind: host, interfaces: { eth0: { address: 10.8.0.1/24 } } }
            """;
        string links = """
              - near:eth0 <-> sw1:1
              - far:eth0 <-> sw2:1
              - sw1:2 <-> sw2:2
              - a:eth0 <-> sw1:3
              - b:eth0 <-> sw2:3
              - alone:eth0 <-> sw1:4
              - c:eth0 <-> sw2:4
            """;
        TopologyPlan plan = Load(nodes, links);
        Assert.Equal(["0.0.0.0/0 via 10.0.0.2 dev eth0"], Routes(plan, "a"));
        Assert.Equal(["0.0.0.0/0 via 10.0.0.1 dev eth0"], Routes(plan, "b"));
        Assert.Empty(Routes(plan, "c"));
        Assert.Empty(Routes(plan, "alone"));
    }

    /// <summary>One core router, 100 routers, 100 hosts on each, every host in a subnet of its own.</summary>
    [Fact]
    public void Ten_thousand_hosts_need_few_routes()
    {
        TopologyPlan plan = LargeNetworks.Tree(routers: 100, hostsPerRouter: 100);
        Assert.Equal(10_101, plan.Nodes.Length);
        Assert.Equal(10_100, plan.Links.Length);
        Assert.All(plan.Nodes.Where(node => node.Kind == NodeKind.Host), host => Assert.Equal(IpPrefix.DefaultIPv4, Assert.Single(host.Routes).Destination));
        NodePlan[] routers = [.. plan.Nodes.Where(node => node.Kind == NodeKind.Router)];
        // 100 subnets of four addresses are 256 + 128 + 16 of them.
        Assert.Equal(300, routers[0].Routes.Length);
        Assert.All(routers.Skip(1), router => Assert.Equal(IpPrefix.DefaultIPv4, Assert.Single(router.Routes).Destination));
        PlanWalk walk = new(plan, (_, isNode) => isNode ? 1 : 0);
        NodePlan[] hosts = [.. plan.Nodes.Where(node => node.Kind == NodeKind.Host)];
        for (int i = 0; i < hosts.Length; i += 97)
        {
            IpAddress to = plan.InterfacesOf(hosts[(i + 5000) % hosts.Length].Id)[0].Addresses[0].Address;
            Assert.Equal(4, walk.Walk(hosts[i].Id, to));
        }
    }

    [Fact]
    public void Hosts_of_one_lan_share_one_table()
    {
        TopologyPlan plan = LargeNetworks.Lan(hosts: 50);
        NodePlan[] hosts = [.. plan.Nodes.Where(node => node.Kind == NodeKind.Host)];
        Assert.All(hosts, host => Assert.True(host.Routes == hosts[0].Routes));
        Assert.Single(hosts[0].Routes);
    }
}
