using System.Diagnostics;
using NetSim.Simulation.Running;
using NetSim.Simulation.Telemetry;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Tests.Telemetry;

[Collection(TelemetryCollection.Name)]
public class PacketTraceTests
{
    private const string Ping = "[ { ping: { to: b, count: 2, every: 100 ms } } ]";

    [Fact]
    public void A_journey_over_three_links_has_three_hops_in_order_whose_times_add_up()
    {
        using var listener = new SpanListener();
        SmallNetwork.Run(SmallNetwork.Plan(Ping), SmallNetwork.Trace(1));

        // The second request finds all neighbours known.
        Activity packet = Assert.Single(listener.Named("packet"), span => IsEchoRequest(span, 2));
        Activity[] hops = [.. listener.Below(packet)];
        Assert.Equal(["first", "middle", "last"], hops.Select(hop => hop.Text(TelemetryNames.Link)));
        Assert.Equal(["a:eth0", "r1:eth1", "r2:eth1"], hops.Select(hop => hop.Text(TelemetryNames.HopFrom)));
        Assert.Equal(["r1:eth0", "r2:eth0", "b:eth0"], hops.Select(hop => hop.Text(TelemetryNames.HopTo)));
        Assert.Equal([1_000_000, 2_000_000, 3_000_000], hops.Select(hop => hop.Number(TelemetryNames.HopPropagate)));
        Assert.All(hops, hop => Assert.Equal((0, 98 * 800), (hop.Number(TelemetryNames.HopQueue), hop.Number(TelemetryNames.HopTransmit))));

        Assert.Equal(100_000_000, packet.Begins());
        Assert.Equal(packet.Begins(), hops[0].Begins());
        Assert.Equal(hops[0].Ends(), hops[1].Begins());
        Assert.Equal(hops[1].Ends(), hops[2].Begins());
        Assert.Equal(hops[2].Ends(), packet.Ends());
        Assert.All(hops, hop => Assert.Equal(Parts(hop), hop.Ends() - hop.Begins()));
        Assert.Equal(("delivered", "b"), (packet.Text(TelemetryNames.PacketEnd), packet.Text(TelemetryNames.PacketEndHost)));
        Assert.Equal(("a", "icmp", 84), (packet.Text(TelemetryNames.Host), packet.Text(TelemetryNames.Transport), packet.Number(TelemetryNames.PacketSize)));
    }

    [Fact]
    public void An_answer_is_a_packet_of_its_own()
    {
        using var listener = new SpanListener();
        SmallNetwork.Run(SmallNetwork.Plan(Ping), SmallNetwork.Trace(1));

        Activity reply = Assert.Single(listener.Named("packet"), span =>
            span.Text(TelemetryNames.Host) == "b" && span.Text(TelemetryNames.IcmpSequence) == "2");
        Assert.Equal(("delivered", "a"), (reply.Text(TelemetryNames.PacketEnd), reply.Text(TelemetryNames.PacketEndHost)));
        Assert.Equal(3, listener.Below(reply).Count());
    }

    [Fact]
    public void Waiting_for_the_transmitter_shows_as_queue()
    {
        using var listener = new SpanListener();
        SmallNetwork.Run(SmallNetwork.Plan("[ { bulk: { to: b, bytes: 50 KB } } ]", "[ { sink: { port: 5001 } } ]"), SmallNetwork.Trace(1));

        Activity[] hops = [.. listener.Named("hop")];
        Assert.Contains(hops, hop => hop.Number(TelemetryNames.HopQueue) > 0);
        Assert.All(hops, hop => Assert.InRange(Math.Abs(Parts(hop) - (hop.Ends() - hop.Begins())), 0, 100));
    }

    [Fact]
    public void Neighbour_discovery_is_traced_like_any_other_packet()
    {
        using var listener = new SpanListener();
        SmallNetwork.Run(SmallNetwork.Plan(Ping), SmallNetwork.Trace(1));

        Activity[] requests = [.. listener.Named("packet").Where(span => span.Text(TelemetryNames.NetworkType) == "arp" && span.Text(TelemetryNames.Host) == "a")];
        Activity request = Assert.Single(requests);
        Assert.Equal(("consumed", "r1"), (request.Text(TelemetryNames.PacketEnd), request.Text(TelemetryNames.PacketEndHost)));
    }

    [Fact]
    public void A_packet_lost_on_a_link_is_an_error_at_its_last_hop()
    {
        using var listener = new SpanListener();
        SmallNetwork.Run(SmallNetwork.Plan(Ping, middle: ", reverse: { loss: 100 % }"), SmallNetwork.Trace(0, DropTracing.Always));

        Activity lost = Assert.Single(listener.Named("packet").Where(span => span.Text(TelemetryNames.NetworkType) == "arp").Take(1));
        Assert.Equal((ActivityStatusCode.Error, "loss", "dropped"), (lost.Status, lost.Text(TelemetryNames.ErrorType), lost.Text(TelemetryNames.PacketEnd)));
        Activity hop = Assert.Single(listener.Below(lost));
        Assert.Equal(("hop", ActivityStatusCode.Error, "loss", "middle"),
            (hop.OperationName, hop.Status, hop.Text(TelemetryNames.ErrorType), hop.Text(TelemetryNames.Link)));
        // It was sent, so it took its time.
        Assert.Equal(hop.Number(TelemetryNames.HopTransmit) / 100 * 100, hop.Ends() - hop.Begins());
    }

