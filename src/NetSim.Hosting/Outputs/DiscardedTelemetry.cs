using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace NetSim.Hosting.Outputs;

/// <summary>
/// Listens as an application does that sends to a collector, and throws away what it hears: what remains is what telemetry itself costs. Metrics are
/// read every second, spans go through a batch with a thread of its own.
/// </summary>
public sealed class DiscardedTelemetry : IDisposable
{
    private const int MetricInterval = 1_000;

    private readonly TracerProvider? _traces;
    private readonly MeterProvider _metrics;

    private DiscardedTelemetry(TelemetrySignals signals)
    {
        if (signals == TelemetrySignals.MetricsAndTraces)
            _traces = Sdk.CreateTracerProviderBuilder().AddNetSimInstrumentation().AddProcessor(new BatchActivityExportProcessor(new SpanBin())).Build();
        _metrics = Sdk.CreateMeterProviderBuilder().AddNetSimInstrumentation().AddReader(new PeriodicExportingMetricReader(new MetricBin(), MetricInterval)).Build();
    }

    public static DiscardedTelemetry Listen(TelemetrySignals signals) => new(signals);

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics.Dispose();
    }

    private sealed class SpanBin : BaseExporter<Activity>
    {
        public override ExportResult Export(in Batch<Activity> batch) => ExportResult.Success;
    }

    private sealed class MetricBin : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch) => ExportResult.Success;
    }
}

/// <summary>What is listened to.</summary>
public enum TelemetrySignals
{
    Metrics,
    MetricsAndTraces,
}
