using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Tests.Running;

public sealed class LaneRehearsalTests
{
    [Fact]
    public void Much_to_do_within_a_look_ahead_is_shared_out()
    {
        LaneChoice choice = LaneRehearsal.Choose(Chain("rate: 10 Gbit/s, delay: 1 ms", flows: 40), new RunOptions(), processors: 2);

        Assert.Equal(2, choice.Lanes);
        Assert.EndsWith("within the look-ahead of 1 ms", choice.Reason);
    }

    [Theory]
    [InlineData("rate: 10 Mbit/s, delay: 20 us", 2)]        // little to do in so short a time
    [InlineData("rate: 10 Gbit/s", 2)]                      // nothing to cut at
    [InlineData("rate: 10 Gbit/s, delay: 5 ms", 1)]         // nobody to share with
    public void What_is_not_worth_it_stays_on_one_lane(string link, int processors)
    {
        LaneChoice choice = LaneRehearsal.Choose(Chain(link, flows: 1), new RunOptions(), processors);

        Assert.Equal(1, choice.Lanes);
        Assert.NotEmpty(choice.Reason);
    }

    [Fact]
    public void A_rehearsal_writes_nothing()
    {
        string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        LaneRehearsal.Choose(Chain("rate: 10 Gbit/s, delay: 5 ms", flows: 1), new RunOptions { CaptureFolder = folder }, processors: 2);

        Assert.False(Directory.Exists(folder));
    }

    private static TopologyPlan Chain(string link, int flows)
    {
        string Bulk(string to) => string.Concat(Enumerable.Repeat($"{{ bulk: {{ to: {to}, port: 9, bytes: 10 MB }} }}, ", flows));
        return TopologyLoader.LoadText($$"""
        name: chain
        time: { mode: virtual, stop: 10s }
        defaults: { link: { {{link}} } }
        nodes:
          a: { kind: host, interfaces: { e: { address: 10.0.0.1/24 } }, apps: [ {{Bulk("10.0.2.2")}}{ sink: { port: 9 } } ] }
          r: { kind: router, interfaces: { e: { address: 10.0.0.2/24 }, f: { address: 10.0.1.1/24 } } }
          s: { kind: router, interfaces: { e: { address: 10.0.1.2/24 }, f: { address: 10.0.2.1/24 } } }
          b: { kind: host, interfaces: { e: { address: 10.0.2.2/24 } }, apps: [ {{Bulk("10.0.0.1")}}{ sink: { port: 9 } } ] }
        links:
          - { endpoints: ["a:e", "r:e"] }
          - { endpoints: ["r:f", "s:e"] }
          - { endpoints: ["s:f", "b:e"] }
        """, "chain.yaml").Plan!;
    }
}
