using System.Collections.Immutable;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Interfaces;

namespace NetSim.Simulation.Actors;

/// <summary>What became of a node while it ran, and outlives its boots. Most nodes of a large network have none, which is why it is apart.</summary>
internal sealed class NodeLegacy
{
    private List<(ApplicationPlan Plan, Repetition Repetition)>? _repetitions;

    /// <summary>In place of those of the plan; default: those of the plan.</summary>
    public ImmutableArray<RoutePlan> Routes { get; set; }

    /// <summary>By index, of the interfaces that were set up or down; null as long as none was.</summary>
    public AdminState?[]? Admin { get; set; }

    /// <summary>By port of a spanning tree, what a way over it costs; null: as in the plan.</summary>
    public uint[]? PortCosts { get; set; }

    /// <summary>What was counted before the node booted last; null if it never did again.</summary>
    public NodeCounts? Former { get; set; }

    public Repetition RepetitionOf(ApplicationPlan plan, RepeatPlan repeat)
    {
        foreach ((ApplicationPlan known, Repetition repetition) in _repetitions ??= [])
            if (ReferenceEquals(known, plan)) return repetition;
        var made = new Repetition(repeat.Count);
        _repetitions.Add((plan, made));
        return made;
    }
}
