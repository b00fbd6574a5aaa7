using NetSim.Hosting.Exporters.Terminal;
using NetSim.Hosting.Outputs;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace NetSim.Hosting.Exporters;

/// <summary>What <c>console</c> means in the default build: a line for each span, and a table of the metrics at the end.</summary>
internal static class ConsoleOutput
{
    /// <param name="traces">The run's traces.</param>
    /// <param name="metrics">The run's metrics.</param>
    /// <param name="console">Where to write.</param>
    /// <param name="clock">The run's time.</param>
    public static void AddTo(TracerProviderBuilder traces, MeterProviderBuilder metrics, TextWriter console, RunClock clock)
    {
        traces.AddProcessor(new SimpleActivityExportProcessor(new ConsoleSpanExporter(console, clock)));
        metrics.AddReader(new BaseExportingMetricReader(new ConsoleMetricExporter(console, clock)));
    }
}
