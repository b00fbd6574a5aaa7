namespace NetSim.Simulation.Topology.Plan;

/// <summary>What an event waits for.</summary>
public abstract record ConditionPlan
{
    private protected ConditionPlan()
    {
    }
}

/// <summary>An interface has seen a number of frames, both ways together.</summary>
public sealed record FramesSeenPlan : ConditionPlan
{
    public required int InterfaceId { get; init; }
    public required int Frames { get; init; }

    /// <summary>Which frames count; null: all.</summary>
    public FilterPlan? Filter { get; init; }
}

/// <summary>An application has ended.</summary>
public sealed record ApplicationEndedPlan : ConditionPlan
{
    public required int NodeId { get; init; }

    /// <summary>Among the applications of its node.</summary>
    public required int Index { get; init; }
}
