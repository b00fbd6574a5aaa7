using NetSim.Simulation.Actors;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Stack.Sockets.Tcp;

namespace NetSim.Simulation.Telemetry.Metrics;

/// <summary>What connections know of themselves. Each end is a series of its own; of a node with many, only the latest have one.</summary>
internal static class TcpMetrics
{
    private static readonly string[] PerFlow =
    [
        TelemetryNames.Host, TelemetryNames.LocalAddress, TelemetryNames.LocalPort, TelemetryNames.PeerAddress, TelemetryNames.PeerPort,
    ];

    public static IEnumerable<MetricDefinition> All =>
    [
        new MetricDefinition<long>
        {
            Name = "netsim.tcp.flows",
            Kind = MetricKind.Counter,
            Unit = "{flow}",
            Description = "Connections that a node has opened or accepted.",
            Attributes = [TelemetryNames.Host],
            Read = static run => run.Nodes.Where(static node => node.Inside is HostInside)
                .Select(static node => ((long)node.Flows.Count, new object?[] { node.Name })),
        },
        OfFlows("netsim.tcp.congestion_window", MetricKind.Gauge, "By", "The congestion window.", static info => info.CongestionWindow),
        new MetricDefinition<long>
        {
            Name = "netsim.tcp.slow_start_threshold",
            Kind = MetricKind.Gauge,
            Unit = "By",
            Description = "The slow start threshold; a connection that has lost nothing yet has none.",
            Attributes = PerFlow,
            Read = static run => run.Flows.Select(static flow => (flow.Info.SlowStartThreshold, Series(flow))).Where(static flow => flow.SlowStartThreshold != long.MaxValue),
        },
        OfFlows("netsim.tcp.in_flight", MetricKind.UpDownCounter, "By", "Bytes sent and not acknowledged.", static info => info.BytesInFlight),
        OfFlows("netsim.tcp.retransmissions", MetricKind.Counter, "{segment}", "Segments sent again.", static info => info.SegmentsRetransmitted),
        OfFlows("netsim.tcp.acknowledged", MetricKind.Counter, "By", "Bytes sent and acknowledged by the peer.", static info => info.BytesAcknowledged),
        OfFlows("netsim.tcp.received", MetricKind.Counter, "By", "Bytes received in order.", static info => info.BytesReceived),
        new MetricDefinition<double>
        {
            Name = "netsim.tcp.srtt",
            Kind = MetricKind.Gauge,
            Unit = "s",
            Description = "The smoothed round-trip time; 0 before the first sample.",
            Attributes = PerFlow,
            Read = static run => run.Flows.Select(static flow => (flow.Info.SmoothedRtt.TotalSeconds, Series(flow))),
        },
    ];

    private static MetricDefinition<long> OfFlows(string name, MetricKind kind, string unit, string description, Func<TcpInfo, long> read) => new()
    {
        Name = name,
        Kind = kind,
        Unit = unit,
        Description = description,
        Attributes = PerFlow,
        Read = run => run.Flows.Select(flow => (read(flow.Info), Series(flow))),
    };

    private static object?[] Series(TcpFlow flow) =>
    [
        flow.Node, flow.Local.Address.ToString(), (long)flow.Local.Port,
        flow.Remote.Address.ToString(), (long)flow.Remote.Port,
    ];
}
