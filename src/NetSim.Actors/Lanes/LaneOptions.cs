namespace NetSim.Actors.Lanes;

/// <summary>What time means to a lane.</summary>
public enum ClockKind
{
    /// <summary>Monotonic time of the machine, perhaps scaled; each lane has its thread.</summary>
    Real,

    /// <summary>Time jumps from event to event; the caller of <see cref="LaneSystem.RunUntil(long)"/> lends the thread.</summary>
    Virtual,
}

/// <summary>The settings of a system on the virtual clock.</summary>
public sealed record VirtualTimeOptions
{
    /// <summary>Lanes. They run on as many threads as there are processors, once <see cref="LaneSystem.RunApart"/> allows it.</summary>
    public int Lanes { get; init; } = 1;
}

/// <summary>The settings of a system on the real clock.</summary>
public sealed record RealTimeOptions
{
    /// <summary>Lanes, and so threads.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>Lane seconds per second of real time.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>How long an Ask that does not say waits for its answer, in lane time; null = for ever.</summary>
    public TimeSpan? AskTimeout { get; init; }

    /// <summary>Makes the waiter of lane n. By default a lane waits for posts and due events only.</summary>
    public Func<int, ILaneWaiter> Waiter { get; init; } = _ => new SleepingWaiter();
}
