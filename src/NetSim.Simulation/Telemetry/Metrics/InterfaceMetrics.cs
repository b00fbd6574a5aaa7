namespace NetSim.Simulation.Telemetry.Metrics;

/// <summary>What interfaces, ports of switches and real devices count.</summary>
internal static class InterfaceMetrics
{
    private const string Receive = "receive";
    private const string Transmit = "transmit";

    private static readonly string[] PerDirection = [TelemetryNames.Host, TelemetryNames.Interface, TelemetryNames.Direction];

    public static IEnumerable<MetricDefinition> All =>
    [
        new MetricDefinition<long>
        {
            Name = "system.network.io",
            Kind = MetricKind.Counter,
            Unit = "By",
            Description = "Bytes of frames that an interface received and sent, link-layer headers included.",
            Attributes = PerDirection,
            Read = static run => OfPorts(run, static port => (port.Receive.Bytes, port.Transmit.Bytes)),
        },
        new MetricDefinition<long>
        {
            Name = "system.network.packet.count",
            Kind = MetricKind.Counter,
            Unit = "{packet}",
            Description = "Frames that an interface received and sent.",
            Attributes = PerDirection,
            Read = static run => OfPorts(run, static port => (port.Receive.Packets, port.Transmit.Packets)),
        },
        new MetricDefinition<long>
        {
            Name = "system.network.packet.dropped",
            Kind = MetricKind.Counter,
            Unit = "{packet}",
            Description = "Frames that an interface dropped, by reason.",
            Attributes = [.. PerDirection, TelemetryNames.DropReason],
            Read = Drops,
        },
        new MetricDefinition<long>
        {
            Name = "netsim.device.packet.count",
            Kind = MetricKind.Counter,
            Unit = "{packet}",
            Description = "Packets read from a real device (receive) and written to it (transmit).",
            Attributes = [TelemetryNames.Device, TelemetryNames.Direction],
            Read = Devices,
        },
        new MetricDefinition<long>
        {
            Name = "netsim.device.packet.dropped",
            Kind = MetricKind.Counter,
            Unit = "{packet}",
            Description = "Packets that could not be written to a real device, by reason.",
            Attributes = [TelemetryNames.Device, TelemetryNames.DropReason],
            Read = static run => run.Devices.SelectMany(static device =>
                RunReadings.Of(device.Drops).Select(drop => (drop.Count, Series(device.Name, drop.Reason)))),
        },
    ];

    private static IEnumerable<(long, object?[])> OfPorts(RunReadings run, Func<PortReading, (long Receive, long Transmit)> read)
    {
        foreach (PortReading port in run.Ports)
        {
            (long received, long sent) = read(port);
            yield return (received, Series(port.Host, port.Name, Receive));
            yield return (sent, Series(port.Host, port.Name, Transmit));
        }
    }

    private static IEnumerable<(long, object?[])> Drops(RunReadings run)
    {
        foreach (PortReading port in run.Ports)
        {
            foreach ((string reason, long count) in RunReadings.Of(port.Receive.Drops)) yield return (count, Series(port.Host, port.Name, Receive, reason));
            foreach ((string reason, long count) in RunReadings.Of(port.Transmit.Drops)) yield return (count, Series(port.Host, port.Name, Transmit, reason));
        }
    }

    private static IEnumerable<(long, object?[])> Devices(RunReadings run)
    {
        foreach (Running.IHostDevice device in run.Devices)
        {
            yield return (device.Counters.PacketsRead, Series(device.Name, Receive));
            yield return (device.Counters.PacketsWritten, Series(device.Name, Transmit));
        }
    }

    private static object?[] Series(params object?[] attributes) => attributes;
}
