using NetSim.Simulation.Applications.Traceroute;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;

namespace NetSim.Simulation.Tests.Applications;

public sealed class TracerouteTests
{
    private static TracerouteRecord Run(string traceroute, string beside = "")
    {
        TopologyLoad load = TopologyLoader.LoadText($$"""
            name: traceroute
            time: { mode: virtual, stop: 300 s }
            nodes:
              a: { kind: host, interfaces: { e: { address: [10.0.0.2/24, "fd00:0::2/64"] } }, apps: [ { traceroute: {{traceroute}} } ] }
              r1: { kind: router, interfaces: { w: { address: [10.0.0.1/24, "fd00:0::1/64"] }, e: { address: [10.0.1.1/24, "fd00:1::1/64"] } } }
              r2: { kind: router, interfaces: { w: { address: [10.0.1.2/24, "fd00:1::2/64"] }, e: { address: [10.0.2.1/24, "fd00:2::1/64"] } } }
              b: { kind: host, interfaces: { w: { address: [10.0.2.2/24, "fd00:2::2/64"] } } {{beside}} }
            links:
              - { endpoints: ["a:e", "r1:w"], delay: 1 ms }
              - { endpoints: ["r1:e", "r2:w"], delay: 10 ms }
              - { endpoints: ["r2:e", "b:w"], delay: 100 ms, id: last }
            routing: static-shortest
            """, "traceroute.yaml");
        Assert.True(load.Plan is not null, string.Join('\n', load.Diagnostics));
        Assert.True(SimulationRun.Open(load.Plan!, new RunOptions()).TryGet(out SimulationRun? run, out _));
        using (run)
        {
            TracerouteRecord record = Assert.Single(run.Run().Applications.OfType<TracerouteRecord>());
            Assert.True(record.IsDone);
            return record;
        }
    }

    private static string Hops(TracerouteRecord record) => string.Join("; ", record.Hops.Select(hop =>
        string.Join(" ", hop.Probes.Select(probe => probe.From is { } from ? $"{from}{(probe.Problem is { } problem ? $" {problem}" : "")}" : "*").Distinct().Prepend($"{hop.Number}"))));

    [Theory]
    [InlineData("{ to: 10.0.2.2 }", "1 10.0.0.1; 2 10.0.1.2; 3 10.0.2.2")]
    [InlineData("{ to: \"fd00:2::2\" }", "1 fd00::1; 2 fd00:1::2; 3 fd00:2::2")]
    public void Each_router_on_the_way_is_a_hop_at_its_distance(string traceroute, string hops)
    {
        TracerouteRecord record = Run(traceroute);
        Assert.Equal((hops, true, null), (Hops(record), record.IsReached, record.Error));
        Assert.All(record.Hops, hop => Assert.Equal(3, hop.Probes.Count));
        // The first of a hop may wait for ARP.
        Assert.Equal([2, 22, 222], record.Hops.Select(hop => hop.Probes[^1].Time.TotalMilliseconds));
    }

    [Fact]
    public void It_goes_no_further_than_it_is_told_to()
    {
        TracerouteRecord record = Run("{ to: b, max-hops: 2, count: 1 }");
        Assert.Equal(("1 10.0.0.1; 2 10.0.1.2", false), (Hops(record), record.IsReached));
    }

    [Fact]
    public void A_router_that_answers_too_late_is_a_star_and_its_answer_is_not_taken_for_the_next_one()
    {
        TracerouteRecord record = Run("{ to: b, max-hops: 4, count: 2, wait: 20 ms }");
        Assert.Equal(("1 10.0.0.1; 2 *; 3 *; 4 *", false), (Hops(record), record.IsReached));
    }

    [Fact]
    public void A_host_that_is_not_there_is_said_by_the_last_router()
    {
        TracerouteRecord record = Run("{ to: 10.0.2.9, count: 1 }");
        Assert.Equal(("1 10.0.0.1; 2 10.0.1.2; 3 10.0.1.2 host unreachable", false), (Hops(record), record.IsReached));
    }

    [Fact]
    public void Whoever_has_the_port_and_answers_is_reached_as_well()
    {
        TracerouteRecord record = Run("{ to: b, count: 1 }", ", apps: [ { echo: { port: 33436 } } ]");
        Assert.Equal(("1 10.0.0.1; 2 10.0.1.2; 3 10.0.2.2", true), (Hops(record), record.IsReached));
    }
}
