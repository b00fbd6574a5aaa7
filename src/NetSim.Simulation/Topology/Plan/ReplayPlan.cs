namespace NetSim.Simulation.Topology.Plan;

/// <summary>Sends what a capture file holds.</summary>
public sealed record ReplayPlan : ApplicationPlan
{
    public required PathPlan File { get; init; }

    /// <summary>Index of the interface on its node.</summary>
    public required int Interface { get; init; }

    public required string InterfaceName { get; init; }

    /// <summary>What of the file is sent.</summary>
    public required CapturedFrames Frames { get; init; }

    /// <summary>How many times as fast as it was captured.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Null: all of the file.</summary>
    public FilterPlan? Filter { get; init; }

    public override string Kind => "replay";
}
