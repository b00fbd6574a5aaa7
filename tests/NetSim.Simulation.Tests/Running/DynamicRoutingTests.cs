using NetSim.Simulation.Applications.Ping;
using NetSim.Simulation.Operating;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Routing;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Tests.Running;

/// <summary>Routes that follow what is up, a stated time behind it.</summary>
public sealed class DynamicRoutingTests
{
    /// <summary>A ring of five routers; a host on the first and the third.</summary>
    private const string Ring = """
        name: ring
        time: { mode: virtual, stop: 20 s }
        defaults: { link: { delay: 1 ms, rate: 1 Gbit/s } }
        nodes:
          a: { kind: host, interfaces: { e: { address: [10.0.1.2/24, 'fd00:1::2/64'] } } }
          b: { kind: host, interfaces: { e: { address: [10.0.3.2/24, 'fd00:3::2/64'] } } }
          r1: { kind: router, interfaces: { lan: { address: [10.0.1.1/24, 'fd00:1::1/64'] }, east: { address: [10.1.2.1/24, 'fd00:12::1/64'] }, west: { address: [10.5.1.1/24, 'fd00:51::1/64'] } } }
          r2: { kind: router, interfaces: { east: { address: [10.2.3.2/24, 'fd00:23::2/64'] }, west: { address: [10.1.2.2/24, 'fd00:12::2/64'] } } }
          r3: { kind: router, interfaces: { lan: { address: [10.0.3.1/24, 'fd00:3::1/64'] }, east: { address: [10.3.4.3/24, 'fd00:34::3/64'] }, west: { address: [10.2.3.3/24, 'fd00:23::3/64'] } } }
          r4: { kind: router, interfaces: { east: { address: [10.4.5.4/24, 'fd00:45::4/64'] }, west: { address: [10.3.4.4/24, 'fd00:34::4/64'] } } }
          r5: { kind: router, interfaces: { east: { address: [10.5.1.5/24, 'fd00:51::5/64'] }, west: { address: [10.4.5.5/24, 'fd00:45::5/64'] } } }
        links:
          - { endpoints: ['r1:east', 'r2:west'], id: l12 }
          - { endpoints: ['r2:east', 'r3:west'], id: l23 }
          - { endpoints: ['r3:east', 'r4:west'], id: l34 }
          - { endpoints: ['r4:east', 'r5:west'], id: l45 }
          - { endpoints: ['r5:east', 'r1:west'], id: l51 }
          - a:e <-> r1:lan
          - b:e <-> r3:lan

        """;

    [Theory]
    [InlineData("link: l12", "10.0.3.2", 300, 100, 400)]
    [InlineData("link: l12", "'fd00:3::2'", 300, 100, 400)]
    [InlineData("link: l23", "10.0.3.2", 0, 70, 69)]
    [InlineData("interface: 'r1:east'", "10.0.3.2", 1000, 1, 1001)]
    [InlineData("interface: 'r2:west'", "10.0.3.2", 20, 0, 20)]
    public void The_ring_goes_the_other_way_after_exactly_detection_and_convergence(string broken, string to, int detection, int convergence, int lost)
    {
        // The break is at 1.0005 s, the ping of 1 s reaches the first router at 1.001 s and the second at 1.002 s: each that comes to the break until the new
        // routes is lost. One that is on its way to the second then is sent back, and the right way.
        TopologyPlan plan = Load(Ring + $$"""
            routing: { kind: dynamic-shortest, detection: {{detection}} ms, convergence: {{convergence}} ms }
            events: [ { at: 1000500 us, {{broken}}, set: { state: down } } ]
            expect: [ { ping: { from: a, to: {{to}}, count: 2000, every: 1 ms, start: 1 s }, loss: '>= 0 %' } ]
            """);
        foreach (int lanes in (int[])[1, 2, 8])
        {
            (RunSummary summary, PingRecord ping) = Run(plan, lanes);
            Assert.Equal(lost, ping.Sent - ping.Received);
            Assert.Equal(Run(plan, lanes: 1).Summary.Fingerprint, summary.Fingerprint);
        }
    }

    [Fact]
    public void What_comes_back_is_used_again_and_nothing_is_lost_by_it()
    {
        TopologyPlan plan = Load(Ring + """
            routing: { kind: dynamic-shortest, detection: 10 ms, convergence: 20 ms }
            events:
              - { at: 1 s, link: l12, set: { state: down } }
              - { at: 3 s, link: l12, reset: true }
            expect: [ { ping: { from: a, to: b, count: 3000, every: 1 ms, start: 2 s }, loss: '= 0 %' } ]
            """);
        (_, PingRecord ping) = Run(plan, lanes: 1);
        Assert.Equal(3000, ping.Received);
        Assert.True(ping.RoundTrip.Min < ping.RoundTrip.Max);
    }

