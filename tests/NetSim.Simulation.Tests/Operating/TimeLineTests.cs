using NetSim.Simulation.Applications.Ping;
using NetSim.Simulation.Applications.Traffic;
using NetSim.Simulation.Running;
using NetSim.Simulation.Tests.Topology;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Tests.Operating;

/// <summary>
/// What the events of a file do to a network, seen by a ping from a to c every 100 ms; each run is made with 1, 2 and 8 lanes and must be the
/// same to the last frame.
/// </summary>
public sealed class TimeLineTests
{
    private const string Network = """
        name: time-line
        time: { mode: virtual, stop: 40 s }
        defaults: { link: { rate: 100 Mbit/s, delay: 1 ms } }
        nodes:
          a:
            kind: host
            interfaces: { eth0: { address: 10.0.0.1/24 } }
            routes: [ { to: default, via: 10.0.0.254 } ]
            apps: [ { ping: { to: 10.0.1.3, count: 150, every: 100 ms, id: probe } } ]
          r:
            kind: router
            interfaces: { eth0: { address: 10.0.0.254/24 }, eth1: { address: 10.0.1.254/24 } }
          c:
            kind: host
            interfaces: { eth0: { address: 10.0.1.3/24 } }
            routes: [ { to: default, via: 10.0.1.254 } ]
            apps: [ SERVER ]
        links:
          - { endpoints: ["a:eth0", "r:eth0"], id: near }
          - { endpoints: ["r:eth1", "c:eth0"], id: far }
        events:

        """;

    private static RunSummary Run(string events, string server = "echo: ")
    {
        TopologyLoad load = TopologyLoader.LoadText(Network.Replace("SERVER", $"{{ {server} }}", StringComparison.Ordinal) + events, "time-line.yaml");
        Assert.True(load.Plan is not null, string.Join('\n', load.Diagnostics));
        RunSummary one = Run(load.Plan, lanes: 1);
        Assert.Equal(one.Fingerprint, Run(load.Plan, lanes: 2).Fingerprint);
        Assert.Equal(one.Fingerprint, Run(load.Plan, lanes: 8).Fingerprint);
        return one;
    }

    private static RunSummary Run(TopologyPlan plan, int lanes)
    {
        var pool = new DiagnosticPacketPool();
        using (SimulationRun run = Open(plan, new RunOptions { Lanes = lanes, Pool = () => pool }))
        {
            RunSummary summary = run.Run();
            // What is under way at the end may be out; a packet that was lost without being counted would be, too, and those would be many.
            Assert.InRange(pool.Outstanding, 0, 3);
            return summary;
        }
    }

    private static SimulationRun Open(TopologyPlan plan, RunOptions options)
    {
        Assert.True(SimulationRun.Open(plan, options).TryGet(out SimulationRun? run, out _));
        return run;
    }

    private static PingRecord Ping(RunSummary summary) => Assert.Single(summary.Applications.OfType<PingRecord>());

    private static long Drops(RunSummary summary, string node, DropReason reason) =>
        summary.Nodes.Single(one => one.Name == node).Drops.Where(drop => drop.Reason == reason).Sum(drop => drop.Count);

    [Fact]
    public void What_happens_every_period_happens_to_the_end_and_what_has_a_length_is_undone()
    {
        // From 1.05 s on, 3 requests of every 10 find the link cut: at x.1, x.2 and x.3 s.
        RunSummary summary = Run("  - { at: 1.05 s, every: 1 s, for: 300 ms, link: near, set: { state: down } }");
        Assert.Equal(150, Ping(summary).Sent);
        Assert.Equal(150 - 14 * 3, Ping(summary).Received);
    }

    [Fact]
    public void What_happens_so_many_times_happens_no_more_after_that()
    {
        RunSummary summary = Run("  - { at: 1.05 s, every: 1 s, count: 2, for: 300 ms, link: near, set: { state: down } }");
        Assert.Equal(150 - 2 * 3, Ping(summary).Received);
    }

    [Fact]
    public void Changes_that_overlap_end_each_for_itself()
    {
        // Until 4 s the long one holds, whatever the short one within it did; the delay that was set for good stays.
        RunSummary summary = Run("""
              - { at: 1.05 s, for: 3 s, link: near, set: { state: down } }
              - { at: 2 s, for: 1 s, link: near, set: { state: down } }
              - { at: 2.5 s, link: near, set: { delay: 10 ms } }
            """);
        Assert.Equal(150 - 30, Ping(summary).Received);
        // The first one afterwards has to ask for the router's address, too: that, and the way itself, take 20 ms each on this link.
        Assert.InRange(Ping(summary).RoundTrip.Max.Nanoseconds, 42_000_000, 43_000_000);
    }

    [Fact]
    public void A_partition_cuts_the_links_between_its_groups_until_it_heals()
    {
        RunSummary summary = Run("""
              - { at: 1.05 s, partition: [[a], [r, c]], for: 1 s }
              - { at: 5.05 s, partition: [[a, r], [c]] }
              - { at: 5.55 s, partition: [[a], [r]] }
              - { at: 7.05 s, heal: true }
              - { at: 9.05 s, partition: [[a], [c]], for: 1 s }
            """);
        // The last one cuts nothing, since no link joins the two.
        Assert.Equal(150 - 10 - 20, Ping(summary).Received);
    }

    [Fact]
    public void A_node_that_is_off_answers_nothing_and_its_neighbours_lose_their_route()
    {
        RunSummary summary = Run("  - { at: 1.05 s, for: 1 s, node: c, set: { state: down } }");
        // Back again it answers the first request that comes; the router has not forgotten its address.
        Assert.Equal(150 - 10, Ping(summary).Received);
        Assert.Equal(10, Drops(summary, "r", DropReason.NoRoute));
    }

