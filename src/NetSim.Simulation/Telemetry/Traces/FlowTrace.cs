using System.Diagnostics;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Telemetry.Traces;

/// <summary>
/// One end of a TCP connection as a span, told when the connection is over. Both ends are in one trace: the span of the end that accepted lies
/// below that of the end that opened, and below each lie its <c>handshake</c>, <c>transfer</c> and <c>close</c>.
/// </summary>
/// <param name="node">Where this end is.</param>
/// <param name="trace">The connection's trace, the same at both ends.</param>
/// <param name="role">Client or server.</param>
/// <param name="since">When the first SYN went or came. Of an accepted connection that is a round trip before there is a <see cref="TcpFlow"/>.</param>
internal sealed class FlowTrace(NodeTracer node, TraceIdentity trace, ActivityKind role, Instant since)
{
    /// <summary>The run was over before the connection was.</summary>
    private const string Open = "open";

    private const int Client = 0;
    private const int Server = 4;

    /// <summary>Behind the spans of both ends.</summary>
    private const int FirstRequest = 8;

    private bool _isTold;
    private int _requests;
    private (ActivityContext Application, Instant Start)? _request;

    /// <summary>Of this end's span.</summary>
    public ActivityContext Context => new(trace.TraceId, trace.SpanId(role == ActivityKind.Client ? Client : Server), ActivityTraceFlags.Recorded);

    /// <summary>The request that the connection serves now and that is part of a trace of the peer's application; default: none.</summary>
    public ActivityContext Request { get; private set; }

    /// <summary>The peer has said which span of its own a request belongs to: from now until the next one, packets of this end lie below it.</summary>
    public void Join(ActivityContext application)
    {
        TellRequest(node.Now, how: null);
        _request = (application, node.Now);
        Request = new ActivityContext(application.TraceId, trace.SpanId(FirstRequest + _requests), ActivityTraceFlags.Recorded);
        _requests++;
    }

    public void OnClosed(TcpFlow flow) => Tell(flow, flow.Closed!.Value, TextOf(flow.EndedBy));

    public void OnRunEnded(TcpFlow flow, Instant now) => Tell(flow, now, Open);

    private void Tell(TcpFlow flow, Instant end, string how)
    {
        if (_isTold) return;
        _isTold = true;
        node.OnFlowClosed(flow.Local, flow.Remote);
        TellRequest(end, how);
        int number = role == ActivityKind.Client ? Client : Server;
        bool isBelowClient = role == ActivityKind.Server && node.Run.IsSimulated(flow.Remote.Address);
        WriteFlow(flow, new SpanRecord(trace, number, isBelowClient ? Client : null, SpanNames.TcpFlow, since, end) { Kind = role }, how);

        Instant connected = flow.Connected ?? end;
        Instant closing = flow.Closing ?? end;
        if (connected > since) WritePhase(new SpanRecord(trace, number + 1, number, SpanNames.Handshake, since, connected), flow.Connected is null ? how : null);
        if (flow.Connected is null) return;
        WritePhase(new SpanRecord(trace, number + 2, number, SpanNames.Transfer, connected, closing), flow.Closing is null ? how : null);
        if (flow.Closing is not null) WritePhase(new SpanRecord(trace, number + 3, number, SpanNames.Close, closing, end), how);
    }

    private void TellRequest(Instant end, string? how)
    {
        if (_request is not { } request) return;
        var record = new SpanRecord(trace, FirstRequest + _requests - 1, null, SpanNames.Request, request.Start, end)
        {
            Kind = ActivityKind.Server,
            Under = request.Application,
            Links = [SpanRelation.Link(SpanRelation.Flow, Context)],
        };
        (_request, Request) = (null, default);
        Activity? span = node.Run.Writer.Open(record);
        if (span is null) return;
        span.SetTag(TelemetryNames.Host, node.Name);
        if (how is not null) FailIfNotInOrder(span, how);
        node.Tell(span, record);
    }

    private void WriteFlow(TcpFlow flow, in SpanRecord record, string how)
    {
        Activity? span = node.Run.Writer.Open(record);
        if (span is null) return;
        (IpEndpoint source, IpEndpoint destination) = role == ActivityKind.Client ? (flow.Local, flow.Remote) : (flow.Remote, flow.Local);
        span.SetTag(TelemetryNames.Host, flow.Node);
        span.SetTag(TelemetryNames.Transport, "tcp");
        span.SetTag(TelemetryNames.NetworkType, source.Address.IsIPv4 ? "ipv4" : "ipv6");
        span.SetTag(TelemetryNames.SourceAddress, source.Address.ToString());
        span.SetTag(TelemetryNames.SourcePort, (long)source.Port);
        span.SetTag(TelemetryNames.DestinationAddress, destination.Address.ToString());
        span.SetTag(TelemetryNames.DestinationPort, (long)destination.Port);
        TcpInfo info = flow.Info;
        span.SetTag(TelemetryNames.BytesSent, info.BytesAcknowledged);
        span.SetTag(TelemetryNames.BytesReceived, info.BytesReceived);
        span.SetTag(TelemetryNames.Retransmissions, info.SegmentsRetransmitted);
        span.SetTag(TelemetryNames.SmoothedRtt, info.SmoothedRtt.Nanoseconds);
        span.SetTag(TelemetryNames.TcpEnd, how);
        FailIfNotInOrder(span, how);
        node.Tell(span, record);
    }

    private void WritePhase(in SpanRecord record, string? how)
    {
        Activity? span = node.Run.Writer.Open(record);
        if (span is null) return;
        if (how is not null) FailIfNotInOrder(span, how);
        node.Tell(span, record);
    }

    private static void FailIfNotInOrder(Activity span, string how)
    {
        if (how is "normal" or Open) return;
        span.SetTag(TelemetryNames.ErrorType, how);
        span.SetStatus(ActivityStatusCode.Error);
    }

    private static string TextOf(TcpEnd end) => end switch
    {
        // TIME-WAIT is over for the application, and its end only a matter of time.
        TcpEnd.None or TcpEnd.Normal or TcpEnd.ResetAfterClose or TcpEnd.Reopened => "normal",
        TcpEnd.TimedOut => "timed_out",
        _ => end.ToString().ToLowerInvariant(),
    };
}
