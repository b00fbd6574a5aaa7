using NetSim.Simulation.Applications.Dns;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Applications;

public sealed class LookupTests
{
    private static LookupRecord Run(string lookup, string resolver = "resolver: ns")
    {
        TopologyPlan plan = TopologyLoader.LoadText($$"""
            name: lookup
            time: { mode: virtual, stop: 300 s }
            nodes:
              asks: { kind: host, interfaces: { e: { address: [10.0.0.1/24, "fd00::1/64"] } }, apps: [ { lookup: {{lookup}} } ]{{(resolver.Length > 0 ? ", " : "")}}{{resolver}} }
              ns: { kind: host, interfaces: { e: { address: [10.0.0.2/24, "fd00::2/64"] } }, apps: [ { dns: { zone: lab, ttl: 10 s } } ] }
            links: [ { endpoints: ["asks:e", "ns:e"], delay: 5 ms } ]
            """, "lookup.yaml").Plan!;
        Assert.True(SimulationRun.Open(plan, new RunOptions()).TryGet(out SimulationRun? run, out _));
        using (run) return Assert.Single(run.Run().Applications.OfType<LookupRecord>());
    }

    [Theory]
    [InlineData("{ name: ns.lab }", "fd00::2")]
    [InlineData("{ name: ns.lab, type: A }", "10.0.0.2")]
    [InlineData("{ name: ns.lab, type: AAAA }", "fd00::2")]
    public void The_addresses_of_the_type_are_found(string lookup, string addresses)
    {
        LookupRecord record = Run(lookup);
        Assert.Equal((1, 1, addresses, null), (record.Asked, record.Found, string.Join(' ', record.Addresses), record.Error));
    }

    [Fact]
    public void What_the_resolver_remembers_takes_no_time()
    {
        LookupRecord record = Run("{ name: ns.lab, type: A, count: 5, every: 4 s }");
        // At 0 s and, when ten seconds are over, at 12 s; 4, 8 and 16 s come from memory.
        Assert.Equal((5, Duration.Zero), (record.Found, record.Times.Min));
        Assert.InRange(record.Times.Mean.Nanoseconds, 2 * 10_000_000 / 5, 4 * 10_000_000 / 5);
    }

    [Fact]
    public void Names_that_are_not_there_and_servers_that_are_not_there_are_told_apart()
    {
        Assert.Equal("there is no name 'nobody.lab'", Run("{ name: nobody.lab }").Error);
        LookupRecord alone = Run("{ name: ns.lab, count: 3 }", resolver: "");
        Assert.Equal((3, 0, "there is no name server to ask for 'ns.lab'"), (alone.Asked, alone.Found, alone.Error));
    }
}
