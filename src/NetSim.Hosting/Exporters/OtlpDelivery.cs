using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace NetSim.Hosting.Exporters;

/// <summary>What a collector has taken. Written by the exporting threads, read at the end.</summary>
internal sealed class OtlpDelivery
{
    private long _spansDelivered;
    private int _missingMetrics;

    public long SpansDelivered => Interlocked.Read(ref _spansDelivered);

    /// <summary>The last attempt to send metrics failed, or goes on.</summary>
    public bool IsMissingMetrics => Volatile.Read(ref _missingMetrics) != 0;

    public void OnSpans(ExportResult result, long count)
    {
        if (result == ExportResult.Success) Interlocked.Add(ref _spansDelivered, count);
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

/// <summary>Counts the spans that were meant for the collector.</summary>
internal sealed class SpanCount : BaseProcessor<Activity>
{
    private long _ended;

    public long Ended => Interlocked.Read(ref _ended);

    public override void OnEnd(Activity data) => Interlocked.Increment(ref _ended);
}