    [Fact]
    public void A_switched_off_router_comes_back_and_forwards()
    {
        RunSummary summary = Run("""
              - { at: 1.05 s, node: r, set: { state: down } }
              - { at: 2.05 s, node: r, reset: true }
            """);
        Assert.Equal(150 - 10, Ping(summary).Received);
        Assert.Equal(2 * 140, summary.Nodes.Single(node => node.Name == "r").Forwarded);
    }

    [Theory]
    [InlineData("{ at: 2.05 s, node: c, restart: true }")]
    [InlineData("{ at: 2.05 s, for: 100 ms, node: c, set: { state: down } }")]
    public void An_interface_that_was_set_down_stays_down_when_its_node_boots(string boot)
    {
        RunSummary summary = Run($$"""
              - { at: 1.05 s, interface: "c:eth0", set: { state: down } }
              - {{boot}}
            """);
        Assert.Equal(11, Ping(summary).Received);
    }

    [Fact]
    public void An_interface_of_a_node_that_is_off_comes_up_when_the_node_does()
    {
        RunSummary summary = Run("""
              - { at: 1.05 s, interface: "r:eth1", set: { state: down } }
              - { at: 2.05 s, for: 2 s, node: r, set: { state: down } }
              - { at: 3.05 s, interface: "r:eth1", reset: true }
            """);
        Assert.Equal(150 - 30, Ping(summary).Received);
    }

    [Fact]
    public void A_restart_loses_connections_and_what_runs_starts_again()
    {
        const string Bulk = "bulk: { to: 10.0.0.1, port: 5001, for: 10 s }";
        string network = "  - { at: 3 s, node: c, restart: true }";
        TopologyLoad load = TopologyLoader.LoadText(
            Network.Replace("SERVER", $"{{ {Bulk} }}", StringComparison.Ordinal).Replace("id: probe } }", "id: probe } }, { sink: { port: 5001 } }", StringComparison.Ordinal) + network,
            "time-line.yaml");
        Assert.True(load.Plan is not null, string.Join('\n', load.Diagnostics));
        RunSummary summary = Run(load.Plan, lanes: 1);
        Assert.Equal(summary.Fingerprint, Run(load.Plan, lanes: 2).Fingerprint);
        // The first connection of the sender and the one after the restart.
        Assert.Equal(2, summary.Flows.Count(flow => flow.Node == "c"));
    }

    [Fact]
    public void An_application_is_stopped_and_goes_on_when_it_is_restarted()
    {
        RunSummary summary = Run("""
              - { at: 1.05 s, application: probe, stop: true }
              - { at: 3.05 s, application: "a:ping", restart: true }
            """);
        // Two runs of it, each on record.
        Assert.Equal([11, 150], summary.Applications.OfType<PingRecord>().Select(ping => ping.Received));
    }

    [Fact]
    public void An_event_waits_for_frames_and_comes_once()
    {
        // ARP is two frames; request and reply of the ping are two more each: the 12th frame is the reply of the fifth, at 404 ms.
        RunSummary summary = Run("  - { when: { interface: \"a:eth0\", frames: 12 }, for: 1 s, link: near, set: { state: down } }");
        Assert.Equal(150 - 10, Ping(summary).Received);
    }

    [Fact]
    public void An_event_waits_for_the_end_of_an_application()
    {
        RunSummary summary = Run("  - { when: { ended: probe }, after: 500 ms, application: probe, restart: true }");
        // Each end starts it again, but the event waits once.
        Assert.Equal([150, 150], summary.Applications.OfType<PingRecord>().Select(ping => ping.Sent));
    }

    [Fact]
    public void A_reset_takes_back_what_was_set_but_not_a_partition()
    {
        RunSummary summary = Run("""
              - { at: 1.05 s, link: near, set: { loss: 100 % } }
              - { at: 2.05 s, link: near, reset: true }
              - { at: 3.05 s, partition: [[a], [r]], for: 1 s }
              - { at: 3.55 s, link: near, reset: true }
            """);
        Assert.Equal(150 - 10 - 10, Ping(summary).Received);
    }

    [Fact]
    public void What_is_started_anew_after_its_stop_time_runs()
    {
        RunSummary summary = Run("  - { at: 20 s, application: web, restart: true }", "traffic: { to: 10.0.0.1, port: 9, every: 100 ms, count: 10, id: web, stop: 500 ms }");
        Assert.Equal([5, 10], summary.Applications.OfType<TrafficRecord>().Select(traffic => traffic.Sent));
    }

    [Fact]
    public void A_router_with_VLANs_boots_and_forwards()
    {
        string text = File.ReadAllText(Path.Combine(RepositoryFiles.Topologies, "vlans.yaml"))
            .Replace("expect:\n", "events: [ { at: 500 ms, node: r1, restart: true }, { at: 600 ms, for: 200 ms, node: r1, set: { state: down } } ]\nexpect:\n", StringComparison.Ordinal);
        TopologyLoad load = TopologyLoader.LoadText(text, "vlans.yaml");
        Assert.True(load.Plan is not null, string.Join('\n', load.Diagnostics));
        RunSummary one = Run(load.Plan, lanes: 1);
        // All that goes through the router does so after it has booted twice.
        Assert.True(one.AllExpectationsHeld, string.Join('\n', one.Expectations));
        Assert.Equal(one.Fingerprint, Run(load.Plan, lanes: 2).Fingerprint);
    }
}
