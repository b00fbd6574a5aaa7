using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>routing: static-shortest</c>, or <c>routing: { kind: static-shortest, metric: hops }</c>.</summary>
internal sealed class RoutingDocument : DocumentRecord
{
    private static readonly WordShape<RoutingKind> KindWords =
        new(new("static-shortest", RoutingKind.StaticShortest), new("none", RoutingKind.None));

    private static readonly WordShape<RoutingMetric> MetricWords = new(new("delay", RoutingMetric.Delay), new("hops", RoutingMetric.Hops));

    private static readonly RecordShape<RoutingDocument> Shape =
        new RecordShape<RoutingDocument>("routing", static () => new RoutingDocument(), "How routes are computed.")
            .Required("kind", KindWords, static (r, v) => r.Kind = v.Value,
                "static-shortest: each node gets the routes of the shortest paths; none: only those that the file states")
            .Defaulted("metric", MetricWords, RoutingMetric.Delay, static (r, v) => r.Metric = v.Value,
                "what makes a path short: the sum of its delays, or the number of routers");

    public static readonly Shape<RoutingDocument> EitherShape = new EitherShape<RoutingDocument>(
        new MappedShape<RoutingKind, RoutingDocument>(KindWords, static kind => new RoutingDocument { Kind = kind }), Shape);

    public RoutingKind Kind { get; private set; }
    public RoutingMetric Metric { get; private set; }
}