    [Fact]
    public void Every_drop_is_told_of_even_if_the_sample_chose_nothing()
    {
        using var listener = new SpanListener();
        RunSummary summary = SmallNetwork.Run(
            SmallNetwork.Plan("[ { bulk: { to: b, bytes: 300 KB } } ]", "[ { sink: { port: 5001 } } ]", ", rate: 2 Mbit/s"),
            SmallNetwork.Trace(0, DropTracing.Always));

        long drops = summary.Links.Sum(link => link.AToB.Drops.Sum(drop => drop.Count) + link.BToA.Drops.Sum(drop => drop.Count));
        Assert.True(drops > 0);
        Assert.Equal(drops, listener.Spans.Count(span => span.OperationName == "hop" && span.Status == ActivityStatusCode.Error));
        Assert.Equal(drops, listener.Named("packet").Count());
        Assert.All(listener.Named("packet"), packet => Assert.Equal("queue_full", packet.Text(TelemetryNames.ErrorType)));
    }

    [Fact]
    public void A_drop_at_a_node_is_a_span_of_its_own()
    {
        using var listener = new SpanListener();
        SmallNetwork.Run(SmallNetwork.Plan("[ { ping: { to: 10.0.3.2, ttl: 2, count: 1 } } ]"), SmallNetwork.Trace(0, DropTracing.Always));

        Activity packet = Assert.Single(listener.Named("packet"));
        Assert.Equal(("ttl_exceeded", "r2"), (packet.Text(TelemetryNames.ErrorType), packet.Text(TelemetryNames.PacketEndHost)));
        Activity[] steps = [.. listener.Below(packet)];
        Assert.Equal(["hop", "hop", "drop"], steps.Select(step => step.OperationName));
        Assert.Equal((ActivityStatusCode.Error, "r2"), (steps[2].Status, steps[2].Text(TelemetryNames.Host)));
        Assert.Equal(steps[1].Ends(), steps[2].Begins());
    }

    [Fact]
    public void A_packet_for_a_silent_neighbour_is_dropped_where_it_waited()
    {
        using var listener = new SpanListener();
        SmallNetwork.Run(SmallNetwork.Plan("[ { ping: { to: 10.0.3.77, count: 1 } } ]"), SmallNetwork.Trace(0, DropTracing.Always));

        Activity packet = Assert.Single(listener.Named("packet"));
        Assert.Equal(("neighbour_unreachable", "r2"), (packet.Text(TelemetryNames.ErrorType), packet.Text(TelemetryNames.PacketEndHost)));
        Assert.True(packet.Duration > TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Drops_that_the_sample_did_not_choose_are_left_out_if_so_wished()
    {
        using var listener = new SpanListener();
        SmallNetwork.Run(SmallNetwork.Plan(Ping, middle: ", loss: 100 %"), SmallNetwork.Trace(0));
        Assert.Empty(listener.Spans);
    }

    [Fact]
    public void Copies_of_a_flooded_frame_share_a_trace()
    {
        using var listener = new SpanListener();
        SmallNetwork.Run(Flooding(), SmallNetwork.Trace(1));

        Activity request = listener.Named("packet").First(span => span.Text(TelemetryNames.NetworkType) == "arp");
        Activity[] hops = [.. listener.Below(request)];
        Assert.Equal(["a:eth0", "sw:2", "sw:3"], hops.Select(hop => hop.Text(TelemetryNames.HopFrom)));
        Assert.Equal(hops[0].Ends(), hops[1].Begins());
        Assert.Equal(hops[1].Begins(), hops[2].Begins());
        Assert.Equal(ActivityStatusCode.Unset, request.Status);
    }

    [Fact]
    public void The_share_that_is_chosen_is_the_share_that_was_asked_for()
    {
        using var listener = new SpanListener();
        TopologyPlan plan = SmallNetwork.Plan("[ { bulk: { to: b, bytes: 2 MB } } ]", "[ { sink: { port: 5001 } } ]");
        SmallNetwork.Run(plan, SmallNetwork.Trace(1));
        int all = listener.Named("packet").Count();
        string[] everyId = [.. listener.Named("packet").Select(span => span.Id!)];
        Assert.Equal(all, everyId.Distinct().Count());
        listener.Spans.Clear();
        SmallNetwork.Run(plan, SmallNetwork.Trace(0.25));

        string[] chosen = [.. listener.Named("packet").Select(span => span.Id!)];
        Assert.InRange(chosen.Length, all * 0.22, all * 0.28);
        Assert.Empty(chosen.Except(everyId));
    }

    private static long Parts(Activity hop) =>
        hop.Number(TelemetryNames.HopQueue) + hop.Number(TelemetryNames.HopTransmit) + hop.Number(TelemetryNames.HopPropagate);

    private static bool IsEchoRequest(Activity span, int sequence) =>
        span.Text(TelemetryNames.IcmpType) == "8" && span.Text(TelemetryNames.IcmpSequence) == sequence.ToString();

    private static TopologyPlan Flooding()
    {
        const string Text = """
            name: flooding
            seed: 1
            time: { mode: virtual, stop: 5 s }
            nodes:
              sw: { kind: switch, ports: 3 }
              a: { kind: host, interfaces: { eth0: { address: 10.0.0.1/24 } }, apps: [ { ping: { to: b, count: 1 } } ] }
              b: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24 } } }
              c: { kind: host, interfaces: { eth0: { address: 10.0.0.3/24 } } }
            links:
              - { endpoints: ["a:eth0", "sw:1"], delay: 1 ms }
              - { endpoints: ["b:eth0", "sw:2"], delay: 1 ms }
              - { endpoints: ["c:eth0", "sw:3"], delay: 1 ms }
            """;
        return NetSim.Simulation.Topology.TopologyLoader.LoadText(Text, "flooding.yaml").Plan!;
    }
}
