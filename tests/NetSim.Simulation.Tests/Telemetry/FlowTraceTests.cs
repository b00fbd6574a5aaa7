using System.Diagnostics;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Running;
using NetSim.Simulation.Telemetry;

namespace NetSim.Simulation.Tests.Telemetry;

[Collection(TelemetryCollection.Name)]
public class FlowTraceTests
{
    private const string Transfer = "[ { bulk: { to: b, bytes: 200 KB, start: 1 s } } ]";
    private const string Sink = "[ { sink: { port: 5001 } } ]";

    [Fact]
    public void A_connection_is_a_span_from_syn_to_close_in_simulated_time()
    {
        using var listener = new SpanListener();
        RunSummary summary = SmallNetwork.Run(SmallNetwork.Plan(Transfer, Sink), SmallNetwork.FlowsOnly);

        TcpFlow flow = Assert.Single(summary.Flows, flow => flow.IsActive);
        Activity span = Assert.Single(listener.Named("tcp flow"), span => span.Kind == ActivityKind.Client);
        Assert.Equal(1_000_000_000, span.Begins());
        Assert.Equal(flow.Closed!.Value.Nanoseconds / 100 * 100, span.Ends());
        Assert.Equal(default, span.ParentSpanId);
        Assert.Equal(("a", "tcp", "ipv4"), (span.Text(TelemetryNames.Host), span.Text(TelemetryNames.Transport), span.Text(TelemetryNames.NetworkType)));
        Assert.Equal(("10.0.1.2", "10.0.3.2"), (span.Text(TelemetryNames.SourceAddress), span.Text(TelemetryNames.DestinationAddress)));
        Assert.Equal((long)flow.Local.Port, span.Number(TelemetryNames.SourcePort));
        Assert.Equal(5001, span.Number(TelemetryNames.DestinationPort));
        Assert.Equal(200_000, span.Number(TelemetryNames.BytesSent));
        Assert.Equal(flow.Info.SegmentsRetransmitted, span.Number(TelemetryNames.Retransmissions));
        Assert.Equal("normal", span.Text(TelemetryNames.TcpEnd));
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
    }

    [Fact]
    public void Handshake_transfer_and_close_fill_the_span_without_a_gap()
    {
        using var listener = new SpanListener();
        SmallNetwork.Run(SmallNetwork.Plan(Transfer, Sink), SmallNetwork.FlowsOnly);

        Activity flow = Assert.Single(listener.Named("tcp flow"), span => span.Kind == ActivityKind.Client);
        Activity[] phases = [.. listener.Below(flow).Where(span => span.Kind == ActivityKind.Internal).OrderBy(span => span.StartTimeUtc)];
        Assert.Equal(["handshake", "transfer", "close"], phases.Select(span => span.OperationName));
        Assert.Equal(flow.Begins(), phases[0].Begins());
        Assert.Equal(phases[0].Ends(), phases[1].Begins());
        Assert.Equal(phases[1].Ends(), phases[2].Begins());
        Assert.Equal(flow.Ends(), phases[2].Ends());
        // There and back over three links, and ARP on the way before.
        Assert.InRange(phases[0].Duration.TotalMilliseconds, 12, 36);
    }

    [Fact]
    public void The_accepting_end_lies_below_the_opening_end()
    {
        using var listener = new SpanListener();
        SmallNetwork.Run(SmallNetwork.Plan(Transfer, Sink), SmallNetwork.FlowsOnly);

        Activity client = Assert.Single(listener.Named("tcp flow"), span => span.Kind == ActivityKind.Client);
        Activity server = Assert.Single(listener.Named("tcp flow"), span => span.Kind == ActivityKind.Server);
        Assert.Equal((client.TraceId, client.SpanId), (server.TraceId, server.ParentSpanId));
        Assert.Equal("b", server.Text(TelemetryNames.Host));
        Assert.Equal(200_000, server.Number(TelemetryNames.BytesReceived));
        Assert.Equal(client.Text(TelemetryNames.SourceAddress), server.Text(TelemetryNames.SourceAddress));
    }

