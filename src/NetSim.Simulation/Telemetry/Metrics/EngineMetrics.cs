using NetSim.Actors.Lanes;

namespace NetSim.Simulation.Telemetry.Metrics;

/// <summary>What the engine itself counts.</summary>
internal static class EngineMetrics
{
    private static readonly string[] PerLane = [TelemetryNames.Lane];

    public static IEnumerable<MetricDefinition> All =>
    [
        OfLanes("netsim.engine.events", MetricKind.Counter, "{event}", "Due events that a lane has handled.", static lane => lane.EventsHandled),
        OfLanes("netsim.engine.messages", MetricKind.Counter, "{message}", "Messages that a lane has handed to actors.", static lane => lane.MessagesHandled),
        OfLanes("netsim.engine.mailbox.length", MetricKind.UpDownCounter, "{message}", "Messages that wait for the actors of a lane.", static lane => lane.MessagesWaiting),
        OfLanes("netsim.engine.events.waiting", MetricKind.UpDownCounter, "{event}", "Events of a lane that are still to come.", static lane => lane.EventsWaiting),
        OfLanes("netsim.engine.late_events", MetricKind.Counter, "{event}", "In real time: events handled after they were due.", static lane => lane.LateEvents),
        new MetricDefinition<double>
        {
            Name = "netsim.engine.lag",
            Kind = MetricKind.Gauge,
            Unit = "s",
            Description = "In real time: the worst lateness of an event so far.",
            Attributes = PerLane,
            Read = static run => run.Lanes.Select(static lane => (lane.MaxLateness / 1e9, Series(lane))),
        },
        new MetricDefinition<double>
        {
            Name = "netsim.engine.time",
            Kind = MetricKind.Gauge,
            Unit = "s",
            Description = "Simulated time since the start.",
            Attributes = [],
            Read = static run => [(run.Now.TotalSeconds, [])],
        },
        new MetricDefinition<double>
        {
            Name = "netsim.engine.time_ratio",
            Kind = MetricKind.Gauge,
            Unit = "1",
            Description = "Simulated seconds for each second of the machine's clock since the start.",
            Attributes = [],
            Source = MetricSource.Machine,
            Read = static run => run.Elapsed > TimeSpan.Zero ? [(run.Now.TotalSeconds / run.Elapsed.TotalSeconds, [])] : [],
        },
    ];

    private static MetricDefinition<long> OfLanes(string name, MetricKind kind, string unit, string description, Func<Lane, long> read) => new()
    {
        Name = name,
        Kind = kind,
        Unit = unit,
        Description = description,
        Attributes = PerLane,
        Read = run => run.Lanes.Select(lane => (read(lane), Series(lane))),
    };

    private static object?[] Series(Lane lane) => [(long)lane.Index];
}
