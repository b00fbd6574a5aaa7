using NetSim.Simulation.Applications.Http;
using NetSim.Simulation.Applications.Ping;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Tests.Middleboxes;

/// <summary>
/// A client and a web server at home behind a translator, and a server outside behind a firewall and a narrow link. Each run is made with
/// 1, 2 and 8 lanes and must be the same to the last frame.
/// </summary>
public sealed class TranslatedNetworkTests
{
    private const string Network = """
        name: translated
        time: { mode: virtual, stop: 400 s }
        defaults: { link: { rate: 100 Mbit/s, delay: 1 ms } }
        nodes:
          client:
            kind: host
            interfaces: { eth0: { address: 192.168.0.2/24 } }
            routes: [ { to: default, via: 192.168.0.1 } ]
            apps: [ CLIENT ]
          shelf:
            kind: host
            interfaces: { eth0: { address: 192.168.0.3/24 } }
            routes: [ { to: default, via: 192.168.0.1 } ]
            apps: [ { http: { body: shelf } } ]
          lan: { kind: switch, ports: 3 }
          home:
            kind: nat
            interfaces: { lan: { address: 192.168.0.1/24 }, wan: { address: 203.0.113.2/24 } }
            routes: [ { to: default, via: 203.0.113.1 } ]
            nat: { outside: wan, forward: [ { port: 8080, to: "192.168.0.3:80", transport: tcp } ] }
          wall:
            kind: firewall
            interfaces: { wan: { address: 203.0.113.1/24 }, lan: { address: 198.51.100.1/24 } }
            firewall:
              rules: [ { ct: [established, related], do: accept }, { proto: tcp, dport: 80, do: accept }, RULE, { do: reject } ]
          server:
            kind: host
            interfaces: { eth0: { address: 198.51.100.2/24 } }
            routes: [ { to: default, via: 198.51.100.1 } ]
            apps: [ { http: { body: server } }, { http: { port: 81, body: hidden } }, { sink: { } }, SERVER ]
        links:
          - client:eth0 <-> lan:1
          - shelf:eth0 <-> lan:2
          - lan:3 <-> home:lan
          - home:wan <-> wall:wan
          - { endpoints: ["wall:lan", "server:eth0"] }
        routing: none

        """;

    private static RunSummary Run(string client = "echo: ", string server = "echo: ", string rule = "{ proto: icmp, do: accept }")
    {
        string text = Network.Replace("CLIENT", $"{{ {client} }}", StringComparison.Ordinal)
            .Replace("SERVER", $"{{ {server} }}", StringComparison.Ordinal).Replace("RULE", rule, StringComparison.Ordinal);
        TopologyLoad load = TopologyLoader.LoadText(text, "translated.yaml");
        Assert.True(load.Plan is not null, string.Join('\n', load.Diagnostics));
        RunSummary one = Run(load.Plan, lanes: 1);
        Assert.Equal(one.Fingerprint, Run(load.Plan, lanes: 2).Fingerprint);
        Assert.Equal(one.Fingerprint, Run(load.Plan, lanes: 8).Fingerprint);
        return one;
    }

    private static RunSummary Run(TopologyPlan plan, int lanes)
    {
        Assert.True(SimulationRun.Open(plan, new RunOptions { Lanes = lanes }).TryGet(out SimulationRun? run, out _));
        using (run) return run.Run();
    }

    private static HttpClientRecord Fetch(RunSummary summary) => Assert.Single(summary.Applications.OfType<HttpClientRecord>());

    private static PingRecord Ping(RunSummary summary) => Assert.Single(summary.Applications.OfType<PingRecord>());

    private static NodeSummary Node(RunSummary summary, string name) => Assert.Single(summary.Nodes, node => node.Name == name);

    [Fact]
    public void A_page_is_fetched_out_through_the_translator_by_its_address()
    {
        RunSummary summary = Run(client: "http-client: { url: \"http://198.51.100.2/\", count: 5, every: 1 s }");

        Assert.Equal((5, 5), ((int)Fetch(summary).Sent, (int)Fetch(summary).Received));
        Assert.All(summary.Flows.Where(flow => flow.Node == "server"), flow => Assert.Equal("203.0.113.2", flow.Remote.Address.ToString()));
    }

