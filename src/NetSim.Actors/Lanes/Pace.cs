namespace NetSim.Actors.Lanes;

/// <summary>How a virtual clock keeps pace with the real one.</summary>
/// <param name="Waiter">How the lane waits for what is due, and for what is outside.</param>
public sealed record Pace(ILaneWaiter Waiter)
{
    /// <summary>Lane seconds per second of real time.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>The run ends when an event is handled so many nanoseconds of the lane after it was due.</summary>
    public long LatenessLimit { get; init; } = long.MaxValue;
}
