using System.Collections.Immutable;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>The rapid spanning tree of a switch (IEEE 802.1D-2004 clause 17), with the standard's defaults (table 17-1).</summary>
public sealed record SpanningTreePlan
{
    /// <summary>0 to 61440 in steps of 4096; the least becomes the root.</summary>
    public int Priority { get; init; } = 32768;

    public Duration HelloTime { get; init; } = Duration.FromSeconds(2);
    public Duration MaxAge { get; init; } = Duration.FromSeconds(20);
    public Duration ForwardDelay { get; init; } = Duration.FromSeconds(15);

    /// <summary>Indexes of ports behind which there is no switch, ascending: they forward at once.</summary>
    public ImmutableArray<int> EdgePorts { get; init; } = [];
}
