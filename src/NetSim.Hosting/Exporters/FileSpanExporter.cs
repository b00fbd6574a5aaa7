using System.Diagnostics;
using System.Text.Json;
using NetSim.Simulation.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Resources;

namespace NetSim.Hosting.Exporters;

/// <summary>Writes spans as lines of <c>resourceSpans</c>, some at a time.</summary>
internal sealed class FileSpanExporter(OtlpJsonLines file) : BaseExporter<Activity>
{
    private const int SpansPerLine = 256;
    private const int NanosecondsPerTick = 100;

    /// <summary>Kept until the line is full: an activity does not change any more once it has ended.</summary>
    private readonly List<Activity> _waiting = [];

    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (Activity span in batch) _waiting.Add(span);
        if (_waiting.Count >= SpansPerLine) WriteLine();
        return ExportResult.Success;
    }

    protected override bool OnForceFlush(int timeoutMilliseconds)
    {
        WriteLine();
        return true;
    }

    protected override bool OnShutdown(int timeoutMilliseconds)
    {
        WriteLine();
        return true;
    }

    private void WriteLine()
    {
        if (_waiting.Count == 0) return;
        file.Write(json =>
        {
            json.WriteStartArray("resourceSpans");
            json.WriteStartObject();
            OtlpJsonLines.WriteResource(json, ParentProvider?.GetResource() ?? Resource.Empty);
            json.WriteStartArray("scopeSpans");
            json.WriteStartObject();
            OtlpJsonLines.WriteScope(json, NetSimTelemetry.Name, NetSimTelemetry.Version);
            json.WriteStartArray("spans");
            foreach (Activity span in _waiting) Write(json, span);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
        });
        _waiting.Clear();
    }

    private static void Write(Utf8JsonWriter json, Activity span)
    {
        long start = (span.StartTimeUtc - DateTime.UnixEpoch).Ticks * NanosecondsPerTick;
        json.WriteStartObject();
        json.WriteString("traceId", span.TraceId.ToHexString());
        json.WriteString("spanId", span.SpanId.ToHexString());
        if (span.ParentSpanId != default) json.WriteString("parentSpanId", span.ParentSpanId.ToHexString());
        json.WriteString("name", span.DisplayName);
        json.WriteNumber("kind", KindOf(span.Kind));
        OtlpJsonLines.WriteNanoseconds(json, "startTimeUnixNano", start);
        OtlpJsonLines.WriteNanoseconds(json, "endTimeUnixNano", start + span.Duration.Ticks * NanosecondsPerTick);
        json.WriteStartArray("attributes");
        foreach (KeyValuePair<string, object?> tag in span.TagObjects) OtlpJsonLines.WriteAttribute(json, tag.Key, tag.Value);
        json.WriteEndArray();
        WriteLinks(json, span);
        if (span.Status != ActivityStatusCode.Unset)
        {
            json.WriteStartObject("status");
            json.WriteNumber("code", (int)span.Status);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteLinks(Utf8JsonWriter json, Activity span)
    {
        bool isOpen = false;
        foreach (ref readonly ActivityLink link in span.EnumerateLinks())
        {
            if (!isOpen) json.WriteStartArray("links");
            isOpen = true;
            json.WriteStartObject();
            json.WriteString("traceId", link.Context.TraceId.ToHexString());
            json.WriteString("spanId", link.Context.SpanId.ToHexString());
            json.WriteStartArray("attributes");
            foreach (KeyValuePair<string, object?> tag in link.Tags ?? []) OtlpJsonLines.WriteAttribute(json, tag.Key, tag.Value);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        if (isOpen) json.WriteEndArray();
    }

    /// <summary>SpanKind of trace.proto; its 0 means that nothing was said.</summary>
    private static int KindOf(ActivityKind kind) => kind switch
    {
        ActivityKind.Server => 2,
        ActivityKind.Client => 3,
        ActivityKind.Producer => 4,
        ActivityKind.Consumer => 5,
        _ => 1,
    };
}
