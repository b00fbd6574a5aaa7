using System.Diagnostics;
using NetSim.Actors.Lanes;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Telemetry.Traces;

/// <summary>A packet's way as spans: <c>packet</c> from birth to end, and below it a <c>hop</c> for each link, a <c>tunnel</c> for each tunnel and a <c>drop</c> for each drop at a node.</summary>
/// <param name="run">The run's traces.</param>
/// <param name="record">The packet, all of whose copies have ended.</param>
/// <param name="lane">That of the caller.</param>
internal sealed class JourneySpans(RunTracer run, JourneyRecord record, Lane lane)
{
    private Instant _told;

    /// <summary>Whether something went wrong, so that it is told of even if the sample did not choose it.</summary>
    public static bool HasDrop(JourneyRecord record)
    {
        for (Journey? copy = record.Ended; copy is not null; copy = copy.NextEnded)
        {
            for (JourneyStep? step = copy.Steps; step is not null; step = step.Next)
                if (step.Drop is not null) return true;
        }
        return false;
    }

    public void Write()
    {
        List<JourneyStep> steps = StepsOf(record);
        (JourneyEnd End, string Node, Instant At) end = FindEnd();
        WriteRoot(end, steps.FindLast(step => step.Drop is not null)?.Drop);
        for (int i = 0; i < steps.Count; i++) WriteStep(steps[i], i + 1);
    }

    /// <summary>In the order of time; copies that do the same at once, in the order of the names of places.</summary>
    public static List<JourneyStep> StepsOf(JourneyRecord record)
    {
        var steps = new List<JourneyStep>();
        for (Journey? copy = record.Ended; copy is not null; copy = copy.NextEnded)
        {
            for (JourneyStep? step = copy.Steps; step is not null; step = step.Next) steps.Add(step);
        }
        steps.Sort(static (a, b) =>
        {
            int order = a.Start.CompareTo(b.Start);
            if (order == 0) order = a.End.CompareTo(b.End);
            if (order == 0) order = string.CompareOrdinal(a.Node, b.Node);
            if (order == 0) order = string.CompareOrdinal(a.Link?.From, b.Link?.From);
            if (order == 0) order = a.Drop.GetValueOrDefault().CompareTo(b.Drop.GetValueOrDefault());
            // Pieces of a super-segment go into a tunnel at once, each in a packet of its own.
            return order == 0 && a.Carrier is { } one && b.Carrier is { } other ? one.Trace.CompareTo(other.Trace) : order;
        });
        return steps;
    }

    /// <summary>How it ended, and when the last copy did.</summary>
    private (JourneyEnd End, string Node, Instant At) FindEnd()
    {
        Instant last = record.Start;
        _told = record.Start;
        for (Journey? copy = record.Ended; copy is not null; copy = copy.NextEnded)
        {
            last = Instant.Max(last, copy.EndedAt);
            _told = Instant.Max(_told, copy.ToldAt);
        }
        return record.FindEnd() with { At = last };
    }

    private void WriteRoot((JourneyEnd End, string Node, Instant At) end, DropReason? drop)
    {
        Activity? span = run.Writer.Open(new SpanRecord(record.Trace, 0, null, SpanNames.Packet, record.Start, end.At) { Under = record.Under, Links = Links() });
        if (span is null) return;
        span.SetTag(TelemetryNames.Host, record.Origin);
        record.Packet.Describe(span);
        span.SetTag(TelemetryNames.PacketNumber, (long)record.Number);
        span.SetTag(TelemetryNames.PacketEnd, end.End switch
        {
            JourneyEnd.Delivered => "delivered",
            JourneyEnd.Dropped => "dropped",
            _ => "consumed",
        });
        span.SetTag(TelemetryNames.PacketEndHost, end.Node);
        if (end.End == JourneyEnd.Dropped && drop is { } reason) Fail(span, reason);
        Tell(span, 0);
    }

    private List<ActivityLink>? Links()
    {
        List<ActivityLink>? links = null;
        if (record.Flow is { } flow) (links ??= []).Add(SpanRelation.Link(SpanRelation.Flow, flow.Context));
        if (record.Repeats is { } before) (links ??= []).Add(SpanRelation.Link(SpanRelation.RetransmissionOf, before.Context));
        if (record.Carries is { } carried) (links ??= []).Add(SpanRelation.Link(SpanRelation.Carries, carried.Context));
        if (record.Answers is { } request) (links ??= []).Add(SpanRelation.Link(SpanRelation.ReplyTo, request.Context));
        return links;
    }

    private void WriteStep(JourneyStep step, int number)
    {
        string name = step.Carrier is not null ? SpanNames.Tunnel : step.Link is null ? SpanNames.Drop : SpanNames.Hop;
        IReadOnlyList<ActivityLink>? links = step.Carrier is { } carrier ? [SpanRelation.Link(SpanRelation.CarriedBy, carrier.Context)] : null;
        Activity? span = run.Writer.Open(new SpanRecord(record.Trace, number, 0, name, step.Start, step.End) { Under = record.Under, Links = links });
        if (span is null) return;
        if (name == SpanNames.Hop && step.Link is { } link)
        {
            span.SetTag(TelemetryNames.Link, link.Link);
            span.SetTag(TelemetryNames.LinkDirection, link.Direction);
            span.SetTag(TelemetryNames.HopFrom, link.From);
            span.SetTag(TelemetryNames.HopTo, link.To);
            span.SetTag(TelemetryNames.HopBytes, (long)step.Bytes);
            (Instant from, Instant to) = step.Transmission;
            span.SetTag(TelemetryNames.HopQueue, (from - step.Start).Nanoseconds);
            span.SetTag(TelemetryNames.HopTransmit, (to - from).Nanoseconds);
            if (step.Drop is null) span.SetTag(TelemetryNames.HopPropagate, (step.End - to).Nanoseconds);
        }
        else
        {
            span.SetTag(TelemetryNames.Host, step.Node);
        }
        if (step.Drop is { } reason) Fail(span, reason);
        Tell(span, number);
    }

    private void Tell(Activity span, int number) => run.Tell(span, new SpanPlace(_told, record.Order, record.Trace, number), lane);

    private static void Fail(Activity span, DropReason reason)
    {
        span.SetTag(TelemetryNames.ErrorType, DropReasons.Name(reason));
        span.SetStatus(ActivityStatusCode.Error);
    }
}
