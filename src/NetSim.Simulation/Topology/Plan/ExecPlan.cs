using System.Collections.Immutable;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>A program of this machine that runs in a netns node.</summary>
public sealed record ExecPlan : ApplicationPlan
{
    /// <summary>The program and its arguments.</summary>
    public required ImmutableArray<string> Words { get; init; }

    /// <summary>What comes next waits neither for its end nor for anything else.</summary>
    public bool Background { get; init; }

    /// <summary>It is a server, and what comes next waits until somebody listens on this TCP port; null if it is none.</summary>
    public ushort? WaitForPort { get; init; }

    /// <summary>Null if any end is good.</summary>
    public ExecExpectationPlan? Expected { get; init; }

    public override string Kind => "exec";

    public override bool IsServer => Background || WaitForPort is not null;
}

/// <summary>What the end of a program must be like.</summary>
/// <param name="Status">Its exit status.</param>
/// <param name="Output">What its standard output must contain; null for anything.</param>
public sealed record ExecExpectationPlan(int Status, string? Output);
