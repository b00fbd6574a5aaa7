using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>routing: static-shortest</c>, or <c>routing: { kind: static-shortest, metric: hops }</c>.</summary>
internal sealed class RoutingDocument : DocumentRecord
{
    public static readonly WordShape<RoutingKind> KindWords =
        new(new("static-shortest", RoutingKind.StaticShortest), new("dynamic-shortest", RoutingKind.DynamicShortest), new("none", RoutingKind.None));

    public static readonly WordShape<RoutingMetric> MetricWords = new(new("delay", RoutingMetric.Delay), new("hops", RoutingMetric.Hops));

    private static readonly RecordShape<RoutingDocument> Shape =
        new RecordShape<RoutingDocument>("routing", static () => new RoutingDocument(), "How routes are computed.")
            .Required("kind", KindWords, static (r, v) => r.Kind = v.Value,
                "static-shortest: each node gets the routes of the shortest paths; dynamic-shortest: they follow what is up and how long it takes; none: only those that the file states")
            .Defaulted("metric", MetricWords, RoutingMetric.Delay, static (r, v) => r.Metric = v.Value,
                "what makes a path short: the sum of its delays, or the number of routers")
            .Defaulted("ecmp", Scalars.YesNo, false, static (r, v) => r.EqualCost = v,
                "whether paths that are equally short are all taken, each flow keeping to one of them; without it, one path is")
            .Optional("detection", Scalars.Duration, static (r, v) => r.Detection = v,
                "dynamic-shortest: from a change until the routers at it know of it; 50 ms if nothing is said")
            .Optional("convergence", Scalars.Duration, static (r, v) => r.Convergence = v,
                "dynamic-shortest: from then until every node has its new routes; 200 ms if nothing is said");

    public static readonly Shape<RoutingDocument> EitherShape = new EitherShape<RoutingDocument>(
        new MappedShape<RoutingKind, RoutingDocument>(KindWords, static kind => new RoutingDocument { Kind = kind }), Shape);

    public RoutingKind Kind { get; private set; }
    public RoutingMetric Metric { get; private set; }
    public Located<bool>? EqualCost { get; private set; }
    public Located<Duration>? Detection { get; private set; }
    public Located<Duration>? Convergence { get; private set; }
}