    [Theory]
    [InlineData("{ at: 1500500 us, for: 1 s, link: l12, set: { delay: 5 ms } }")]
    [InlineData("{ at: 1500500 us, for: 1 s, link: l12, set: { state: down } }")]
    [InlineData("{ at: 1500500 us, for: 1 s, partition: [[r1], [r2]] }")]
    [InlineData("{ at: 1500500 us, for: 1 s, node: r2, set: { state: down } }")]
    public void A_way_that_takes_longer_or_is_gone_is_left_and_taken_again(string happening)
    {
        // Over two links of the ring, or over three: the second of the three pings finds the shorter way longer, or gone.
        TopologyPlan plan = Load(Ring + $$"""
            routing: { kind: dynamic-shortest, detection: 10 ms, convergence: 20 ms }
            events: [ {{happening}} ]
            expect: [ { ping: { from: a, to: b, count: 3, every: 1 s, start: 1 s }, loss: '= 0 %' } ]
            """);
        (RunSummary summary, PingRecord ping) = Run(plan, lanes: 1);
        Assert.Equal(3, ping.Received);
        Assert.Equal(2, summary.Nodes.Single(node => node.Name == "r5").Forwarded);
        Assert.Equal(summary.Fingerprint, Run(plan, lanes: 8).Summary.Fingerprint);
    }

    [Fact]
    public void A_network_that_begins_with_a_cut_cable_begins_with_routes_round_it()
    {
        TopologyPlan plan = Load(Ring.Replace("id: l12 }", "id: l12, state: down }", StringComparison.Ordinal) + """
            routing: dynamic-shortest
            expect: [ { ping: { from: a, to: b, count: 3 }, loss: '= 0 %' } ]
            """);
        Assert.Equal(3, Run(plan, lanes: 1).Ping.Received);
        Assert.Equal(new(50_000_000), plan.Routing!.Detection);
    }

    [Fact]
    public void After_every_change_the_routes_are_those_of_a_file_that_says_what_is_up()
    {
        TopologyPlan plan = Load(Ring + "routing: dynamic-shortest\n");
        var routing = new DynamicRouting(plan);
        var routes = plan.Nodes.Select(node => node.Routes).ToArray();
        for (int round = 0; round < 2; round++)
        {
            foreach (OperState state in (OperState[])[OperState.Down, OperState.Up])
            {
                for (int link = 0; link < 5; link++)
                {
                    routing.SetLink(link, OperatedLink.Properties.Of(plan.Links[link]) with { State = state });
                    foreach ((int node, var changed) in routing.Update()) routes[node] = changed;
                    Assert.Empty(routing.Update());
                    string down = Ring;
                    for (int other = 0; other < 5; other++)
                    {
                        bool isDown = state == OperState.Down ? other <= link : other > link;
                        string id = new string[] { "l12", "l23", "l34", "l45", "l51" }[other];
                        if (isDown) down = down.Replace($"id: {id} }}", $"id: {id}, state: down }}", StringComparison.Ordinal);
                    }
                    TopologyPlan fresh = Load(down + "routing: dynamic-shortest\n");
                    for (int node = 0; node < routes.Length; node++) Assert.Equal(fresh.Nodes[node].Routes.ToArray(), routes[node].ToArray());
                }
            }
        }
    }

    private static TopologyPlan Load(string text)
    {
        TopologyLoad load = TopologyLoader.LoadText(text, "ring.yaml");
        Assert.True(load.Plan is not null, string.Join('\n', load.Diagnostics));
        return load.Plan;
    }

    private static (RunSummary Summary, PingRecord Ping) Run(TopologyPlan plan, int lanes)
    {
        List<DiagnosticPacketPool> pools = [];
        var options = new RunOptions { Lanes = lanes, Pool = MakePool };
        Assert.True(SimulationRun.Open(plan, options).TryGet(out SimulationRun? run, out _));
        RunSummary summary;
        using (run) summary = run.Run();
        foreach (DiagnosticPacketPool pool in pools) pool.AssertAllReturned();
        return (summary, Assert.IsType<PingRecord>(summary.Applications.Single(application => application is PingRecord)));

        DiagnosticPacketPool MakePool()
        {
            lock (pools)
            {
                pools.Add(new DiagnosticPacketPool());
                return pools[^1];
            }
        }
    }
}
