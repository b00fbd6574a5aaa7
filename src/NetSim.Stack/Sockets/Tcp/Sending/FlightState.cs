using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>
/// What a sender keeps of what is under way: the segments and what became of them, the probe of the tail, the timer. A sender at rest has
/// none of its own (<see cref="FlightPool"/>).
/// </summary>
/// <param name="rings">Of the stack.</param>
internal sealed class FlightState(RingPool<TransmittedSegment> rings)
{
    public LossRecovery Recovery = new(rings);
    public TailLossProbe Tail = new();

    /// <summary>Since when nothing has moved: what R2 and the user time-out count from.</summary>
    public Instant StalledSince;

    /// <summary>Retransmission or persist; <see cref="Instant.MaxValue"/> if it is off.</summary>
    public Instant TimeoutAt = Instant.MaxValue;

    /// <summary>What <see cref="TimeoutAt"/> counts from.</summary>
    public Instant ArmedAt;

    /// <summary>Position behind the last segment that was not a full one.</summary>
    public long SmallSegmentEnd;

    /// <summary>Of the timer, since anything was acknowledged.</summary>
    public int Expiries;

    /// <summary>The peer's window is closed, and is asked for now and then.</summary>
    public bool IsProbing;

    public bool IsProbeDue;
    public bool IsProbeAnswered;

    /// <summary>Nothing that is in here would be missed once <paramref name="una"/> is acknowledged.</summary>
    public bool IsBlank(long una) => !IsProbing && TimeoutAt == Instant.MaxValue && !Tail.IsOutstanding && Recovery.IsBlank(una);

    public void Reset()
    {
        Recovery.Queue.Clear();
        Recovery = new LossRecovery(rings);
        Tail = new TailLossProbe();
        (SmallSegmentEnd, Expiries) = (0, 0);
        IsProbing = IsProbeDue = IsProbeAnswered = false;
        StalledSince = ArmedAt = Instant.Zero;
        TimeoutAt = Instant.MaxValue;
    }
}
