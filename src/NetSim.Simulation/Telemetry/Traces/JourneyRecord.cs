using System.Diagnostics;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Telemetry.Traces;

/// <summary>
/// What all copies of one packet share. Copies may end on different lanes, so the list of ended ones is pushed to without a lock, and whoever
/// ends last tells.
/// </summary>
internal sealed class JourneyRecord(NodeTracer origin)
{
    private Journey? _ended;
    private int _open;

    public required TraceIdentity Trace { get; init; }

    public required PacketIdentity Packet { get; init; }

    /// <summary>Of the flow, at its origin.</summary>
    public required ulong Number { get; init; }

    public required Instant Start { get; init; }

    /// <summary>The sample chose it: it is told of however it ends.</summary>
    public required bool IsSampled { get; init; }

    /// <summary>The span of another trace that the packet is part of; default: it has a trace of its own.</summary>
    public ActivityContext Under { get; init; }

    /// <summary>The connection that it belongs to; null if none is traced.</summary>
    public FlowTrace? Flow { get; init; }

    /// <summary>The packet that it answers; null if none.</summary>
    public JourneyRecord? Answers { get; init; }

    /// <summary>The packet that it carries through a tunnel; null if none.</summary>
    public JourneyRecord? Carries { get; init; }

    /// <summary>The packet that has carried the same bytes before; null if none.</summary>
    public JourneyRecord? Repeats { get; set; }

    public ActivityTraceId TraceId => Under == default ? Trace.TraceId : Under.TraceId;

    /// <summary>Of the span <c>packet</c>.</summary>
    public ActivityContext Context => new(TraceId, Trace.SpanId(0), ActivityTraceFlags.Recorded);

    /// <summary>It is told of if it was dropped.</summary>
    public bool TellsDrops => origin.Run.TellsDrops;

    public string Origin => origin.Name;

    /// <summary>The order of the origin's group.</summary>
    public int Order => origin.Order;

    /// <summary>Those that have ended, in no order.</summary>
    public Journey? Ended => _ended;

    /// <summary>Not all copies have ended.</summary>
    public bool IsUnderWay => Volatile.Read(ref _open) > 0;

    /// <summary>How it ended, all copies that have together; of two that ended alike the later one, and then the name decides.</summary>
    public (JourneyEnd End, string Node, Instant At) FindEnd()
    {
        (JourneyEnd End, string Node, Instant At) end = (JourneyEnd.Copied, Origin, Start);
        for (Journey? copy = _ended; copy is not null; copy = copy.NextEnded)
        {
            int order = copy.End.CompareTo(end.End);
            if (order == 0) order = copy.EndedAt.CompareTo(end.At);
            if (order == 0) order = string.CompareOrdinal(copy.EndedIn, end.Node);
            if (order > 0) end = (copy.End, copy.EndedIn, copy.EndedAt);
        }
        return end;
    }

    /// <summary>One more packet to follow.</summary>
    public Journey Open(NodeTracer at)
    {
        Interlocked.Increment(ref _open);
        return new Journey(this, at);
    }

    /// <param name="journey">One that has ended.</param>
    /// <param name="at">Where.</param>
    public void OnEnded(Journey journey, NodeTracer at)
    {
        Journey? before;
        do
        {
            before = _ended;
            journey.NextEnded = before;
        }
        while (Interlocked.CompareExchange(ref _ended, journey, before) != before);
        if (Interlocked.Decrement(ref _open) == 0) at.OnJourneyEnded(this);
    }
}
