using System.Globalization;
using NetSim.Hosting.Exporters;
using NetSim.Hosting.Exporters.Perfetto;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace NetSim.Hosting.Outputs;

/// <summary>
/// The telemetry of one run, from before it is opened (a run looks once whether anybody listens) until before it is closed (its
/// instruments go with it). Nothing here can slow or fail a run: what a collector does not take in time is left behind.
/// </summary>
public sealed class TelemetrySession : IDisposable
{
    private readonly RunClock _clock = new();
    private readonly List<OtlpJsonLines> _files = [];
    private readonly List<TraceEventFile> _timelines = [];
    private readonly List<(string Collector, OtlpDelivery Delivery)> _collectors = [];
    private readonly SpanCount _spans = new();
    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    private TelemetrySession(IReadOnlyList<TelemetryOutput> outputs, TopologyPlan plan, RunOptions options, TextWriter console)
    {
        TracerProviderBuilder traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(ResourceOf(plan, options)).AddNetSimInstrumentation();
        MeterProviderBuilder metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(ResourceOf(plan, options)).AddNetSimInstrumentation();
        // The collector last: what it may keep waiting is only itself.
        foreach (TelemetryOutput output in outputs.OrderBy(output => output.Kind == TelemetryOutputKind.Otlp)) Add(output, traces, metrics, console);
        _traces = traces.Build();
        _metrics = metrics.Build();
    }

    /// <summary>How long the end of a run may wait for a collector, for each of the two kinds, in milliseconds.</summary>
    internal int Patience { get; set; } = 1_500;

    /// <param name="outputs">Where to.</param>
    /// <param name="plan">The network.</param>
    /// <param name="options">Of the run.</param>
    /// <param name="console">What <see cref="TelemetryOutputKind.Console"/> writes to.</param>
    /// <exception cref="IOException">A file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    public static TelemetrySession Start(IReadOnlyList<TelemetryOutput> outputs, TopologyPlan plan, RunOptions options, TextWriter console)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(console);
        return new TelemetrySession(outputs, plan, options, console);
    }

    /// <summary>The run is open: its clock is that of all that is written.</summary>
    public void Follow(SimulationRun run) => _clock.Run = run;

    /// <summary>The run has ended and still stands: collects its numbers and sends what is left.</summary>
    /// <returns>What did not arrive, a sentence for each collector and file; empty if all did.</returns>
    public IReadOnlyList<string> Finish()
    {
        _traces.Shutdown(Patience);
        _metrics.Shutdown(Patience);
        foreach (TraceEventFile timeline in _timelines)
        {
            if (_clock.Run?.Samples is { } samples) TraceEventCounters.Write(timeline, samples);
            timeline.Finish();
        }
        var problems = new List<string>();
        foreach ((string collector, OtlpDelivery delivery) in _collectors)
            if (DescribeLoss(delivery) is { } lost) problems.Add($"{lost} not delivered to the collector at {collector}");
        foreach (OtlpJsonLines file in _files)
            if (file.Problem is { } problem) problems.Add($"the telemetry in {file.Path} is not complete: {problem}");
        foreach (TraceEventFile file in _timelines)
            if (file.Problem is { } problem) problems.Add($"the telemetry in {file.Path} is not complete: {problem}");
        return problems;
    }

    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
        _spans.Dispose();
        foreach (OtlpJsonLines file in _files) file.Dispose();
        foreach (TraceEventFile timeline in _timelines) timeline.Dispose();
    }

    private void Add(TelemetryOutput output, TracerProviderBuilder traces, MeterProviderBuilder metrics, TextWriter console)
    {
        switch (output.Kind)
        {
            case TelemetryOutputKind.Console:
                ConsoleOutput.AddTo(traces, metrics, console, _clock);
                break;
            case TelemetryOutputKind.File:
                var file = new OtlpJsonLines(output.Target!);
                _files.Add(file);
                traces.AddProcessor(new SimpleActivityExportProcessor(new FileSpanExporter(file)));
                metrics.AddReader(new BaseExportingMetricReader(new FileMetricExporter(file, _clock)));
                break;
            case TelemetryOutputKind.Perfetto:
                var timeline = new TraceEventFile(output.Target!);
                _timelines.Add(timeline);
                traces.AddProcessor(new SimpleActivityExportProcessor(new TraceEventExporter(timeline, _clock)));
                break;
            default:
                AddCollector(output.Target, traces, metrics);
                break;
        }
    }

    private void AddCollector(string? url, TracerProviderBuilder traces, MeterProviderBuilder metrics)
    {
        var delivery = new OtlpDelivery();
        OpenTelemetry.Exporter.OtlpExporterOptions ofTraces = OtlpSettings.For(url, "traces");
        if (_collectors.Count == 0) traces.AddProcessor(_spans);
        traces.AddProcessor(OtlpSettings.Batch(new CountingSpanExporter(ofTraces, delivery)));
        metrics.AddReader(OtlpSettings.Periodic(new CountingMetricExporter(OtlpSettings.For(url, "metrics"), delivery)));
        _collectors.Add((url ?? ofTraces.Endpoint.AbsoluteUri, delivery));
    }

    private string? DescribeLoss(OtlpDelivery delivery)
    {
        long lost = _spans.Ended - delivery.SpansDelivered;
        string spans = $"{lost.ToString("N0", CultureInfo.InvariantCulture)} of {_spans.Ended.ToString("N0", CultureInfo.InvariantCulture)} spans";
        if (lost > 0 && delivery.IsMissingMetrics) return $"{spans} and the metrics were";
        if (lost > 0) return $"{spans} were";
        return delivery.IsMissingMetrics ? "the metrics were" : null;
    }

    /// <summary>Nothing by chance and nothing of this machine, so that two runs say the same. What OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME say comes last, and counts.</summary>
    private static ResourceBuilder ResourceOf(TopologyPlan plan, RunOptions options)
    {
        TimeMode mode = options.Time ?? plan.Time.Mode;
        return ResourceBuilder.CreateEmpty()
            .AddService("netsim", serviceVersion: Simulation.Telemetry.NetSimTelemetry.Version, autoGenerateServiceInstanceId: false)
            .AddTelemetrySdk()
            .AddAttributes(
            [
                new KeyValuePair<string, object>("netsim.topology.name", plan.Name),
                new KeyValuePair<string, object>("netsim.seed", (options.Seed ?? plan.Seed).ToString(CultureInfo.InvariantCulture)),
                new KeyValuePair<string, object>("netsim.time.mode", mode == TimeMode.Virtual ? "virtual" : "real"),
            ])
            .AddEnvironmentVariableDetector();
    }
}
