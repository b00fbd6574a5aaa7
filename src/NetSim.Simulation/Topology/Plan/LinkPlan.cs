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
    public QueueKind QueueKind { get; init; }
    public QueueLimit QueueLimit { get; init; } = new(QueueUnit.Packets, 1000);
    public Percentage Loss { get; init; }

    /// <summary>Bytes that each packet takes on the link beyond its own; may be negative.</summary>
    public int Overhead { get; init; }
}
