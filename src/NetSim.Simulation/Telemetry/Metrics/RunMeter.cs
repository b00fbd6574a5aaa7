using System.Diagnostics.Metrics;

namespace NetSim.Simulation.Telemetry.Metrics;

/// <summary>
/// The instruments of one run. All of them are observable: they read the counters that the cores keep anyway, when somebody asks, so that
/// they cost a packet nothing. They are gone with the run, so whoever collects does it before.
/// </summary>
internal sealed class RunMeter : IDisposable
{
    private readonly Meter _meter = new(NetSimTelemetry.Name, NetSimTelemetry.Version);

    public RunMeter(RunReadings readings)
    {
        foreach (MetricDefinition metric in MetricTable.All) metric.MakeInstrument(_meter, readings);
    }

    public void Dispose() => _meter.Dispose();
}
