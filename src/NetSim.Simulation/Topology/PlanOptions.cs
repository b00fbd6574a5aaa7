using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology;

/// <summary>Whether a file may name paths outside of its own folder.</summary>
public enum OutsidePaths
{
    Refused,
    Allowed,
}

/// <summary>What the user says beside the file; it wins over what the file says.</summary>
public sealed record PlanOptions
{
    public static PlanOptions Default { get; } = new();

    /// <summary>Where relative paths of the file begin, and what they must not leave; null: the folder of the file.</summary>
    public string? BaseFolder { get; init; }

    public OutsidePaths OutsidePaths { get; init; }
    public TimeMode? TimeMode { get; init; }
    public Duration? Stop { get; init; }
    public ulong? Seed { get; init; }
}
