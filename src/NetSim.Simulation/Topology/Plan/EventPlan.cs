using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>What changes while it runs.</summary>
public abstract record EventPlan
{
    private protected EventPlan()
    {
    }

    public required Duration At { get; init; }
}

/// <summary>A patch of a link: what is null stays as it is.</summary>
public sealed record LinkChangePlan : EventPlan
{
    public required int LinkId { get; init; }
    public OperState? State { get; init; }
    public required DirectionChangePlan AToB { get; init; }
    public required DirectionChangePlan BToA { get; init; }
}

/// <summary>A link goes back to its plan.</summary>
public sealed record LinkResetPlan : EventPlan
{
    public required int LinkId { get; init; }
}

public sealed record InterfaceChangePlan : EventPlan
{
    public required int InterfaceId { get; init; }
    public required OperState State { get; init; }
}

/// <summary>An interface goes back to its plan.</summary>
public sealed record InterfaceResetPlan : EventPlan
{
    public required int InterfaceId { get; init; }
}

/// <summary>A patch of one direction of a link: what is null stays as it is.</summary>
public sealed record DirectionChangePlan
{
    public BitRate? Rate { get; init; }
    public Duration? Delay { get; init; }
    public QueueKind? QueueKind { get; init; }
    public QueueLimit? QueueLimit { get; init; }
    public Percentage? Loss { get; init; }
    public int? Overhead { get; init; }
}
