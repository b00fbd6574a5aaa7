using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using NetSim.Hosting.Tests.Otlp;
using NetSim.Simulation.Running;
using NetSim.Simulation.Telemetry;

namespace NetSim.Hosting.Tests.Outputs;

/// <summary>What a collector gets by OTLP.</summary>
public sealed class CollectorTests
{
    private const int Client = 3;
    private const int Server = 2;

    /// <summary>An echo request of 56 bytes, in an Ethernet frame, at 10 Mbit/s.</summary>
    private const long Sending = 98 * 800;

    private const long Near = 1_000_000;
    private const long Far = 4_000_000;

    [Fact]
    public async Task A_connection_arrives_as_a_trace_of_both_its_ends_and_their_phases()
    {
        await using OtlpReceiver collector = await OtlpReceiver.StartAsync();
        (_, IReadOnlyList<string> problems) = await TracedRun.RunBeside(TracedRun.Busy, $"otlp={collector.Url}");

        Assert.Empty(problems);
        List<ReceivedSpan> spans = collector.Spans;
        ReceivedSpan client = Assert.Single(spans, span => span is { Name: "tcp flow", Kind: Client });
        ReceivedSpan server = Assert.Single(spans, span => span is { Name: "tcp flow", Kind: Server });
        Assert.Equal(("", "a", "10.0.2.2", "5001"), (client.ParentId, client[TelemetryNames.Host], client[TelemetryNames.DestinationAddress], client[TelemetryNames.DestinationPort]));
        Assert.Equal((client.TraceId, client.SpanId), (server.TraceId, server.ParentId));
        Assert.Equal(200_000, client.NumberOf(TelemetryNames.BytesSent));
        ReceivedSpan[] phases = [.. spans.Where(span => span.ParentId == client.SpanId && span.Kind != Server).OrderBy(span => span.Start)];
        Assert.Equal(["handshake", "transfer", "close"], phases.Select(span => span.Name));
        Assert.Equal((client.Start, client.End), (phases[0].Start, phases[2].End));
        Assert.Equal((phases[0].End, phases[1].End), (phases[1].Start, phases[2].Start));
    }

    [Fact]
    public async Task A_packet_arrives_as_a_span_with_its_hops_below_it_in_simulated_time()
    {
        await using OtlpReceiver collector = await OtlpReceiver.StartAsync();
        await TracedRun.RunBeside(TracedRun.Pings, $"otlp={collector.Url}");

        // The second request: ARP is done.
        const long Start = 1_100_000_000;
        ReceivedSpan packet = Assert.Single(collector.Spans, span => span is { Name: "packet", Start: Start });
        ReceivedSpan[] hops = [.. collector.Spans.Where(span => span.ParentId == packet.SpanId).OrderBy(span => span.Start)];
        Assert.Equal(["a:eth0 → r:eth0", "r:eth1 → b:eth0"], hops.Select(hop => $"{hop[TelemetryNames.HopFrom]} → {hop[TelemetryNames.HopTo]}"));
        Assert.All(hops, hop => Assert.Equal(("hop", packet.TraceId), (hop.Name, hop.TraceId)));
        Assert.Equal((Start, Start + Sending + Near), (hops[0].Start, hops[0].End));
        Assert.Equal((hops[0].End, hops[0].End + Sending + Far), (hops[1].Start, hops[1].End));
        Assert.Equal((hops[1].End, "delivered", "b"), (packet.End, packet[TelemetryNames.PacketEnd], packet[TelemetryNames.PacketEndHost]));
        Assert.Equal((Sending, Far), (hops[1].NumberOf(TelemetryNames.HopTransmit), hops[1].NumberOf(TelemetryNames.HopPropagate)));
        Assert.All(collector.Spans.Where(span => span.ParentId.Length > 0), span => Assert.Contains(collector.Spans, above => above.SpanId == span.ParentId));
    }

    [Fact]
    public async Task A_lost_packet_arrives_as_an_error()
    {
        await using OtlpReceiver collector = await OtlpReceiver.StartAsync();
        (RunSummary summary, _) = await TracedRun.RunBeside(TracedRun.Busy, $"otlp={collector.Url}");

        long lost = summary.Links.Sum(link => link.AToB.Drops.Concat(link.BToA.Drops).Sum(drop => drop.Count));
        Assert.True(lost > 0);
        ReceivedSpan[] failed = [.. collector.Spans.Where(span => span is { Name: "hop", Status: 2 })];
        Assert.Equal(lost, failed.Length);
        Assert.All(failed, hop => Assert.Contains(hop[TelemetryNames.ErrorType], (string[])["loss", "queue_full"]));
    }

    [Fact]
    public async Task The_metrics_arrive_with_the_numbers_of_the_summary()
    {
        await using OtlpReceiver collector = await OtlpReceiver.StartAsync();
        (RunSummary summary, _) = await TracedRun.RunBeside(TracedRun.Busy, $"otlp={collector.Url}");

        List<ReceivedNumber> numbers = collector.Numbers;
        foreach (LinkSummary link in summary.Links)
        {
            Assert.Equal(("{packet}", link.AToB.Packets), Of("netsim.link.packet.count", $"a_to_b {link.Id}"));
            Assert.Equal(("By", link.BToA.Bytes), Of("netsim.link.io", $"b_to_a {link.Id}"));
        }
        foreach (NodeSummary node in summary.Nodes)
        {
            // Of each interface: host, interface, direction.
            double received = numbers.Where(n => n.Name == "system.network.packet.count" && n.Series.Split(' ') is [var host, _, "receive"] && host == node.Name).Sum(n => n.Value);
            Assert.Equal(node.Received, received);
        }
        Assert.Equal(("s", summary.Figures.Simulated.TotalSeconds), Of("netsim.engine.time", ""));

        (string, double) Of(string name, string series)
        {
            ReceivedNumber number = Assert.Single(numbers, n => n.Name == name && n.Series == series);
            return (number.Unit, number.Value);
        }
    }

