using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>A cable between two interfaces.</summary>
public readonly record struct LinkPlan
{
    public required int Id { get; init; }

    /// <summary>The id that the file gives; see <see cref="TopologyPlan.LinkName"/>.</summary>
    public string? GivenName { get; init; }

    /// <summary>An interface.</summary>
    public required int A { get; init; }

    /// <summary>An interface.</summary>
    public required int B { get; init; }

    /// <summary>Links that are alike share it.</summary>
    public required DirectionPlan AToB { get; init; }

    public required DirectionPlan BToA { get; init; }

    /// <summary>The largest IP packet that passes, in bytes.</summary>
    public required int Mtu { get; init; }

    public Framing Framing { get; init; }
    public OperState State { get; init; }
}

/// <summary>What one direction of a link does to packets.</summary>
public sealed record DirectionPlan
{
    /// <summary>As tc-netem: 1000 packets, no delay, no loss, no limit of rate.</summary>
    public static DirectionPlan Default { get; } = new();

    public BitRate Rate { get; init; }
    public Duration Delay { get; init; }

    /// <summary>How far delays spread round <see cref="Delay"/>; none goes below zero.</summary>
    public Duration Jitter { get; init; }
    public JitterDistribution Distribution { get; init; }

    /// <summary>With <see cref="JitterDistribution.Table"/>.</summary>
    public DistributionTable? Table { get; init; }

    /// <summary>How much of the last packet's deviation is in that of the next.</summary>
    public Percentage DelayCorrelation { get; init; }
    public DeliveryOrder Order { get; init; }
    public QueuePlan Queue { get; init; } = QueuePlan.Default;

    /// <summary>How much <see cref="Queue"/> holds.</summary>
    public QueueLimit QueueLimit
    {
        get => Queue.Limit;
        init => Queue = Queue with { Limit = value };
    }

    /// <summary>By dice alone; not together with <see cref="BurstLoss"/> or <see cref="StateLoss"/>.</summary>
    public Chance Loss { get; init; }
    public GilbertElliott? BurstLoss { get; init; }
    public FourStateLoss? StateLoss { get; init; }

    /// <summary>Packets that are sent twice.</summary>
    public Chance Duplicate { get; init; }

    /// <summary>Packets of which one bit is flipped.</summary>
    public Chance Corrupt { get; init; }
    public Reordering Reorder { get; init; } = Reordering.None;

    /// <summary>Packets are to be sent ahead of others that take no time, either.</summary>
    internal bool ReordersNothing => Reorder.Share != Percentage.Zero && Delay == Duration.Zero && Jitter == Duration.Zero;

    /// <summary>Bytes that each packet takes on the link beyond its own; may be negative.</summary>
    public int Overhead { get; init; }
    public CellPlan Cell { get; init; }
    public TokenBucketPlan Bucket { get; init; }
    public SlotPlan Slots { get; init; }

    /// <summary>Instead of <see cref="Rate"/>.</summary>
    public DeliveryTracePlan Trace { get; init; } = DeliveryTracePlan.None;

    /// <summary>With what a change says; what it leaves open stays.</summary>
    internal DirectionPlan Patched(DirectionChangePlan change) => new()
    {
        // Of the two, the one that was said last.
        Rate = change.Rate ?? (change.Trace is null ? Rate : BitRate.Unlimited),
        Trace = change.Trace ?? (change.Rate is null ? Trace : DeliveryTracePlan.None),
        Delay = change.Delay ?? Delay,
        Jitter = change.Jitter ?? Jitter,
        Distribution = change.Distribution ?? Distribution,
        Table = change.Distribution is null ? Table : change.Table,
        DelayCorrelation = change.DelayCorrelation ?? DelayCorrelation,
        Order = change.Order ?? Order,
        Queue = change.Queue is { } queue ? Queue.Patched(queue) : Queue,
        Loss = change.Loss ?? Loss,
        BurstLoss = change.Loss is null ? BurstLoss : change.BurstLoss,
        StateLoss = change.Loss is null ? StateLoss : change.StateLoss,
        Duplicate = change.Duplicate ?? Duplicate,
        Corrupt = change.Corrupt ?? Corrupt,
        Reorder = change.Reorder ?? Reorder,
        Overhead = change.Overhead ?? Overhead,
        Cell = change.Cell ?? Cell,
        Bucket = change.Bucket ?? Bucket,
        Slots = change.Slots ?? Slots,
    };
}
