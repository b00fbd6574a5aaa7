using System.Collections.Immutable;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>How routes are computed.</summary>
public sealed record RoutingSettings
{
    public static RoutingSettings Default { get; } = new();

    public RoutingKind Kind { get; init; } = RoutingKind.StaticShortest;

    public RoutingMetric Metric { get; init; }

    public PathChoice Paths { get; init; }

    /// <summary>Of a dynamic kind: from a change until the routers at it know of it.</summary>
    public Duration Detection { get; init; } = Duration.FromMilliseconds(50);

    /// <summary>Of a dynamic kind: from then until every router has its new routes.</summary>
    public Duration Convergence { get; init; } = Duration.FromMilliseconds(200);
}

/// <summary>
/// Routes that follow what is up: at every instant they are the shortest paths of the network as it was <see cref="Detection"/> and <see cref="Convergence"/> before.
/// </summary>
public sealed record DynamicRoutingPlan
{
    public required RoutingMetric Metric { get; init; }
    public required PathChoice Paths { get; init; }
    public required Duration Detection { get; init; }
    public required Duration Convergence { get; init; }

    /// <summary>By node id: how many of its routes are stated; those behind them are the ones that it begins with.</summary>
    public required ImmutableArray<int> StatedRoutes { get; init; }
}
