using System.Diagnostics;
using NetSim.Simulation.Running;
using NetSim.Simulation.Telemetry;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Tests.Telemetry;

/// <summary>What spans say of others that are neither above nor below them.</summary>
[Collection(TelemetryCollection.Name)]
public class SpanLinkTests
{
    private static readonly TracePlan Everything = SmallNetwork.Trace(1, DropTracing.Always, FlowTracing.All);

    [Fact]
    public void A_retransmission_names_the_packet_that_carried_its_bytes_first()
    {
        using var listener = new SpanListener();
        RunSummary summary = SmallNetwork.Run(
            SmallNetwork.Plan("[ { bulk: { to: b, bytes: 500 KB } } ]", "[ { sink: { port: 5001 } } ]", ", loss: 2 %"), Everything);

        (Activity Packet, Activity Original)[] repeated = [.. Linked(listener, "retransmission_of")];
        long retransmitted = summary.Flows.Sum(flow => flow.Info.SegmentsRetransmitted);
        Assert.InRange(repeated.Length, 1, retransmitted);
        Assert.All(repeated, pair =>
        {
            Assert.Equal((pair.Packet.Text(TelemetryNames.SourceAddress), pair.Packet.Text(TelemetryNames.SourcePort)), (pair.Original.Text(TelemetryNames.SourceAddress), pair.Original.Text(TelemetryNames.SourcePort)));
            long distance = pair.Packet.Number(TelemetryNames.TcpSequence) - pair.Original.Number(TelemetryNames.TcpSequence);
            Assert.InRange(distance, 0, pair.Original.Number(TelemetryNames.PacketSize));
            Assert.True(pair.Original.Begins() < pair.Packet.Begins());
        });
        // Of a super-segment one piece may have been lost and the others not; the hop tells.
        Assert.Contains(repeated, pair => listener.Below(pair.Original).Any(hop => hop.Status == ActivityStatusCode.Error));
    }

    [Fact]
    public void A_reply_names_its_request()
    {
        using var listener = new SpanListener();
        SmallNetwork.Run(SmallNetwork.Plan("[ { ping: { to: b, count: 3, every: 100 ms } }, { ping: { to: b, count: 1, ttl: 1, start: 1 s } } ]"), Everything);

        (Activity Packet, Activity Original)[] replies = [.. Linked(listener, "reply_to")];
        Assert.Equal(3, replies.Count(pair => pair.Packet.Text(TelemetryNames.Host) == "b"));
        Assert.All(replies.Where(pair => pair.Packet.Text(TelemetryNames.Host) == "b"), pair =>
            Assert.Equal(pair.Original.Text(TelemetryNames.IcmpSequence), pair.Packet.Text(TelemetryNames.IcmpSequence)));
        Assert.All(replies, pair => Assert.Equal("a", pair.Original.Text(TelemetryNames.Host)));
    }

    [Fact]
    public void A_packet_names_the_end_of_the_connection_that_sent_it()
    {
        using var listener = new SpanListener();
        SmallNetwork.Run(SmallNetwork.Plan("[ { bulk: { to: b, bytes: 20 KB } } ]", "[ { sink: { port: 5001 } } ]"), Everything);

        (Activity Packet, Activity Flow)[] packets = [.. Linked(listener, "flow")];
        Assert.All(packets, pair => Assert.Equal(("tcp flow", pair.Packet.Text(TelemetryNames.Host)), (pair.Flow.OperationName, pair.Flow.Text(TelemetryNames.Host))));
        Assert.Contains(packets, pair => pair.Packet.Text(TelemetryNames.TcpFlags) == "SYN");
        Assert.Equal(["a", "b"], packets.Select(pair => pair.Packet.Text(TelemetryNames.Host)!).Distinct().Order());
    }

    /// <summary>Spans with a link for that reason, and where it leads: to a span that was told.</summary>
    private static IEnumerable<(Activity From, Activity To)> Linked(SpanListener listener, string relation) =>
        from span in listener.Spans
        from link in span.Links
        where (string?)link.Tags!.Single().Value == relation
        select (span, listener.Spans.Single(other => other.TraceId == link.Context.TraceId && other.SpanId == link.Context.SpanId));
}
