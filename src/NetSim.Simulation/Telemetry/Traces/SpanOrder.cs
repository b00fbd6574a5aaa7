using System.Diagnostics;
using NetSim.Actors.Lanes;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Telemetry.Traces;

/// <summary>
/// Brings the spans of all lanes into one order, which is that of one lane: by the time at which they were told, then by node, trace and
/// number. A span waits until no lane can tell an earlier one (<see cref="Lane.Settled"/>), which is one window of the lanes
/// at most; then whoever comes next hands it on. Only what is traced takes the lock.
/// </summary>
internal sealed class SpanOrder
{
    private readonly PriorityQueue<Activity, SpanPlace> _waiting = new();
    private readonly Lock _lock = new();

    /// <param name="span">Complete but for its stop, by which listeners get it.</param>
    /// <param name="place">Where it belongs.</param>
    /// <param name="settled">Nobody tells of anything earlier any more.</param>
    public void Add(Activity span, in SpanPlace place, Instant settled)
    {
        lock (_lock)
        {
            _waiting.Enqueue(span, place);
            HandOn(settled);
        }
    }

    /// <summary>The run is over: all that waits.</summary>
    public void Flush()
    {
        lock (_lock) HandOn(Instant.MaxValue);
    }

    private void HandOn(Instant settled)
    {
        while (_waiting.TryPeek(out Activity? span, out SpanPlace place) && place.Told < settled)
        {
            _waiting.Dequeue();
            SpanWriter.Close(span);
        }
    }
}

/// <summary>Where a span stands among all others of a run. No two have the same place: the number is of the trace.</summary>
/// <param name="Told">When all of it was known.</param>
/// <param name="Node">The order of the node that told of it, or where a packet was made.</param>
/// <param name="Trace">The trace.</param>
/// <param name="Number">Which span of the trace.</param>
internal readonly record struct SpanPlace(Instant Told, int Node, TraceIdentity Trace, int Number) : IComparable<SpanPlace>
{
    public int CompareTo(SpanPlace other)
    {
        int order = Told.CompareTo(other.Told);
        if (order == 0) order = Node.CompareTo(other.Node);
        if (order == 0) order = Trace.CompareTo(other.Trace);
        return order != 0 ? order : Number.CompareTo(other.Number);
    }
}
