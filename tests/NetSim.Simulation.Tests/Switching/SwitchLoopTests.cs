using NetSim.Simulation.Applications.Ping;
using NetSim.Simulation.Running;
using NetSim.Simulation.Switching.SpanningTree;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Tests.Switching;

/// <summary>Loops of switches with a spanning tree, in a run.</summary>
public sealed class SwitchLoopTests
{
    private const string Head = "name: test\ntime: { mode: virtual, stop: 40 s }\ndefaults: { link: { rate: 1 Gbit/s, delay: 1 ms } }\n";

    /// <summary>Every pair of four switches is joined, and each has a host.</summary>
    private const string Mesh = """
        nodes:
          s1: { kind: switch, ports: { 1: { edge: true }, 4: {} }, stp: rstp }
          s2: { kind: switch, ports: { 1: { edge: true }, 4: {} }, stp: { mode: rstp, priority: 0 } }
          s3: { kind: switch, ports: { 1: { edge: true }, 4: {} }, stp: rstp }
          s4: { kind: switch, ports: { 1: { edge: true }, 4: {} }, stp: rstp }
          a: { kind: host, interfaces: { eth0: { address: 10.0.0.1/24 } }, apps: [ { ping: { to: b, count: 300, every: 100 ms, start: 1 s } } ] }
          b: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24 } } }
        links:
          - a:eth0 <-> s1:1
          - b:eth0 <-> s3:1
          - s1:2 <-> s2:2
          - s1:3 <-> s3:3
          - s1:4 <-> s4:4
          - s2:3 <-> s3:2
          - s2:4 <-> s4:2
          - s3:4 <-> s4:3

        """;

    [Fact]
    public void In_a_mesh_of_switches_no_frame_circles()
    {
        RunSummary summary = Run(Mesh);
        Assert.Equal(300, Assert.IsType<PingRecord>(summary.Applications[0]).Received);
        // Echoes, replies, two questions and answers of ARP: each passes each switch on its way once, and s4 hears the questions.
        Assert.Equal([604, 604, 604, 2], summary.Nodes.Take(4).Select(node => node.Forwarded));
    }

    [Fact]
    public void A_switch_that_boots_costs_little_and_one_that_is_off_is_gone_round()
    {
        RunSummary summary = Run(Mesh + """
            events:
              - { at: 10 s, node: s2, restart: true }
              - { at: 20 s, node: s2, set: { state: down }, for: 8 s }
            """);
        // Off: nobody sees it, since the cables are in; its hellos are missed for three times 2 s, and at most one that was on its way.
        long received = Assert.IsType<PingRecord>(summary.Applications[0]).Received;
        Assert.InRange(received, 300 - 80, 300);
        for (int node = 0; node < 4; node++) Assert.InRange(summary.Nodes[node].Forwarded, 0, 900);
    }

    [Fact]
    public void A_link_that_becomes_slow_is_left_and_a_boot_does_not_forget_it()
    {
        // s2 is the root. Over s3 it costs s1 twice 20 000; the link to it, at first as much, costs 200 000 after it has become slow.
        RunSummary summary = Run("""
            nodes:
              s1: { kind: switch, ports: 3, stp: rstp }
              s2: { kind: switch, ports: 3, stp: { mode: rstp, priority: 0 } }
              s3: { kind: switch, ports: 3, stp: rstp }
              a: { kind: host, interfaces: { eth0: { address: 10.0.0.1/24 } }, apps: [ { ping: { to: b, count: 9, every: 3 s, start: 4 s } } ] }
              b: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24 } } }
            links:
              - a:eth0 <-> s1:1
              - b:eth0 <-> s2:1
              - { endpoints: ["s1:2", "s2:2"], id: direct }
              - s1:3 <-> s3:2
              - s2:3 <-> s3:3
            events:
              - { at: 10 s, link: direct, set: { rate: 100 Mbit/s } }
              - { at: 20 s, node: s1, restart: true }
            """);
        PingRecord ping = Assert.IsType<PingRecord>(summary.Applications[0]);
        Assert.InRange(ping.Received, 8, 9);
        // The echo that meets the change may be lost; the six behind it and their replies go over s3, which has also passed on a question of ARP.
        Assert.InRange(summary.Nodes.Single(node => node.Name == "s3").Forwarded, 12, 15);
    }

    [Theory]
    [InlineData("stp: rstp", "stp: rstp", "kind: switch", 0)]
    [InlineData("stp: rstp", "ageing: 300 s", "kind: switch", 1)]
    [InlineData("ageing: 300 s", "ageing: 300 s", "kind: switch", 1)]
    [InlineData("stp: rstp", "stp: rstp", "kind: hub", 1)]
    public void A_loop_is_allowed_if_all_that_are_in_it_speak_the_protocol(string first, string second, string third, int loops)
    {
        string last = third == "kind: hub" ? "" : ", stp: rstp";
        TopologyLoad load = TopologyLoader.LoadText(Head + $$"""
            nodes:
              s1: { kind: switch, ports: 3, {{first}} }
              s2: { kind: switch, ports: 3, {{second}} }
              s3: { {{third}}, ports: 3{{last}} }
              outside: { kind: switch, ports: 2 }
            links: ["s1:1 <-> s2:1", "s2:2 <-> s3:1", "s3:2 <-> s1:2", "outside:1 <-> s1:3"]
            """, "test.yaml");
        Assert.Equal(loops, load.Diagnostics.Count(diagnostic => diagnostic.Code == DiagnosticCode.SwitchLoop));
    }

    /// <summary>IEEE 802.1D-2004 table 17-3.</summary>
    [Theory]
    [InlineData(100_000L, 200_000_000)]
    [InlineData(1_000L, 200_000_000)]
    [InlineData(1_000_000L, 20_000_000)]
    [InlineData(10_000_000L, 2_000_000)]
    [InlineData(100_000_000L, 200_000)]
    [InlineData(1_000_000_000L, 20_000)]
    [InlineData(10_000_000_000L, 2_000)]
    [InlineData(100_000_000_000L, 200)]
    [InlineData(1_000_000_000_000L, 20)]
    [InlineData(10_000_000_000_000L, 2)]
    [InlineData(0L, 1)]
    public void The_cost_of_a_path_follows_from_the_rate(long bitsPerSecond, uint cost)
    {
        var builder = new TopologyPlanBuilder("costs");
        int one = builder.AddSwitch("s1", 1), other = builder.AddSwitch("s2", 1);
        builder.AddLink(one, other, new LinkSettings { BToA = DirectionPlan.Default with { Rate = new BitRate(bitsPerSecond) } });
        TopologyPlan plan = builder.Build();
        Assert.Equal(cost, BridgeMaker.CostOf(plan.Interfaces[one], plan));
    }

    private static RunSummary Run(string body)
    {
        TopologyLoad load = TopologyLoader.LoadText(Head + body, "test.yaml");
        Assert.True(load.Plan is not null, string.Join('\n', load.Diagnostics));
        var pool = new DiagnosticPacketPool();
        Assert.True(SimulationRun.Open(load.Plan, new RunOptions { Pool = () => pool }).TryGet(out SimulationRun? run, out _));
        RunSummary summary;
        using (run) summary = run.Run();
        pool.AssertAllReturned();
        return summary;
    }
}
