using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;

namespace NetSim.Hosting.Exporters;

/// <summary>What a collector has taken. Written by the exporting threads, read at the end.</summary>
internal sealed class OtlpDelivery
{
    private long _spansDelivered;
    private long _recordsDelivered;
    private int _missingMetrics;

    public long SpansDelivered => Interlocked.Read(ref _spansDelivered);

    public long RecordsDelivered => Interlocked.Read(ref _recordsDelivered);

    /// <summary>The last attempt to send metrics failed, or goes on.</summary>
    public bool IsMissingMetrics => Volatile.Read(ref _missingMetrics) != 0;

    public void OnSpans(ExportResult result, long count)
    {
        if (result == ExportResult.Success) Interlocked.Add(ref _spansDelivered, count);
    }

    public void OnRecords(ExportResult result, long count)
    {
        if (result == ExportResult.Success) Interlocked.Add(ref _recordsDelivered, count);
    }

    public void OnMetricsSending() => Volatile.Write(ref _missingMetrics, 1);

    public void OnMetrics(ExportResult result)
    {
        if (result == ExportResult.Success) Volatile.Write(ref _missingMetrics, 0);
    }
}

/// <summary>Sends spans, and keeps count.</summary>
internal sealed class CountingSpanExporter(OtlpExporterOptions options, OtlpDelivery delivery) : OtlpTraceExporter(options)
{
    public override ExportResult Export(in Batch<Activity> activityBatch)
    {
        long count = activityBatch.Count;
        ExportResult result = base.Export(activityBatch);
        delivery.OnSpans(result, count);
        return result;
    }
}

/// <summary>Sends metrics, and remembers whether they arrived.</summary>
internal sealed class CountingMetricExporter(OtlpExporterOptions options, OtlpDelivery delivery) : OtlpMetricExporter(options)
{
    public override ExportResult Export(in Batch<Metric> metrics)
    {
        delivery.OnMetricsSending();
        ExportResult result = base.Export(metrics);
        delivery.OnMetrics(result);
        return result;
    }
}

/// <summary>Sends log records, and keeps count.</summary>
internal sealed class CountingLogExporter(OtlpExporterOptions options, OtlpDelivery delivery) : BaseExporter<LogRecord>
{
    private readonly OtlpLogExporter _inner = new(options);

    public override ExportResult Export(in Batch<LogRecord> batch)
    {
        long count = batch.Count;
        ExportResult result = _inner.Export(batch);
        delivery.OnRecords(result, count);
        return result;
    }

    protected override bool OnShutdown(int timeoutMilliseconds) => _inner.Shutdown(timeoutMilliseconds);

    protected override void Dispose(bool disposing)
    {
        if (disposing) _inner.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Counts the spans that were meant for the collector.</summary>
internal sealed class SpanCount : BaseProcessor<Activity>
{
    private long _ended;

    public long Ended => Interlocked.Read(ref _ended);

    public override void OnEnd(Activity data) => Interlocked.Increment(ref _ended);
}
