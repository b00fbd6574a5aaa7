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
    public DeliveryOrder Order { get; init; }
    public QueueKind QueueKind { get; init; }
    public QueueLimit QueueLimit { get; init; } = new(QueueUnit.Packets, 1000);

    /// <summary>Each packet on its own; not together with <see cref="BurstLoss"/>.</summary>
    public Percentage Loss { get; init; }
    public GilbertElliott? BurstLoss { get; init; }

    /// <summary>Packets that are sent twice.</summary>
    public Percentage Duplicate { get; init; }

    /// <summary>Packets of which one bit is flipped.</summary>
    public Percentage Corrupt { get; init; }
    public Reordering Reorder { get; init; } = Reordering.None;

    /// <summary>Bytes that each packet takes on the link beyond its own; may be negative.</summary>
    public int Overhead { get; init; }

    /// <summary>With what a change says; what it leaves open stays.</summary>
    internal DirectionPlan Patched(DirectionChangePlan change) => new()
    {
        Rate = change.Rate ?? Rate,
        Delay = change.Delay ?? Delay,
        Jitter = change.Jitter ?? Jitter,
        Distribution = change.Distribution ?? Distribution,
        Order = change.Order ?? Order,
        QueueKind = change.QueueKind ?? QueueKind,
        QueueLimit = change.QueueLimit ?? QueueLimit,
        Loss = change.Loss ?? Loss,
        BurstLoss = change.Loss is null ? BurstLoss : change.BurstLoss,
        Duplicate = change.Duplicate ?? Duplicate,
        Corrupt = change.Corrupt ?? Corrupt,
        Reorder = change.Reorder ?? Reorder,
        Overhead = change.Overhead ?? Overhead,
    };
}
