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
    public void Busy_nodes_are_shared_out_by_what_they_do()
    {
        // Six idle hosts, then two pairs that are busy: by number all the work would be on the second lane.
        TopologyPlan plan = TopologyLoader.LoadText("""
        name: uneven
        time: { mode: virtual, stop: 1s }
        defaults: { link: { rate: 1 Gbit/s, delay: 1 ms } }
        nodes:
          i1: { kind: host, interfaces: { e: { address: 10.0.0.1/24 } } }
          i2: { kind: host, interfaces: { e: { address: 10.0.0.2/24 } } }
          i3: { kind: host, interfaces: { e: { address: 10.0.1.1/24 } } }
          i4: { kind: host, interfaces: { e: { address: 10.0.1.2/24 } } }
          i5: { kind: host, interfaces: { e: { address: 10.0.4.1/24 } } }
          i6: { kind: host, interfaces: { e: { address: 10.0.4.2/24 } } }
          a1: { kind: host, interfaces: { e: { address: 10.0.2.1/24 } }, apps: [ { bulk: { to: a2, port: 9, bytes: 10 MB } } ] }
          a2: { kind: host, interfaces: { e: { address: 10.0.2.2/24 } }, apps: [ { sink: { port: 9 } } ] }
          b1: { kind: host, interfaces: { e: { address: 10.0.3.1/24 } }, apps: [ { bulk: { to: b2, port: 9, bytes: 10 MB } } ] }
          b2: { kind: host, interfaces: { e: { address: 10.0.3.2/24 } }, apps: [ { sink: { port: 9 } } ] }
        links:
          - { endpoints: ["i1:e", "i2:e"] }
          - { endpoints: ["i3:e", "i4:e"] }
          - { endpoints: ["i5:e", "i6:e"] }
          - { endpoints: ["a1:e", "a2:e"] }
          - { endpoints: ["b1:e", "b2:e"] }
        """, "uneven.yaml").Plan!;

        int[] planned = LanePartition.Of(plan, 2).LaneOf;
        int[] measured = LanePartition.Of(plan, 2, Rehearsal.Of(plan, new RunOptions())).LaneOf;

        Assert.Equal(planned[6], planned[8]);
        Assert.NotEqual(measured[6], measured[8]);
        Assert.Equal(measured[6], measured[7]);
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
