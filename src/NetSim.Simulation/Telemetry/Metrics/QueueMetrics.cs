using NetSim.Simulation.Links;

namespace NetSim.Simulation.Telemetry.Metrics;

/// <summary>
/// What packets met in the queues of links. The runtime has no histogram that is read instead of written, and writing one would cost every packet; so each class
/// of a histogram is a counter of its own, told apart by its upper bound.
/// </summary>
internal static class QueueMetrics
{
    private static readonly string[] PerDirection = [TelemetryNames.Link, TelemetryNames.LinkDirection];

    public static IEnumerable<MetricDefinition> All =>
    [
        new MetricDefinition<long>
        {
            Name = "netsim.link.queue.sojourn",
            Kind = MetricKind.Counter,
            Unit = "{packet}",
            Description = "Packets that have waited for a link's transmitter, by how long.",
            Attributes = [.. PerDirection, TelemetryNames.MostSeconds],
            Read = static run => OfClasses(run, static queue => queue.Times),
        },
        new MetricDefinition<double>
        {
            Name = "netsim.link.queue.waited",
            Kind = MetricKind.Counter,
            Unit = "s",
            Description = "How long all packets together have waited for a link's transmitter.",
            Attributes = PerDirection,
            Read = static run => run.Links.Select(static link => (link.Core.Queues.Sum(static queue => queue.Waited.Nanoseconds) / 1e9, new object?[] { link.Link, link.Direction })),
        },
        new MetricDefinition<long>
        {
            Name = "netsim.link.queue.found",
            Kind = MetricKind.Counter,
            Unit = "{packet}",
            Description = "Packets that have found others waiting for a link's transmitter, by how many.",
            Attributes = [.. PerDirection, TelemetryNames.MostPackets],
            Read = static run => OfClasses(run, static queue => queue.Found),
        },
    ];

    /// <summary>A direction whose queue was exchanged for one of another kind has two of them.</summary>
    private static IEnumerable<(long, object?[])> OfClasses(RunReadings run, Func<QueueHistogram, IEnumerable<(double Most, long Count)>> read)
    {
        foreach ((string link, string direction, LinkDirection core) in run.Links)
        {
            foreach (IGrouping<double, (double Most, long Count)> found in core.Queues.SelectMany(read).GroupBy(static found => found.Most))
                yield return (found.Sum(static one => one.Count), [link, direction, found.Key]);
        }
    }
}
