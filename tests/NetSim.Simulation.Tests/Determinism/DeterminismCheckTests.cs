using NetSim.Simulation.Determinism;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Tests.Determinism;

public sealed class DeterminismCheckTests
{
    private static readonly TopologyPlan Lossy = TopologyLoader.LoadText("""
        name: lossy
        seed: 1
        time: { mode: virtual, stop: 30s }
        nodes:
          a: { kind: host, interfaces: { eth0: { address: 10.0.0.1/24 } }, apps: [ { bulk: { to: 10.0.0.2, port: 9, bytes: 2 MB } } ] }
          b: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24 } }, apps: [ { sink: { port: 9 } } ] }
        links:
          - { endpoints: ["a:eth0", "b:eth0"], rate: 10 Mbit/s, delay: 5 ms, loss: 1 % }
        """, "lossy.yaml").Plan!;

    [Fact]
    public void Runs_of_one_network_are_the_same_with_any_lanes()
    {
        DeterminismReport report = DeterminismCheck.Of(Lossy, [new RunOptions(), new RunOptions { Lanes = 2 }]);

        Assert.Null(report.Divergence);
        Assert.Equal([1, 2], report.Lanes);
        Assert.True(report.Frames > 2_000, $"{report.Frames} frames");
    }

    [Fact]
    public void Runs_that_differ_are_told_where_they_part_first()
    {
        DeterminismReport report = DeterminismCheck.Of(Lossy, [new RunOptions { Seed = 1 }, new RunOptions { Seed = 2 }]);

        // The seed is in the first sequence number: the sender of the first SYN is the first to show it.
        Divergence divergence = Assert.IsType<Divergence>(report.Divergence);
        Assert.Equal((0, 1, "a:eth0"), (divergence.FirstRun, divergence.SecondRun, divergence.Endpoint));
        Assert.StartsWith("sent ", divergence.First);
        Assert.NotEqual(divergence.First, divergence.Second);
    }

    [Fact]
    public void A_run_that_ends_earlier_is_another()
    {
        DeterminismReport report = DeterminismCheck.Of(Lossy, [new RunOptions(), new RunOptions { Stop = NetSim.Wire.Time.Duration.FromSeconds(1) }]);

        Assert.Equal("nothing more", Assert.IsType<Divergence>(report.Divergence).Second);
    }
}
