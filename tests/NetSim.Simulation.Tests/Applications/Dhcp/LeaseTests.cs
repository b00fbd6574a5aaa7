using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Tests.Applications.Dhcp;

/// <summary>What a node has of a lease that nobody renews, and what of its file.</summary>
public sealed class LeaseTests
{
    /// <summary>The server goes at 5 s, and the lease 15 s later at the latest.</summary>
    [Theory]
    [InlineData("[]", "false", "false")]
    [InlineData("[ { to: default, via: 10.0.0.1 } ]", "true", "true")]
    [InlineData("[ { to: 198.51.100.0/24, via: 10.0.0.1 } ]", "false", "true")]
    public void A_stated_route_outlives_the_lease_and_a_leased_one_does_not(string routes, string hasDefault, string hasOther)
    {
        TopologyLoad load = TopologyLoader.LoadText($$"""
            name: lease
            time: { mode: virtual, stop: 40 s }
            defaults: { link: { delay: 1 ms } }
            nodes:
              ann: { kind: host, interfaces: { eth0: { address: 10.0.0.9/24, dhcp: true } }, routes: {{routes}} }
              r1:
                kind: router
                interfaces: { eth0: { address: 10.0.0.1/24 } }
                apps: [ { dhcp-server: { range: [10.0.0.100, 10.0.0.199], lease: 15 s, id: leases } } ]
            links: [ ann:eth0 <-> r1:eth0 ]
            routing: none
            events: [ { at: 5 s, application: leases, stop: true } ]
            expect:
              - { route: { node: ann, to: 203.0.113.1 }, present: true, at: 4 s }
              - { route: { node: ann, to: 203.0.113.1 }, present: {{hasDefault}}, at: 30 s }
              - { route: { node: ann, to: 198.51.100.1 }, present: {{hasOther}}, at: 30 s }
              - { ping: { from: r1, to: 10.0.0.100, count: 1, start: 30 s }, loss: "= 100 %" }
              - { ping: { from: r1, to: 10.0.0.9, count: 1, start: 30 s }, loss: "= 0 %" }
            """, "lease.yaml");
        Assert.True(load.Plan is not null, string.Join('\n', load.Diagnostics));
        var pool = new DiagnosticPacketPool();
        Assert.True(SimulationRun.Open(load.Plan, new RunOptions { Pool = () => pool }).TryGet(out SimulationRun? run, out _));
        using (run) Assert.All(run.Run().Expectations, result => Assert.True(result.Held, $"{result.Text}: {result.Seen}"));
        pool.AssertAllReturned();
    }
}