    [Fact]
    public async Task What_happens_in_a_run_arrives_as_a_log_in_simulated_time_with_the_names_of_spans()
    {
        await using OtlpReceiver collector = await OtlpReceiver.StartAsync();
        (RunSummary summary, IReadOnlyList<string> problems) = await TracedRun.RunBeside(TracedRun.Eventful, $"otlp={collector.Url}", lanes: 2);

        Assert.Empty(problems);
        Assert.Equal(
        [
            (0, 9, "Started", ""), (1_500_000_000, 13, "LinkDown", "far"), (2_500_000_000, 9, "LinkUp", "far"), (4_000_000_000, 9, "NodeOn", "r"),
            (summary.Figures.Simulated.Nanoseconds / 100 * 100, 17, "ExpectationFailed", ""), (summary.Figures.Simulated.Nanoseconds / 100 * 100, 9, "Finished", ""),
        ], collector.Records.Select(record => (record.Time / 100 * 100, record.Severity, record["event.name"], record[TelemetryNames.Link] + record[TelemetryNames.Host])));
        Assert.Equal("1.5 s: far goes down", collector.Records[1].Body);
        Assert.Equal("1.5", collector.Records[1][TelemetryNames.LogTime]);
        Assert.Equal((summary.Fingerprint.ToString("x16"), "small"), (collector.Records[^1]["netsim.log.fingerprint"], collector.Records[^1]["netsim.log.topology"]));
        Assert.Equal("7", collector.ResourceOf("netsim.seed"));
    }

    [Fact]
    public async Task The_environment_says_where_and_how_when_the_user_does_not()
    {
        await using OtlpReceiver collector = await OtlpReceiver.StartAsync(HttpProtocols.Http2);
        using var endpoint = new EnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url);
        using var protocol = new EnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
        using var name = new EnvironmentVariable("OTEL_SERVICE_NAME", "mine");
        using var attributes = new EnvironmentVariable("OTEL_RESOURCE_ATTRIBUTES", "team=net");
        (_, IReadOnlyList<string> problems) = await TracedRun.RunBeside(TracedRun.Pings, "otlp");

        Assert.Empty(problems);
        Assert.Contains(collector.Spans, span => span.Name == "echo flow");
        Assert.Contains(collector.Numbers, number => number.Name == "netsim.link.io");
        Assert.Contains(collector.Records, record => record["event.name"] == "Finished");
        Assert.Equal(("mine", "net", "small", "7"), (collector.ResourceOf("service.name"), collector.ResourceOf("team"), collector.ResourceOf("netsim.topology.name"), collector.ResourceOf("netsim.seed")));
    }

    [Fact]
    public async Task Each_signal_may_have_a_collector_of_its_own()
    {
        await using OtlpReceiver traces = await OtlpReceiver.StartAsync();
        await using OtlpReceiver metrics = await OtlpReceiver.StartAsync(HttpProtocols.Http2);
        using var tracesAt = new EnvironmentVariable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", $"{traces.Url}/v1/traces");
        using var tracesBy = new EnvironmentVariable("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf");
        using var metricsAt = new EnvironmentVariable("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", metrics.Url);
        using var logsAt = new EnvironmentVariable("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", metrics.Url);
        (_, IReadOnlyList<string> problems) = await TracedRun.RunBeside(TracedRun.Pings, "otlp");

        Assert.Empty(problems);
        Assert.Equal((true, false), (traces.Spans.Count > 0, traces.Numbers.Count > 0));
        Assert.Equal((false, true), (metrics.Spans.Count > 0, metrics.Numbers.Count > 0));
    }

    [Fact]
    public void Without_a_collector_a_run_is_the_same_and_says_what_did_not_arrive()
    {
        string nobody = $"http://127.0.0.1:{FreePort()}";
        RunSummary untraced = TracedRun.RunUntraced(TracedRun.Busy);
        (RunSummary summary, IReadOnlyList<string> problems) = TracedRun.Run(TracedRun.Busy, $"otlp={nobody}");

        Assert.Equal(untraced.Fingerprint, summary.Fingerprint);
        Assert.Matches($@"^([\d,]+) of \1 spans, the metrics and (\d+) of \2 log records were not delivered to the collector at {nobody}$", Assert.Single(problems));
    }

    [Theory]
    [InlineData(nameof(ReceiverManner.Hangs))]
    [InlineData(nameof(ReceiverManner.Refuses))]
    public async Task A_collector_that_takes_nothing_changes_nothing(string manner)
    {
        await using OtlpReceiver collector = await OtlpReceiver.StartAsync(manner: Enum.Parse<ReceiverManner>(manner));
        RunSummary untraced = TracedRun.RunUntraced(TracedRun.Busy);
        (RunSummary summary, IReadOnlyList<string> problems) = await TracedRun.RunBeside(TracedRun.Busy, $"otlp={collector.Url}", patience: null);

        Assert.Equal(untraced.Fingerprint, summary.Fingerprint);
        Assert.Matches($@"^([\d,]+) of \1 spans, the metrics and (\d+) of \2 log records were not delivered to the collector at {collector.Url}$", Assert.Single(problems));
        Assert.Empty(collector.Spans);
    }

    /// <summary>Nobody listens there when this returns.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
