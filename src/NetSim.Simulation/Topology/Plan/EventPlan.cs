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
    internal static readonly DirectionChangePlan Nothing = new();

    public BitRate? Rate { get; init; }
    public Duration? Delay { get; init; }
    public Duration? Jitter { get; init; }
    public JitterDistribution? Distribution { get; init; }
    public DeliveryOrder? Order { get; init; }
    public QueueKind? QueueKind { get; init; }
    public QueueLimit? QueueLimit { get; init; }

    /// <summary>Goes together with <see cref="BurstLoss"/>: where this is set, that is.</summary>
    public Percentage? Loss { get; init; }
    public GilbertElliott? BurstLoss { get; init; }
    public Percentage? Duplicate { get; init; }
    public Percentage? Corrupt { get; init; }
    public Reordering? Reorder { get; init; }
    public int? Overhead { get; init; }

    /// <summary>This, where <paramref name="own"/> says nothing.</summary>
    internal DirectionChangePlan Under(DirectionChangePlan? own) => own is null ? this : new()
    {
        Rate = own.Rate ?? Rate,
        Delay = own.Delay ?? Delay,
        Jitter = own.Jitter ?? Jitter,
        Distribution = own.Distribution ?? Distribution,
        Order = own.Order ?? Order,
        QueueKind = own.QueueKind ?? QueueKind,
        QueueLimit = own.QueueLimit ?? QueueLimit,
        Loss = own.Loss ?? Loss,
        BurstLoss = own.Loss is null ? BurstLoss : own.BurstLoss,
        Duplicate = own.Duplicate ?? Duplicate,
        Corrupt = own.Corrupt ?? Corrupt,
        Reorder = own.Reorder ?? Reorder,
        Overhead = own.Overhead ?? Overhead,
    };
}
