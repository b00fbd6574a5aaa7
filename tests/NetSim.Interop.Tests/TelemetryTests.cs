using NetSim.Testing.Otlp;

namespace NetSim.Interop.Tests;

/// <summary>What a collector gets of a page that a real program fetches through topologies/hybrid-lab.yaml.</summary>
public sealed class TelemetryTests
{
    private const string Device = "ns-lab0", Server = "10.1.0.2", Browser = "192.168.70.1";
    private const string Trace = "0af7651916cd43dd8448eb211c80319c", Parent = "b7ad6b7169203331";
    private const int ServerKind = 2, Failed = 2;

    /// <summary>Of the link between router and server, as the file has it: 30 ms, and 160 ns for a byte at 50 Mbit/s.</summary>
    private const long Delay = 30_000_000, NanosecondsPerByte = 160;

    /// <summary>Spans count in steps of 100 ns.</summary>
    private const long Step = 100;

    [SkippableFact]
    public void A_fetched_page_arrives_as_its_connection_its_packets_and_metrics_and_in_the_trace_of_who_asked_for_that()
    {
        Command.Require("curl", "socat");
        using var machine = new Machine();
        using var collector = new Collector(machine);
        // Metrics often, so that they are there before the end, at which nobody waits long for a collector.
        using RunningNetsim run = machine.StartBehind(
            ["env", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "OTEL_METRIC_EXPORT_INTERVAL=500"],
            "run", SourceTree.Topology("hybrid-lab"), "--configure-host", "--otel", "otlp", "--trace-packets", "1");
        machine.WaitForUp(run, Device);

        Fetch(machine, "traceparent: 00-no-such-thing-01");
        Fetch(machine, $"traceparent: 00-{Trace}-{Parent}-01");
        Patience.Until("two connections at the collector", () => Flows(collector.Spans).Length == 2);
        // When both are over, all that they sent has been told and counted.
        long sent = collector.Spans.Where(span => span["netsim.hop.from"] == "web:eth0").Sum(span => span.NumberOf("netsim.hop.bytes"));
        Patience.Until($"metrics of {sent} bytes on the way back", () => Last(collector, "netsim.link.io", "b_to_a way")?.Value == sent);
        Patience.Until("the log to say that the device is up", () => collector.Records.Any(record => record["event.name"] == "DeviceUp" && record["netsim.device.name"] == Device));
        Assert.Equal(130, run.Interrupt().Status);

        List<ReceivedSpan> spans = collector.Spans;
        foreach (ReceivedSpan flow in Flows(spans))
        {
            AssertPhases(spans, flow);
            AssertPackets(spans, flow);
        }
        AssertJoined(spans);
        Assert.Equal(("{flow}", 2), (Last(collector, "netsim.tcp.flows", "web")!.Unit, Last(collector, "netsim.tcp.flows", "web")!.Value));
        Assert.True(Last(collector, "netsim.device.packet.count", "ns-lab0 receive")!.Value >= spans.Count(span => span.Name == "packet" && span["source.address"] == Browser));
        Assert.True(Last(collector, "netsim.engine.time", "")!.Value > 0);
    }

    private static ReceivedNumber? Last(Collector collector, string name, string series) =>
        collector.Numbers.FindLast(number => number.Name == name && number.Series == series);

    private static void Fetch(Machine machine, string field) =>
        Assert.Contains("hello from inside", machine.Exec("curl", "-sS", "-H", field, $"http://{Server}/"), StringComparison.Ordinal);

    private static ReceivedSpan[] Flows(List<ReceivedSpan> spans) => [.. spans.Where(span => span.Name == "tcp flow")];

