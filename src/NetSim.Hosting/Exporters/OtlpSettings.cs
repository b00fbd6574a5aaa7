using System.Diagnostics;
using System.Globalization;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace NetSim.Hosting.Exporters;

/// <summary>Where the collector is: as the user says, else as the environment does (OTEL_EXPORTER_OTLP_*), else as OpenTelemetry does.</summary>
internal static class OtlpSettings
{
    private const int GrpcPort = 4317;

    /// <summary>
    /// A batch leaves when it is full or after a short while, so that little is left to send at the end. In virtual time spans come faster than any
    /// collector takes them: the queue holds many, and what finds it full is counted as not delivered.
    /// </summary>
    private const int QueueSize = 32_768;
    private const int ScheduledDelay = 500;

    /// <summary>The defaults of OTEL_METRIC_EXPORT_INTERVAL and OTEL_METRIC_EXPORT_TIMEOUT.</summary>
    private const int MetricInterval = 60_000;
    private const int MetricTimeout = 30_000;

    /// <param name="url">Null if the user says nothing.</param>
    /// <param name="signal"><c>traces</c>, <c>metrics</c> or <c>logs</c>.</param>
    public static OtlpExporterOptions For(string? url, string signal)
    {
        // Reads the environment for all signals together; what it says for one signal is more specific.
        var options = new OtlpExporterOptions();
        if (OfSignal(signal, "HEADERS") is { } headers) options.Headers = headers;
        if (int.TryParse(OfSignal(signal, "TIMEOUT"), CultureInfo.InvariantCulture, out int timeout)) options.TimeoutMilliseconds = timeout;
        string? protocol = OfSignal(signal, "PROTOCOL");
        if (protocol is not null) options.Protocol = protocol == "grpc" ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        if (url is null)
        {
            if (Uri.TryCreate(OfSignal(signal, "ENDPOINT"), UriKind.Absolute, out Uri? endpoint)) options.Endpoint = endpoint;
            return options;
        }
        var uri = new Uri(url);
        bool saysProtocol = protocol is not null || IsSet("OTEL_EXPORTER_OTLP_PROTOCOL");
        if (!saysProtocol) options.Protocol = uri.Port == GrpcPort ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = options.Protocol == OtlpExportProtocol.HttpProtobuf ? WithPath(uri, signal) : uri;
        return options;
    }

    private static string? OfSignal(string signal, string what)
    {
        string name = $"OTEL_EXPORTER_OTLP_{signal.ToUpperInvariant()}_{what}";
        return IsSet(name) ? Environment.GetEnvironmentVariable(name) : null;
    }

    private static bool IsSet(string name) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name));

    public static PeriodicExportingMetricReader Periodic(BaseExporter<Metric> exporter)
    {
        var fromEnvironment = new PeriodicExportingMetricReaderOptions();
        return new PeriodicExportingMetricReader(
            exporter, fromEnvironment.ExportIntervalMilliseconds ?? MetricInterval, fromEnvironment.ExportTimeoutMilliseconds ?? MetricTimeout);
    }

    public static BatchActivityExportProcessor Batch(BaseExporter<Activity> exporter)
    {
        var fromEnvironment = new BatchExportActivityProcessorOptions();
        int queue = IsSet("OTEL_BSP_MAX_QUEUE_SIZE") ? fromEnvironment.MaxQueueSize : QueueSize;
        int delay = IsSet("OTEL_BSP_SCHEDULE_DELAY") ? fromEnvironment.ScheduledDelayMilliseconds : ScheduledDelay;
        return new BatchActivityExportProcessor(
            exporter, queue, delay, fromEnvironment.ExporterTimeoutMilliseconds, Math.Min(queue, fromEnvironment.MaxExportBatchSize));
    }

    public static BatchLogRecordExportProcessor Batch(BaseExporter<LogRecord> exporter)
    {
        var fromEnvironment = new BatchExportLogRecordProcessorOptions();
        int delay = IsSet("OTEL_BLRP_SCHEDULE_DELAY") ? fromEnvironment.ScheduledDelayMilliseconds : ScheduledDelay;
        return new BatchLogRecordExportProcessor(
            exporter, fromEnvironment.MaxQueueSize, delay, fromEnvironment.ExporterTimeoutMilliseconds, fromEnvironment.MaxExportBatchSize);
    }

    /// <summary>OTLP/HTTP has a path for each signal below the base address (opentelemetry-proto, "OTLP/HTTP Request").</summary>
    private static Uri WithPath(Uri address, string signal) =>
        new(address.AbsoluteUri.TrimEnd('/') + $"/v1/{signal}");
}
