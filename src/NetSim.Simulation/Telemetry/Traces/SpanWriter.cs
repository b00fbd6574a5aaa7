using System.Diagnostics;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Telemetry.Traces;

/// <summary>One span, before it is told: it has happened already, so both its times are known.</summary>
/// <param name="Trace">The trace.</param>
/// <param name="Number">Which span of the trace.</param>
/// <param name="Parent">The number of the span above; null of a root.</param>
/// <param name="Name">What it is; few names, details are attributes.</param>
/// <param name="Start">In simulated time.</param>
/// <param name="End">Not before <paramref name="Start"/>.</param>
internal readonly record struct SpanRecord(TraceIdentity Trace, int Number, int? Parent, string Name, Instant Start, Instant End)
{
    public ActivityKind Kind { get; init; } = ActivityKind.Internal;

    /// <summary>The span of another trace that this one, and all below it, are part of; default: of their own.</summary>
    public ActivityContext Under { get; init; }

    /// <summary>Null if none.</summary>
    public IReadOnlyList<ActivityLink>? Links { get; init; }

    public ActivityTraceId TraceId => Under == default ? Trace.TraceId : Under.TraceId;
}

/// <summary>Makes activities after the fact, with computed ids and simulated times, and hands them to whoever listens.</summary>
/// <param name="source">Where they come from.</param>
/// <param name="epoch">Instant zero in nanoseconds since 1970.</param>
internal sealed class SpanWriter(ActivitySource source, long epoch)
{
    private const int NanosecondsPerTick = 100;

    /// <summary>
    /// A started activity, to be given its attributes and to <see cref="Close"/>; null if nobody wants it.
    /// </summary>
    public Activity? Open(in SpanRecord span)
    {
        ActivitySpanId parent = span.Parent is { } number ? span.Trace.SpanId(number) : span.Under.SpanId;
        // Recorded: which flows and packets are told of was decided here, and a sampler that asks the parent hears it.
        var context = new ActivityContext(span.TraceId, parent, ActivityTraceFlags.Recorded);
        Activity? activity = source.CreateActivity(span.Name, span.Kind, context, links: span.Links);
        if (activity is null) return null;

        // A root without parent would else become a child of what the surrounding program is doing.
        Activity? ambient = Activity.Current;
        Activity.Current = null;
        activity.SetStartTime(TimeOf(span.Start)).Start();
        Activity.Current = ambient;
        SpanIdAssignment.Assign(activity, span.Trace.SpanId(span.Number));
        activity.SetEndTime(TimeOf(span.End));
        return activity;
    }

    public static void Close(Activity activity)
    {
        Activity? ambient = Activity.Current;
        activity.Stop();
        Activity.Current = ambient;
    }

    /// <summary>Rounded down to the 100 ns that the system's clock counts, both ends alike, so that spans that touch still do.</summary>
    private DateTime TimeOf(Instant instant) =>
        DateTime.UnixEpoch.AddTicks((epoch + instant.Nanoseconds) / NanosecondsPerTick);
}
