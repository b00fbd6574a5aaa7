using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Tests.Topology;

/// <summary>Computed routes with several next hops, against distances that the test works out by itself.</summary>
public sealed class EqualCostTests
{
    [Fact]
    public void Every_neighbour_on_a_shortest_path_is_a_next_hop_and_no_other_is()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            bool[,] isLinked = Links(seed, out int count);
            TopologyPlan plan = Load(isLinked, count);
            int[,] distance = Distances(isLinked, count);
            for (int from = 0; from < count; from++)
            {
                for (int to = 0; to < count; to++)
                {
                    if (from == to || distance[from, to] > count) continue;
                    string[] expected = [.. Enumerable.Range(0, count).Where(next => isLinked[from, next] && distance[next, to] + 1 == distance[from, to]).Select(n => $"r{n}")];
                    RoutePlan[] routes = [.. plan.Nodes[count + from].Routes.Where(route => route.Destination.Contains(IpAddress.FromIPv4(0x0A00_0000u + (uint)to * 256)))];
                    string[] seen = [.. routes.Where(route => route.Destination.Length == routes.Max(other => other.Destination.Length)).Select(route => Owner(plan, route))];
                    Assert.Equal(expected.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
                }
            }
        }
    }

    private static string Owner(TopologyPlan plan, RoutePlan route) =>
        plan.Nodes[plan.Interfaces.First(own => own.Addresses.Any(address => address.Address == route.Gateway)).NodeId].Name;

    /// <summary>A connected graph: a ring and some chords.</summary>
    private static bool[,] Links(int seed, out int count)
    {
        var random = new NetSim.Simulation.Determinism.RandomStream(seed, "graph", "links");
        count = 4 + (int)(random.NextUInt64() % 7);
        bool[,] isLinked = new bool[count, count];
        for (int a = 0; a < count; a++)
        {
            Join(a, (a + 1) % count);
            if (random.NextUInt64() % 2 == 0) Join(a, (int)(random.NextUInt64() % (ulong)count));
        }
        return isLinked;

        void Join(int a, int b)
        {
            if (a != b) (isLinked[a, b], isLinked[b, a]) = (true, true);
        }
    }

    private static int[,] Distances(bool[,] isLinked, int count)
    {
        int[,] distance = new int[count, count];
        for (int a = 0; a < count; a++)
            for (int b = 0; b < count; b++) distance[a, b] = a == b ? 0 : isLinked[a, b] ? 1 : 1000;
        for (int via = 0; via < count; via++)
            for (int a = 0; a < count; a++)
                for (int b = 0; b < count; b++) distance[a, b] = Math.Min(distance[a, b], distance[a, via] + distance[via, b]);
        return distance;
    }

    private static TopologyPlan Load(bool[,] isLinked, int count)
    {
        var nodes = new System.Text.StringBuilder("name: graph\ntime: { mode: virtual, stop: 1 s }\ndefaults: { link: { delay: 1 ms } }\nrouting: { kind: static-shortest, ecmp: true }\nnodes:\n");
        var links = new System.Text.StringBuilder("links:\n");
        for (int a = 0; a < count; a++)
        {
            nodes.Append($"  h{a}: {{ kind: host, interfaces: {{ e: {{ address: 10.0.{a}.2/24 }} }} }}\n");
            links.Append($"  - h{a}:e <-> r{a}:lan\n");
        }
        for (int a = 0; a < count; a++)
        {
            nodes.Append($"  r{a}:\n    kind: router\n    interfaces:\n      lan: {{ address: 10.0.{a}.1/24 }}\n");
            for (int b = 0; b < count; b++)
            {
                if (!isLinked[a, b]) continue;
                (int low, int high) = (Math.Min(a, b), Math.Max(a, b));
                nodes.Append($"      to{b}: {{ address: 172.16.{low * 16 + high}.{(a < b ? 1 : 2)}/30 }}\n");
                if (a < b) links.Append($"  - r{a}:to{b} <-> r{b}:to{a}\n");
            }
        }
        TopologyLoad load = TopologyLoader.LoadText($"{nodes}{links}", "graph.yaml");
        Assert.Empty(load.Diagnostics);
        return load.Plan!;
    }
}