    [Fact]
    public void The_accepting_end_begins_with_the_syn_that_came_and_has_all_phases_too()
    {
        using var listener = new SpanListener();
        SmallNetwork.Run(SmallNetwork.Plan(Transfer, Sink), SmallNetwork.FlowsOnly);

        Activity client = Assert.Single(listener.Named("tcp flow"), span => span.Kind == ActivityKind.Client);
        Activity server = Assert.Single(listener.Named("tcp flow"), span => span.Kind == ActivityKind.Server);
        Activity[] phases = [.. listener.Below(server).OrderBy(span => span.StartTimeUtc)];
        Assert.Equal(["handshake", "transfer", "close"], phases.Select(span => span.OperationName));
        Assert.Equal((server.Begins(), server.Ends()), (phases[0].Begins(), phases[2].Ends()));
        // From the SYN's arrival to that of the ACK: once there and back.
        Assert.InRange(phases[0].Ends() - phases[0].Begins(), 2 * SmallNetwork.DelayOfLinks, 3 * SmallNetwork.DelayOfLinks);
        Assert.True(server.Begins() >= client.Begins() + SmallNetwork.DelayOfLinks);
    }

    [Fact]
    public void A_refused_connection_is_an_error()
    {
        using var listener = new SpanListener();
        SmallNetwork.Run(SmallNetwork.Plan(Transfer), SmallNetwork.FlowsOnly);

        Activity flow = Assert.Single(listener.Named("tcp flow"));
        Assert.Equal((ActivityStatusCode.Error, "refused", "refused"), (flow.Status, flow.Text(TelemetryNames.ErrorType), flow.Text(TelemetryNames.TcpEnd)));
        Activity handshake = Assert.Single(listener.Below(flow));
        Assert.Equal(("handshake", ActivityStatusCode.Error), (handshake.OperationName, handshake.Status));
    }

    [Fact]
    public void A_connection_that_outlives_the_run_ends_with_it()
    {
        using var listener = new SpanListener();
        SmallNetwork.Run(SmallNetwork.Plan("[ { bulk: { to: b, bytes: 1 GB, start: 1 s } } ]", Sink), SmallNetwork.FlowsOnly);

        Activity flow = Assert.Single(listener.Named("tcp flow"), span => span.Kind == ActivityKind.Client);
        Assert.Equal(("open", 20_000_000_000), (flow.Text(TelemetryNames.TcpEnd), flow.Ends()));
        Assert.Equal(["handshake", "transfer"], listener.Below(flow).Where(span => span.Kind == ActivityKind.Internal).Select(span => span.OperationName));
    }

    [Fact]
    public void The_requests_of_a_ping_are_a_trace()
    {
        using var listener = new SpanListener();
        SmallNetwork.Run(SmallNetwork.Plan("[ { ping: { to: b, count: 3, every: 100 ms } } ]"), SmallNetwork.FlowsOnly);

        Activity flow = Assert.Single(listener.Named("echo flow"));
        Assert.Equal((3, 3), (flow.Number(TelemetryNames.EchoesSent), flow.Number(TelemetryNames.EchoesReceived)));
        Activity[] echoes = [.. listener.Below(flow)];
        Assert.Equal([0, 100_000_000, 200_000_000], echoes.Select(echo => echo.Begins()));
        // 98 bytes at 10 Mbit/s six times, and the links there and back.
        long rtt = 2 * SmallNetwork.DelayOfLinks + 6 * 98 * 800;
        Assert.All(echoes.Skip(1), echo => Assert.Equal(rtt, echo.Ends() - echo.Begins()));
        Assert.All(echoes, echo => Assert.Equal(ActivityStatusCode.Unset, echo.Status));
    }

    [Fact]
    public void A_request_without_reply_is_an_error()
    {
        using var listener = new SpanListener();
        const string Cut = "events: [ { at: 50 ms, link: middle, set: { loss: 100 % } } ]";
        SmallNetwork.Run(SmallNetwork.Plan("[ { ping: { to: b, count: 2, every: 100 ms } } ]", rest: Cut), SmallNetwork.FlowsOnly);

        Activity[] echoes = [.. listener.Named("echo")];
        Assert.Equal([(ActivityStatusCode.Unset, null), (ActivityStatusCode.Error, "no_reply")],
            echoes.Select(echo => (echo.Status, echo.Text(TelemetryNames.ErrorType))));
    }

    [Fact]
    public void A_request_that_is_answered_by_an_error_is_an_error()
    {
        using var listener = new SpanListener();
        SmallNetwork.Run(SmallNetwork.Plan("[ { ping: { to: 10.0.3.2, ttl: 1, count: 1 } } ]"), SmallNetwork.FlowsOnly);

        Activity echo = Assert.Single(listener.Named("echo"));
        Assert.Equal((ActivityStatusCode.Error, "icmp_error"), (echo.Status, echo.Text(TelemetryNames.ErrorType)));
    }
}
