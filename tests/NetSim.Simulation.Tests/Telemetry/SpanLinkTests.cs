using System.Diagnostics;
using NetSim.Simulation.Running;
using NetSim.Simulation.Telemetry;
using NetSim.Simulation.Tests.Topology;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

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

    /// <summary>Two sites over GRE and VXLAN, with a link in between that takes less than the tunnels at first believe.</summary>
    [Fact]
    public void A_packet_in_a_tunnel_and_the_packet_that_carries_it_name_each_other_and_its_own_way_goes_on_behind()
    {
        using var listener = new SpanListener();
        SmallNetwork.Run(Tunnels, Everything);

        (Activity Tunnel, Activity Carrier)[] ways = [.. Linked(listener, "carried_by")];
        Assert.Equal(listener.Named("tunnel").Count(), ways.Length);
        Assert.Equal(["gre", "udp"], ways.Select(way => way.Carrier.Text(TelemetryNames.Transport)!).Distinct().Order());
        Dictionary<ActivitySpanId, Activity> carried = Linked(listener, "carries").ToDictionary(pair => pair.From.SpanId, pair => pair.To);
        Assert.Equal(carried.Count, ways.Length);
        Assert.All(ways, way =>
        {
            Assert.Equal(("packet", way.Tunnel.ParentSpanId, way.Tunnel.Text(TelemetryNames.Host)), (way.Carrier.OperationName, carried[way.Carrier.SpanId].SpanId, way.Carrier.Text(TelemetryNames.Host)));
            Assert.NotEqual(way.Tunnel.TraceId, way.Carrier.TraceId);
            Assert.Equal((way.Tunnel.Begins(), way.Tunnel.Text(TelemetryNames.ErrorType)), (way.Carrier.Begins(), way.Carrier.Text(TelemetryNames.ErrorType)));
            Assert.True(way.Tunnel.Ends() <= way.Carrier.Ends());
        });
        // What is too long for the link in the middle ends there, and what it carried with it.
        Assert.Contains(ways, way => way.Tunnel.Text(TelemetryNames.ErrorType) == "mtu" && carried[way.Carrier.SpanId].Text(TelemetryNames.PacketEnd) == "dropped");

        // The second one finds all neighbours known.
        Activity ping = listener.Named("packet").First(packet => packet.Text(TelemetryNames.Host) == "ann" && packet.Text(TelemetryNames.IcmpSequence) == "2");
        Activity[] way = [.. listener.Below(ping).OrderBy(step => step.Begins())];
        Assert.Equal(["hop ann:eth0", "tunnel ", "hop east:eth0"], way.Select(step => $"{step.OperationName} {step.Text(TelemetryNames.HopFrom)}"));
        Assert.Equal((way[0].Ends(), way[1].Ends()), (way[1].Begins(), way[2].Begins()));
        Assert.Equal(("delivered", "bob"), (ping.Text(TelemetryNames.PacketEnd), ping.Text(TelemetryNames.PacketEndHost)));
    }

    [Theory]
    [InlineData(1, DropTracing.Always)]
    [InlineData(0.2, DropTracing.Sampled)]
    public void What_goes_through_tunnels_is_told_the_same_with_any_number_of_lanes(double ratio, DropTracing drops)
    {
        string alone = Told(1);
        Assert.Contains("carried_by", alone, StringComparison.Ordinal);
        Assert.Equal(alone, Told(2));
        Assert.Equal(alone, Told(8));

        string Told(int lanes)
        {
            using var listener = new SpanListener();
            Assert.True(SimulationRun.Open(Tunnels, new RunOptions { Lanes = lanes, Trace = SmallNetwork.Trace(ratio, drops, FlowTracing.All) }).TryGet(out SimulationRun? run, out _));
            using (run) run.Run();
            return listener.Text;
        }
    }

    [Fact]
    public void A_packet_that_the_sample_did_not_choose_is_not_asked_about_again_behind_a_tunnel()
    {
        using var listener = new SpanListener();
        SmallNetwork.Run(Tunnels, SmallNetwork.Trace(0.3));

        Activity[] packets = [.. listener.Named("packet").Where(packet => packet.Text(TelemetryNames.SourceAddress)!.StartsWith("10.1.0.2", StringComparison.Ordinal))];
        Assert.NotEmpty(packets);
        Assert.All(packets, packet => Assert.Equal("ann", packet.Text(TelemetryNames.Host)));
    }

    /// <summary>Until a little after the first transfer has begun.</summary>
    private static TopologyPlan Tunnels { get; } =
        TopologyLoader.LoadFile(Path.Combine(RepositoryFiles.Topologies, "tunnels.yaml"), PlanOptions.Default with { Stop = Duration.FromMilliseconds(4_200) }).Plan!;

    /// <summary>Spans with a link for that reason, and where it leads: to a span that was told.</summary>
    private static IEnumerable<(Activity From, Activity To)> Linked(SpanListener listener, string relation) =>
        from span in listener.Spans
        from link in span.Links
        where (string?)link.Tags!.Single().Value == relation
        select (span, listener.Spans.Single(other => other.TraceId == link.Context.TraceId && other.SpanId == link.Context.SpanId));
}
