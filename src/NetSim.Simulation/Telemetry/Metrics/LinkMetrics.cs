using NetSim.Simulation.Links;

namespace NetSim.Simulation.Telemetry.Metrics;

/// <summary>What the directions of links count.</summary>
internal static class LinkMetrics
{
    private static readonly string[] PerDirection = [TelemetryNames.Link, TelemetryNames.LinkDirection];

    public static IEnumerable<MetricDefinition> All =>
    [
        new MetricDefinition<long>
        {
            Name = "netsim.link.packet.count",
            Kind = MetricKind.Counter,
            Unit = "{packet}",
            Description = "Packets that went through a link's transmitter, lost ones included.",
            Attributes = PerDirection,
            Read = static run => OfDirections(run, static core => core.Counters.Packets),
        },
        new MetricDefinition<long>
        {
            Name = "netsim.link.io",
            Kind = MetricKind.Counter,
            Unit = "By",
            Description = "Bytes that went through a link's transmitter, overhead included.",
            Attributes = PerDirection,
            Read = static run => OfDirections(run, static core => core.Counters.Bytes),
        },
        new MetricDefinition<long>
        {
            Name = "netsim.link.packet.dropped",
            Kind = MetricKind.Counter,
            Unit = "{packet}",
            Description = "Packets that a link dropped, by reason.",
            Attributes = [.. PerDirection, TelemetryNames.DropReason],
            Read = Drops,
        },
        new MetricDefinition<long>
        {
            Name = "netsim.link.packet.duplicated",
            Kind = MetricKind.Counter,
            Unit = "{packet}",
            Description = "Packets that a link sent twice.",
            Attributes = PerDirection,
            Read = static run => OfDirections(run, static core => core.Impaired.Duplicated),
        },
        new MetricDefinition<long>
        {
            Name = "netsim.link.packet.corrupted",
            Kind = MetricKind.Counter,
            Unit = "{packet}",
            Description = "Packets of which a link flipped a bit.",
            Attributes = PerDirection,
            Read = static run => OfDirections(run, static core => core.Impaired.Corrupted),
        },
        new MetricDefinition<long>
        {
            Name = "netsim.link.packet.reordered",
            Kind = MetricKind.Counter,
            Unit = "{packet}",
            Description = "Packets that arrive before one that the link was given earlier.",
            Attributes = PerDirection,
            Read = static run => OfDirections(run, static core => core.Impaired.Reordered),
        },
        new MetricDefinition<long>
        {
            Name = "netsim.link.packet.marked",
            Kind = MetricKind.Counter,
            Unit = "{packet}",
            Description = "Packets that a link's queue marked (RFC 3168) instead of dropping them.",
            Attributes = PerDirection,
            Read = static run => OfDirections(run, static core => core.Queued?.Marked ?? 0),
        },
        new MetricDefinition<long>
        {
            Name = "netsim.link.queue.length",
            Kind = MetricKind.UpDownCounter,
            Unit = "{packet}",
            Description = "Packets that wait for a link's transmitter; the one being sent is not among them.",
            Attributes = PerDirection,
            Read = static run => OfDirections(run, core => core.PeekQueueLength(run.Now)),
        },
    ];

    private static IEnumerable<(long, object?[])> OfDirections(RunReadings run, Func<LinkDirection, long> read)
    {
        foreach ((string link, string direction, LinkDirection core) in run.Links) yield return (read(core), [link, direction]);
    }

    private static IEnumerable<(long, object?[])> Drops(RunReadings run)
    {
        foreach ((string link, string direction, LinkDirection core) in run.Links)
        {
            foreach ((string reason, long count) in RunReadings.Of(core.Counters.Drops)) yield return (count, [link, direction, reason]);
        }
    }
}
