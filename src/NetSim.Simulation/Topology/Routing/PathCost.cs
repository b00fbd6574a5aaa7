using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Routing;

/// <summary>
/// How long a path is: by the metric first, by the other measure where that is equal. A switch counts for a little, so that every
/// step makes a path longer and none can be a loop.
/// </summary>
internal readonly record struct PathCost(long First, long Second) : IComparable<PathCost>
{
    private const long Router = 1 << 20;
    private const long Switch = 1;

    public static readonly PathCost Zero;

    public static PathCost ToRouter(Duration delay, RoutingMetric metric) => Of(delay, Router, metric);

    public static PathCost ToSwitch(Duration delay, RoutingMetric metric) => Of(delay, Switch, metric);

    private static PathCost Of(Duration delay, long hops, RoutingMetric metric) =>
        metric == RoutingMetric.Delay ? new PathCost(delay.Nanoseconds, hops) : new PathCost(hops, delay.Nanoseconds);

    public int CompareTo(PathCost other)
    {
        int first = First.CompareTo(other.First);
        return first != 0 ? first : Second.CompareTo(other.Second);
    }

    public static PathCost operator +(PathCost a, PathCost b) => new(a.First + b.First, a.Second + b.Second);
    public static bool operator <(PathCost a, PathCost b) => a.CompareTo(b) < 0;
    public static bool operator >(PathCost a, PathCost b) => a.CompareTo(b) > 0;
}
