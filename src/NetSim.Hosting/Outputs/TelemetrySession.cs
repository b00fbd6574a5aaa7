using System.Globalization;
using NetSim.Hosting.Exporters;
using NetSim.Hosting.Exporters.Perfetto;
using NetSim.Hosting.Logging;
using NetSim.Hosting.Services;
using NetSim.Simulation.Running;
using NetSim.Simulation.Telemetry;
using NetSim.Simulation.Topology.Plan;
using OpenTelemetry;
using OpenTelemetry.Logs;
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
    private readonly List<BaseProcessor<LogRecord>> _logSenders = [];
    private readonly SpanCount _spans = new();
    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;
    private readonly LogExport _records;

    /// <summary>Null if nobody takes log records.</summary>
    private readonly OpenTelemetryLoggerProvider? _logs;

    private readonly RunLog? _log;
    private readonly TopologyPlan _plan;

    private TelemetrySession(IReadOnlyList<TelemetryOutput> outputs, TopologyPlan plan, RunOptions options, TextWriter console)
    {
        (_plan, _records) = (plan, new LogExport(_clock));
        var logs = new OpenTelemetryLoggerOptions { IncludeFormattedMessage = true };
        logs.SetResourceBuilder(ResourceOf(plan, options)).AddProcessor(_records);
        TracerProviderBuilder traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(ResourceOf(plan, options)).AddNetSimInstrumentation();
        MeterProviderBuilder metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(ResourceOf(plan, options)).AddNetSimInstrumentation();
        // The collector last: what it may keep waiting is only itself.
        foreach (TelemetryOutput output in outputs.OrderBy(output => output.Kind == TelemetryOutputKind.Otlp)) Add(output, (traces, metrics, logs), console);
        _traces = traces.Build();
        _metrics = metrics.Build();
        if (_collectors.Count == 0) return;
        _logs = new OpenTelemetryLoggerProvider(new LogExport.Fixed(logs));
        _log = new RunLog(_logs.CreateLogger(NetSimTelemetry.Name));
    }

    /// <summary>How long the end of a run may wait for a collector, for each of the three kinds, in milliseconds.</summary>
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

    /// <summary>Who writes the log of the run, and must look on for that (<see cref="RunOptions.Observer"/>), beside whoever does already; null if nobody.</summary>
    public IRunObserver? Observe(IRunObserver? other) => (_log, other) switch
    {
        (null, _) => other,
        (_, null) => _log,
        _ => new Observers([_log, other]),
    };

    /// <summary>The run is open: its clock is that of all that is written.</summary>
    public void Follow(SimulationRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        _clock.Run = run;
        _log?.Start(run, _plan);
    }

    /// <summary>The run has ended so.</summary>
    public void OnEnded(RunSummary summary) => _log?.End(summary);

    /// <summary>The run has ended and still stands: collects its numbers and sends what is left.</summary>
    /// <returns>What did not arrive, a sentence for each collector and file; empty if all did.</returns>
    public IReadOnlyList<string> Finish()
    {
        _traces.Shutdown(Patience);
        _metrics.Shutdown(Patience);
        foreach (BaseProcessor<LogRecord> sending in _logSenders) sending.Shutdown(Patience);
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
        _logs?.Dispose();
        _records.Dispose();
        _spans.Dispose();
        foreach (OtlpJsonLines file in _files) file.Dispose();
        foreach (TraceEventFile timeline in _timelines) timeline.Dispose();
    }

    private void Add(TelemetryOutput output, (TracerProviderBuilder, MeterProviderBuilder, OpenTelemetryLoggerOptions) to, TextWriter console)
    {
        (TracerProviderBuilder traces, MeterProviderBuilder metrics, _) = to;
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
                AddCollector(output.Target, to);
                break;
        }
    }

    private void AddCollector(string? url, (TracerProviderBuilder, MeterProviderBuilder, OpenTelemetryLoggerOptions) to)
    {
        (TracerProviderBuilder traces, MeterProviderBuilder metrics, OpenTelemetryLoggerOptions logs) = to;
        var delivery = new OtlpDelivery();
        OpenTelemetry.Exporter.OtlpExporterOptions ofTraces = OtlpSettings.For(url, "traces");
        if (_collectors.Count == 0) traces.AddProcessor(_spans);
        traces.AddProcessor(OtlpSettings.Batch(new CountingSpanExporter(ofTraces, delivery)));
        metrics.AddReader(OtlpSettings.Periodic(new CountingMetricExporter(OtlpSettings.For(url, "metrics"), delivery)));
        BaseProcessor<LogRecord> sending = OtlpSettings.Batch(new CountingLogExporter(OtlpSettings.For(url, "logs"), delivery));
        _logSenders.Add(sending);
        logs.AddProcessor(sending);
        _collectors.Add((url ?? ofTraces.Endpoint.AbsoluteUri, delivery));
    }

    private string? DescribeLoss(OtlpDelivery delivery)
    {
        var lost = new List<string>();
        if (_spans.Ended > delivery.SpansDelivered) lost.Add($"{ShareOf(_spans.Ended, delivery.SpansDelivered)} spans");
        if (delivery.IsMissingMetrics) lost.Add("the metrics");
        if (_records.Records > delivery.RecordsDelivered) lost.Add($"{ShareOf(_records.Records, delivery.RecordsDelivered)} log records");
        return lost.Count switch
        {
            0 => null,
            1 => $"{lost[0]} were",
            _ => $"{string.Join(", ", lost[..^1])} and {lost[^1]} were",
        };
    }

    private static string ShareOf(long all, long delivered) =>
        string.Create(CultureInfo.InvariantCulture, $"{all - delivered:N0} of {all:N0}");

    /// <summary>Nothing by chance and nothing of this machine, so that two runs say the same. What OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME say comes last, and counts.</summary>
    private static ResourceBuilder ResourceOf(TopologyPlan plan, RunOptions options)
    {
        TimeMode mode = options.Time ?? plan.Time.Mode;
        return ResourceBuilder.CreateEmpty()
            .AddService("netsim", serviceVersion: NetSimTelemetry.Version, autoGenerateServiceInstanceId: false)
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
