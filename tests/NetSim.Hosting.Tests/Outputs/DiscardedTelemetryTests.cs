using NetSim.Hosting.Outputs;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Hosting.Tests.Outputs;

public sealed class DiscardedTelemetryTests
{
    [Fact]
    public void Whoever_listens_to_whatever_the_run_is_the_same()
    {
        ulong alone = Fingerprint(new RunOptions { Instrumentation = Instrumentation.Absent });
        Assert.Equal(alone, Fingerprint(new RunOptions()));
        using (DiscardedTelemetry.Listen(TelemetrySignals.Metrics)) Assert.Equal(alone, Fingerprint(new RunOptions()));
        using (DiscardedTelemetry.Listen(TelemetrySignals.MetricsAndTraces))
        {
            Assert.Equal(alone, Fingerprint(new RunOptions { Trace = TracedRun.Everything }));
            Assert.Equal(alone, Fingerprint(new RunOptions { Trace = TracedRun.Everything with { Packets = new PacketTracePlan(0.001, DropTracing.Sampled) } }));
        }
    }

    private static ulong Fingerprint(RunOptions options)
    {
        Assert.True(SimulationRun.Open(TracedRun.Busy, options).TryGet(out SimulationRun? run, out _));
        using (run) return run.Run().Fingerprint;
    }
}
