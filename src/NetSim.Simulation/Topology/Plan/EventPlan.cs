using System.Collections.Immutable;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>What happens while it runs: once, again and again, or when something else has happened.</summary>
public abstract record EventPlan
{
    private protected EventPlan()
    {
    }

    /// <summary>When it happens first; with <see cref="When"/>, how long after that.</summary>
    public Duration At { get; init; }

    /// <summary>From one time to the next; null: it happens once.</summary>
    public Duration? Every { get; init; }

    /// <summary>How often at most; null: until the end of the run.</summary>
    public int? Count { get; init; }

    /// <summary>After this long, what has changed is as it was before; null: it stays.</summary>
    public Duration? For { get; init; }

    /// <summary>What it waits for; null: for its time only.</summary>
    public ConditionPlan? When { get; init; }
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

/// <summary>A node is switched off (its sockets are lost, its links have no carrier) or boots.</summary>
public sealed record NodeChangePlan : EventPlan
{
    public required int NodeId { get; init; }
    public required OperState State { get; init; }
}

/// <summary>A node boots anew: its sockets are lost, what runs on it starts again.</summary>
public sealed record NodeRestartPlan : EventPlan
{
    public required int NodeId { get; init; }
}

/// <summary>The links between groups of nodes are cut; a node in no group keeps its links.</summary>
public sealed record PartitionPlan : EventPlan
{
    /// <summary>By group, ids of nodes.</summary>
    public required ImmutableArray<ImmutableArray<int>> Groups { get; init; }
}

/// <summary>All partitions end.</summary>
public sealed record HealPlan : EventPlan;

/// <summary>An application is stopped, or one that has stopped starts again.</summary>
public sealed record ApplicationChangePlan : EventPlan
{
    public required int NodeId { get; init; }

    /// <summary>Among the applications of its node.</summary>
    public required int Index { get; init; }

    public required OperState State { get; init; }
}

/// <summary>A patch of one direction of a link: what is null stays as it is.</summary>
public sealed record DirectionChangePlan
{
    internal static readonly DirectionChangePlan Nothing = new();

    public BitRate? Rate { get; init; }
    public Duration? Delay { get; init; }
    public Duration? Jitter { get; init; }
    public JitterDistribution? Distribution { get; init; }

    /// <summary>Goes together with <see cref="Distribution"/>.</summary>
    public DistributionTable? Table { get; init; }
    public Percentage? DelayCorrelation { get; init; }
    public DeliveryOrder? Order { get; init; }
    public QueueChangePlan? Queue { get; init; }

    /// <summary>Goes together with <see cref="BurstLoss"/> and <see cref="StateLoss"/>: where this is set, they are.</summary>
    public Chance? Loss { get; init; }
    public GilbertElliott? BurstLoss { get; init; }
    public FourStateLoss? StateLoss { get; init; }
    public Chance? Duplicate { get; init; }
    public Chance? Corrupt { get; init; }
    public Reordering? Reorder { get; init; }
    public int? Overhead { get; init; }
    public CellPlan? Cell { get; init; }
    public TokenBucketPlan? Bucket { get; init; }
    public SlotPlan? Slots { get; init; }

    /// <summary>Where this is set, the rate goes.</summary>
    public DeliveryTracePlan? Trace { get; init; }

    /// <summary>This, where <paramref name="own"/> says nothing.</summary>
    internal DirectionChangePlan Under(DirectionChangePlan? own) => own is null ? this : new()
    {
        // Of the two, the one that is said more closely.
        Rate = own.Rate ?? (own.Trace is null ? Rate : null),
        Trace = own.Trace ?? (own.Rate is null ? Trace : null),
        Delay = own.Delay ?? Delay,
        Jitter = own.Jitter ?? Jitter,
        Distribution = own.Distribution ?? Distribution,
        Table = own.Distribution is null ? Table : own.Table,
        DelayCorrelation = own.DelayCorrelation ?? DelayCorrelation,
        Order = own.Order ?? Order,
        Queue = Queue?.Under(own.Queue) ?? own.Queue,
        Loss = own.Loss ?? Loss,
        BurstLoss = own.Loss is null ? BurstLoss : own.BurstLoss,
        StateLoss = own.Loss is null ? StateLoss : own.StateLoss,
        Duplicate = own.Duplicate ?? Duplicate,
        Corrupt = own.Corrupt ?? Corrupt,
        Reorder = own.Reorder ?? Reorder,
        Overhead = own.Overhead ?? Overhead,
        Cell = own.Cell ?? Cell,
        Bucket = own.Bucket ?? Bucket,
        Slots = own.Slots ?? Slots,
    };
}