    /// <summary>Of a connection from a real host only the simulated end is seen: from the SYN that came to the last FIN.</summary>
    private static void AssertPhases(List<ReceivedSpan> spans, ReceivedSpan flow)
    {
        Assert.Equal((ServerKind, "", "web", Browser, "80", "normal"),
            (flow.Kind, flow.ParentId, flow["host.name"], flow["source.address"], flow["destination.port"], flow["netsim.tcp.end"]));
        ReceivedSpan[] phases = [.. Below(spans, flow)];
        Assert.Equal(["handshake", "transfer", "close"], phases.Select(phase => phase.Name));
        Assert.Equal((flow.Start, flow.End), (phases[0].Start, phases[2].End));
        Assert.Equal((phases[0].End, phases[1].End), (phases[1].Start, phases[2].Start));
        Assert.True(phases[0].End - phases[0].Start >= 2 * Delay, $"SYN-ACK and ACK took {phases[0].End - phases[0].Start} ns");
    }

    /// <summary>All packets of a connection, those of the real host since they came out of the device: each with its way over the one link.</summary>
    private static void AssertPackets(List<ReceivedSpan> spans, ReceivedSpan flow)
    {
        ReceivedSpan[] there = [.. spans.Where(span => span.Name == "packet" && span["source.port"] == flow["source.port"] && span["destination.port"] == "80")];
        ReceivedSpan[] back = [.. spans.Where(span => span.Name == "packet" && span["source.port"] == "80" && span["destination.port"] == flow["source.port"])];
        Assert.All(there, packet => Assert.Equal(("edge", ""), (packet["host.name"], packet.ParentId)));
        Assert.All(back, packet => Assert.Equal("web", packet["host.name"]));
        Assert.Contains(there, packet => packet["netsim.tcp.flags"] == "SYN" && packet["netsim.packet.end"] == "delivered");
        // Once there is a connection, its packets name it.
        Assert.Contains(back, packet => packet.Links.Contains($"flow {flow.TraceId} {flow.SpanId}"));
        Assert.All(there, packet => AssertHop(spans, packet, "edge:eth0", "web:eth0"));
        Assert.All(back, packet => AssertHop(spans, packet, "web:eth0", "edge:eth0"));
    }

    private static void AssertHop(List<ReceivedSpan> spans, ReceivedSpan packet, string from, string to)
    {
        ReceivedSpan hop = Assert.Single(Below(spans, packet));
        Assert.Equal(("hop", packet.TraceId, "way", from, to), (hop.Name, hop.TraceId, hop["netsim.link.id"], hop["netsim.hop.from"], hop["netsim.hop.to"]));
        Assert.True(packet.Start <= hop.Start && hop.Start <= hop.End && hop.End <= packet.End, $"{packet}\n{hop}");
        Assert.Equal(hop.NumberOf("netsim.hop.bytes") * NanosecondsPerByte, hop.NumberOf("netsim.hop.transmit_ns"));
        if (hop.Status == Failed) return;
        Assert.Equal(Delay, hop.NumberOf("netsim.hop.propagate_ns"));
        long parts = hop.NumberOf("netsim.hop.queue_ns") + hop.NumberOf("netsim.hop.transmit_ns") + Delay;
        Assert.InRange(hop.End - hop.Start, parts - Step, parts + Step);
    }

    /// <summary>The page that was asked for by name is part of that trace, with the packets that carried it; the other one is not.</summary>
    private static void AssertJoined(List<ReceivedSpan> spans)
    {
        ReceivedSpan request = Assert.Single(spans, span => span.Name == "http request");
        Assert.Equal((Trace, Parent, ServerKind, "web"), (request.TraceId, request.ParentId, request.Kind, request["host.name"]));
        ReceivedSpan flow = Assert.Single(Flows(spans), flow => request.Links.Contains($"flow {flow.TraceId} {flow.SpanId}"));
        Assert.True(flow.Start <= request.Start && request.End <= flow.End);
        ReceivedSpan[] packets = [.. Below(spans, request)];
        Assert.Contains(packets, packet => packet["netsim.tcp.flags"].Contains("PSH", StringComparison.Ordinal));
        Assert.All(packets, packet => Assert.Equal(("packet", Trace, flow["source.port"]), (packet.Name, packet.TraceId, packet["destination.port"])));
    }

    private static IEnumerable<ReceivedSpan> Below(List<ReceivedSpan> spans, ReceivedSpan parent) =>
        spans.Where(span => span.TraceId == parent.TraceId && span.ParentId == parent.SpanId).OrderBy(span => span.Start);
}