    [Fact]
    public void A_page_is_fetched_in_through_a_forwarded_port()
    {
        RunSummary summary = Run(server: "http-client: { url: \"http://203.0.113.2:8080/\", count: 5, every: 1 s }", rule: "{ in: lan, do: accept }");

        Assert.Equal(5, Fetch(summary).Received);
        Assert.Contains(summary.Flows, flow => flow.Node == "shelf" && flow.Remote.Address.ToString() == "198.51.100.2");
    }

    [Fact]
    public void A_page_is_fetched_from_inside_by_the_outside_address()
    {
        RunSummary summary = Run(client: "http-client: { url: \"http://203.0.113.2:8080/\", count: 5, every: 1 s }");

        Assert.Equal(5, Fetch(summary).Received);
        Assert.Contains(summary.Flows, flow => flow.Node == "shelf" && flow.Remote.Address.ToString() == "203.0.113.2");
        Assert.Equal(0, Node(summary, "wall").Received);
    }

    [Fact]
    public void What_the_firewall_does_not_name_is_refused_at_once_and_counted()
    {
        RunSummary summary = Run(client: "http-client: { url: \"http://198.51.100.2:81/\", count: 1 }");

        Assert.Equal(0, Fetch(summary).Received);
        Assert.Equal([("{ do: reject }", 1L), ("policy: drop", 0L)], Node(summary, "wall").Rules.TakeLast(2).Select(rule => (rule.Text, rule.Packets)));
        Assert.Equal([new DropSummary(DropReason.Filtered, 1)], Node(summary, "wall").Drops);
    }

    [Fact]
    public void Echoes_go_through_and_an_error_on_the_way_comes_back_through_the_translator()
    {
        Assert.Equal(5, Ping(Run(client: "ping: { to: 198.51.100.2 }")).Received);

        PingRecord near = Ping(Run(client: "ping: { to: 198.51.100.2, ttl: 1 }")), far = Ping(Run(client: "ping: { to: 198.51.100.2, ttl: 2 }"));
        Assert.Equal((0, 0), ((int)near.Received, (int)far.Received));
        Assert.Equal((5, 5), ((int)near.Errors, (int)far.Errors));
    }

    [Fact]
    public void A_connection_learns_of_a_narrow_link_through_the_translator()
    {
        const string Bulk = "bulk: { to: 198.51.100.2, bytes: 100 KB, port: 5001 }";
        string narrow = Network.Replace("\"server:eth0\"]", "\"server:eth0\"], mtu: 1000", StringComparison.Ordinal);
        string text = narrow.Replace("CLIENT", $"{{ {Bulk} }}", StringComparison.Ordinal).Replace("SERVER", "{ echo: }", StringComparison.Ordinal)
            .Replace("RULE", "{ proto: tcp, do: accept }", StringComparison.Ordinal).Replace("lan: { address: 198.51.100.1/24 }", "lan: { address: 198.51.100.1/24, mtu: 1000 }", StringComparison.Ordinal);
        TopologyLoad load = TopologyLoader.LoadText(text, "translated.yaml");
        Assert.True(load.Plan is not null, string.Join('\n', load.Diagnostics));

        RunSummary summary = Run(load.Plan, lanes: 1);
        Assert.Contains(summary.Flows, flow => flow.Node == "client" && flow.Info.BytesAcknowledged == 100_000);
    }

    [Fact]
    public void A_silent_time_ends_what_is_remembered()
    {
        RunSummary summary = Run(client: "ping: { to: 198.51.100.2, start: 1 s }", server: "ping: { to: 203.0.113.2, start: 399 s, count: 1 }", rule: "{ proto: icmp, do: accept }");

        Assert.Equal((0, 1), Node(summary, "home").Tracked);
    }

    [Fact]
    public void A_plan_is_shown_as_a_file_that_is_the_same_plan()
    {
        TopologyPlan plan = TopologyLoader.LoadFile(Path.Combine(Topology.RepositoryFiles.Root, "topologies", "nat-firewall.yaml")).Plan!;
        string shown = NetSim.Simulation.Topology.Show.PlanWriter.ToYaml(plan);
        TopologyPlan again = TopologyLoader.LoadText(shown, "shown.yaml").Plan!;

        Assert.Equal(shown, NetSim.Simulation.Topology.Show.PlanWriter.ToYaml(again));
    }
}
