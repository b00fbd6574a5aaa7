using System.Diagnostics;
using NetSim.Simulation.Telemetry;

namespace NetSim.Simulation.Tests.Telemetry;

/// <summary>Keeps every span of NetSim that ends while it lives.</summary>
internal sealed class SpanListener : IDisposable
{
    private readonly ActivityListener _listener;

    public SpanListener()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == NetSimTelemetry.Name,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                Spans.Add(span);
                OnSpan?.Invoke(span);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public List<Activity> Spans { get; } = [];

    public Action<Activity>? OnSpan { get; set; }

    public IEnumerable<Activity> Named(string name) => Spans.Where(span => span.OperationName == name);

    public IEnumerable<Activity> Below(Activity parent) =>
        Spans.Where(span => span.TraceId == parent.TraceId && span.ParentSpanId == parent.SpanId);

    /// <summary>All of it as text, to compare two runs to the last byte.</summary>
    public string Text => string.Join('\n', Spans.Select(Describe));

    public void Dispose() => _listener.Dispose();

    private static string Describe(Activity span) =>
        $"{span.TraceId} {span.SpanId} {span.ParentSpanId} {span.Kind} {span.OperationName} {span.StartTimeUtc.Ticks} {span.Duration.Ticks} {span.Status} "
        + string.Join(' ', span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))
        + string.Join(' ', span.Links.Select(link => $"{link.Tags!.First().Value} {link.Context.TraceId} {link.Context.SpanId}"));
}

/// <summary>Short ways to what a span says.</summary>
internal static class SpanReading
{
    public static long Begins(this Activity span) => (span.StartTimeUtc - DateTime.UnixEpoch).Ticks * 100;

    public static long Ends(this Activity span) => span.Begins() + span.Duration.Ticks * 100;

    public static string? Text(this Activity span, string attribute) => span.GetTagItem(attribute)?.ToString();

    public static long Number(this Activity span, string attribute) => (long)span.GetTagItem(attribute)!;
}
