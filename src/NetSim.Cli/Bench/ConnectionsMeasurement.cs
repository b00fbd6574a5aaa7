using System.Globalization;
using System.Text.Json;
using NetSim.Simulation.Applications.Traffic;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Cli.Bench;

/// <summary>
/// Many TCP connections between two hosts, all open at once: one request of 64 bytes and its echo on each. Link of 10 Gbit/s, 1 ms; a server
/// port for every 8,000, half of those that an address has to reach one from. Times are of the wall.
/// </summary>
internal sealed record ConnectionsMeasurement
{
    private const int PerPort = 8_000;
    private const ushort FirstPort = 7_000;

    public required int Count { get; init; }
    public required int Answered { get; init; }
    public required int Closed { get; init; }
    public required string? Error { get; init; }
    public required double OpenSeconds { get; init; }
    public required double CloseSeconds { get; init; }

    /// <summary>Live memory at rest, of one end: its TCP, its socket's actor, what the application keeps, what is kept for the summary.</summary>
    public required double BytesPerEnd { get; init; }

    /// <summary>Of these the TCP alone, with nothing to send or to read (<see cref="IdleCores"/>).</summary>
    public required double CoreBytesPerEnd { get; init; }

    /// <summary>Packets that an end of <see cref="IdleCores"/> keeps from others.</summary>
    public required double BufferBytesPerEnd { get; init; }

    public static ConnectionsMeasurement Of(int count)
    {
        var hold = Duration.FromSeconds(10);
        var plan = new ConnectionsPlan
        {
            NodeId = 0,
            To = [.. Enumerable.Range(0, Ports(count)).Select(i => new IpEndpoint(IpAddress.FromIPv4(10, 0, 0, 2), (ushort)(FirstPort + i)))],
            Count = count,
            Hold = hold,
        };
        (double core, double buffers) = IdleCores.BytesPerEnd(Math.Max(2, count));
        if (!SimulationRun.Open(Network(plan), new RunOptions()).TryGet(out SimulationRun? run, out Devices.DeviceError? error)) throw new IOException(error.Message);
        using (run)
        {
            run.Start();
            long before = GC.GetTotalMemory(forceFullCollection: true);
            long started = TimeProvider.System.GetTimestamp();
            Duration opened = Duration.FromMilliseconds(count / plan.PerMillisecond) + hold / 2;
            run.RunUntil(opened);
            double open = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
            long live = GC.GetTotalMemory(forceFullCollection: true) - before;
            long closing = TimeProvider.System.GetTimestamp();
            run.RunUntil(opened + opened + hold + Duration.FromSeconds(70));
            ConnectionsRecord record = run.Summarise().Applications.OfType<ConnectionsRecord>().Single();
            return new ConnectionsMeasurement
            {
                Count = count,
                Answered = record.Answered,
                Closed = record.Closed,
                Error = record.Error,
                OpenSeconds = open,
                CloseSeconds = TimeProvider.System.GetElapsedTime(closing).TotalSeconds,
                BytesPerEnd = live / 2.0 / count,
                CoreBytesPerEnd = core,
                BufferBytesPerEnd = buffers,
            };
        }
    }

    public void WriteText(TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"connections: {Count:N0} open at once, {Answered:N0} answered, {Closed:N0} closed{(Error is null ? "" : $" ({Error})")}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  opened and answered in {OpenSeconds:0.000} s, closed in {CloseSeconds:0.000} s; {BytesPerEnd:N0} bytes at rest for each end"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  of these {CoreBytesPerEnd:N0} are TCP's, {BufferBytesPerEnd:N0} its buffers', {BytesPerEnd - CoreBytesPerEnd - BufferBytesPerEnd:N0} the actors', tables' and the summary's"));
    }

    public void WriteJson(Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("name", "connections");
        json.WriteNumber("count", Count);
        json.WriteNumber("answered", Answered);
        json.WriteNumber("closed", Closed);
        json.WriteNumber("open_s", Math.Round(OpenSeconds, 6));
        json.WriteNumber("close_s", Math.Round(CloseSeconds, 6));
        json.WriteNumber("bytes_per_end", Math.Round(BytesPerEnd));
        json.WriteNumber("core_bytes_per_end", Math.Round(CoreBytesPerEnd));
        json.WriteNumber("buffer_bytes_per_end", Math.Round(BufferBytesPerEnd));
        if (Error is { } error) json.WriteString("error", error);
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');
    }

    private static TopologyPlan Network(ConnectionsPlan connections)
    {
        var network = new NetworkBuilder("connections");
        int client = network.AddNode("client", NodeKind.Host), server = network.AddNode("server", NodeKind.Host);
        LinkSettings link = NetworkBuilder.Link(10_000_000_000, Duration.FromMilliseconds(1), 10_000);
        network.Connect(client, NetworkBuilder.Address(10, 0, 0, 1, 24), server, NetworkBuilder.Address(10, 0, 0, 2, 24), link);
        foreach (IpEndpoint to in connections.To) network.Run(new EchoPlan { NodeId = server, Port = to.Port });
        network.Run(connections with { NodeId = client });
        return network.Build();
    }

    private static int Ports(int count) => (count + PerPort - 1) / PerPort;
}
