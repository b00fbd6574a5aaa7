using NetSim.Hosting.Outputs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace NetSim.Hosting.Exporters;

/// <summary>What <c>console</c> means with UseAkka=true: the exporters of the package OpenTelemetry.Exporter.Console.</summary>
internal static class ConsoleOutput
{
    /// <param name="traces">The run's traces.</param>
    /// <param name="metrics">The run's metrics; written once, at the end.</param>
    /// <param name="console">Where to write. The package knows only <see cref="Console.Out"/>, so from now on that is it.</param>
    /// <param name="clock">Not needed: the package writes times of day.</param>
    public static void AddTo(TracerProviderBuilder traces, MeterProviderBuilder metrics, TextWriter console, RunClock clock)
    {
        if (!ReferenceEquals(console, Console.Out)) Console.SetOut(console);
        traces.AddConsoleExporter();
        metrics.AddConsoleExporter((_, reader) => reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = Timeout.Infinite);
    }
}
