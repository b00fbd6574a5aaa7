using System.Globalization;
using System.Text;
using NetSim.Simulation.Applications.Ping;
using NetSim.Simulation.Determinism;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Importing;
using NetSim.Simulation.Topology.Plan;
using NetSim.Testing.Kernel;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Topology.Importing;

/// <summary>Graphs in the form of the Internet Topology Zoo.</summary>
public sealed class GraphMlTests
{
    private const string Head = """
        <?xml version="1.0" encoding="utf-8"?>
        <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
          <key attr.name="LinkSpeedRaw" attr.type="double" for="edge" id="d35" />
          <key attr.name="Longitude" attr.type="double" for="node" id="d32" />
          <key attr.name="Latitude" attr.type="double" for="node" id="d29" />
          <key attr.name="label" attr.type="string" for="node" id="d33" />
          <key attr.name="Network" attr.type="string" for="graph" id="d5" />
          <graph edgedefault="undirected">
        """;

    private static string Node(int id, string label, double? latitude, double longitude = 0)
    {
        string place = latitude is null ? "" : string.Create(CultureInfo.InvariantCulture, $"<data key=\"d29\">{latitude}</data><data key=\"d32\">{longitude}</data>");
        return string.Create(CultureInfo.InvariantCulture, $"<node id=\"{id}\">{place}<data key=\"d33\">{label}</data></node>\n");
    }

    private static string Edge(int a, int b, string? speed = null)
    {
        string data = speed is null ? "" : $"<data key=\"d35\">{speed}</data>";
        return string.Create(CultureInfo.InvariantCulture, $"<edge source=\"{a}\" target=\"{b}\">{data}</edge>\n");
    }

    private static ImportResult Import(string graph, ImportOptions? options = null)
    {
        using TestFolder folder = new();
        return TopologyImport.FromFile(folder.Write("some graph.graphml", $"{Head}{graph}</graph></graphml>"), options ?? new ImportOptions());
    }

    private static TopologyPlan Plan(string yaml)
    {
        TopologyLoad load = TopologyLoader.LoadText(yaml, "imported.yaml");
        Assert.True(load.Plan is not null && load.Diagnostics.IsEmpty, string.Join('\n', load.Diagnostics));
        return load.Plan!;
    }

    [Fact]
    public void Places_become_delays_at_two_thirds_of_the_speed_of_light()
    {
        // One degree of a great circle is 111.195 km; light in a fibre needs 556.36 us for it.
        ImportResult result = Import($"<data key=\"d5\">Two Towns</data>{Node(0, "Here", 0, 0)}{Node(1, "There", 0, 1)}{Edge(0, 1, "10000000000.0")}");
        TopologyPlan plan = Plan(result.Yaml!);
        Assert.Equal("Two-Towns", plan.Name);
        Assert.Equal(["Here", "There"], plan.Nodes.Select(node => node.Name));
        Assert.All(plan.Nodes, node => Assert.Equal(NodeKind.Router, node.Kind));
        Assert.Equal((Duration.FromMicroseconds(556), 10_000_000_000), (plan.Links[0].AToB.Delay, plan.Links[0].AToB.Rate.BitsPerSecond));
        Assert.Equal(["10.0.0.0/31", "10.0.0.1/31"], plan.Interfaces.Select(own => own.Addresses[0].ToString()));
        Assert.Empty(result.Notes);
    }

    [Fact]
    public void Names_become_valid_and_different_and_what_is_left_out_is_said()
    {
        string graph = Node(0, "New York (2)", null) + Node(1, "New York 2", null) + Node(2, "10.0.0.1", null) + Node(3, "???", null) + Node(4, "no", null)
            + Edge(0, 1) + Edge(0, 1) + Edge(1, 2) + Edge(3, 3) + Edge(3, 9) + Edge(3, 4);
        ImportResult result = Import(graph);
        TopologyPlan plan = Plan(result.Yaml!);
        Assert.Equal("some-graph", plan.Name);
        Assert.Equal(["New-York-2", "New-York-2-2", "n10.0.0.1", "n", "no"], plan.Nodes.Select(node => node.Name));
        Assert.Equal(4, plan.Links.Length);
        Assert.Contains("a link of n with itself is left out", result.Notes);
        Assert.Contains("the link from '3' to '9' is left out: one of them is no node", result.Notes);
        Assert.Contains("links of which the file says no delay, and not where their ends are, get 1 ms", result.Notes);
    }

    /// <summary>A ring with chords of 500 nodes, which the test draws; a hundred of them ping each other.</summary>
    [Fact]
    public void Five_hundred_nodes_load_are_routed_and_reach_each_other()
    {
        const int Count = 500, Chosen = 100;
        StringBuilder graph = new();
        RandomStream dice = new(500, "graph", "shape");
        for (int id = 0; id < Count; id++) graph.Append(Node(id, $"T{id}", dice.NextDouble() * 120 - 60, dice.NextDouble() * 360 - 180));
        for (int id = 0; id < Count; id++) graph.Append(Edge(id, (id + 1) % Count, "1000000000")).Append(Edge(id, (int)dice.NextBelow(Count), "1000000000"));
        string[] lines = Import(graph.ToString()).Yaml!.Split('\n');
        StringBuilder yaml = new();
        int node = -1;
        foreach (string line in lines)
        {
            yaml.Append(line).Append('\n');
            if (line != "    kind: router" || ++node % (Count / Chosen) != 0) continue;
            yaml.Append("    apps:\n");
            for (int other = 0; other < Count; other += Count / Chosen)
                if (other != node) yaml.Append(CultureInfo.InvariantCulture, $"      - ping: {{ to: T{other}, count: 1 }}\n");
        }
        TopologyPlan plan = Plan(yaml.ToString());
        Assert.Equal((Count, Chosen * (Chosen - 1)), (plan.Nodes.Length, plan.Applications.Length));
        Assert.True(SimulationRun.Open(plan, new RunOptions()).TryGet(out SimulationRun? run, out _));
        using (run) Assert.All(run.Run().Applications.OfType<PingRecord>(), ping => Assert.Equal((1, null), (ping.Received, ping.Error)));
    }
}
