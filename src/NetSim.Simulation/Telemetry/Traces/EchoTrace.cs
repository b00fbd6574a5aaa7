using System.Diagnostics;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Telemetry.Traces;

/// <summary>The requests of one echo socket as a trace: <c>echo flow</c> while it is open, and below it an <c>echo</c> for each request, until its answer.</summary>
internal sealed class EchoTrace(NodeTracer node, TraceIdentity trace, IpAddress target)
{
    /// <summary>Of more requests than this at once, the oldest counts as lost.</summary>
    private const int MostUnanswered = 1024;

    private const string NoReply = "no_reply";

    private readonly List<(ushort Sequence, Instant SentAt)> _unanswered = [];
    private readonly Instant _start = node.Now;
    private IpAddress _source;
    private long _sent, _received;
    private int _spans;
    private bool _isClosed;

    public void OnSent(IpAddress source, ushort sequence)
    {
        _source = source;
        _sent++;
        if (_unanswered.Count == MostUnanswered) End(_unanswered[0].Sequence, NoReply);
        _unanswered.Add((sequence, node.Now));
    }

    public void OnReply(ushort sequence)
    {
        _received++;
        End(sequence, error: null);
    }

    public void OnError(ushort sequence, string error) => End(sequence, error);

    public void Close()
    {
        if (_isClosed) return;
        _isClosed = true;
        node.OnEchoClosed(this);
        foreach ((ushort sequence, Instant sentAt) in _unanswered) WriteEcho(sequence, sentAt, NoReply);
        var record = new SpanRecord(trace, 0, null, SpanNames.EchoFlow, _start, node.Now) { Kind = ActivityKind.Client };
        Activity? span = node.Run.Writer.Open(record);
        if (span is null) return;
        span.SetTag(TelemetryNames.Host, node.Name);
        Describe(span);
        span.SetTag(TelemetryNames.EchoesSent, _sent);
        span.SetTag(TelemetryNames.EchoesReceived, _received);
        node.Tell(span, record);
    }

    /// <summary>A second answer to the same request finds it no more: the first one counts.</summary>
    private void End(ushort sequence, string? error)
    {
        int at = _unanswered.FindIndex(request => request.Sequence == sequence);
        if (at < 0) return;
        WriteEcho(sequence, _unanswered[at].SentAt, error);
        _unanswered.RemoveAt(at);
    }

    private void WriteEcho(ushort sequence, Instant sentAt, string? error)
    {
        var record = new SpanRecord(trace, ++_spans, 0, SpanNames.Echo, sentAt, node.Now);
        Activity? span = node.Run.Writer.Open(record);
        if (span is null) return;
        Describe(span);
        span.SetTag(TelemetryNames.IcmpSequence, (long)sequence);
        if (error is not null)
        {
            span.SetTag(TelemetryNames.ErrorType, error);
            span.SetStatus(ActivityStatusCode.Error);
        }
        node.Tell(span, record);
    }

    private void Describe(Activity span)
    {
        span.SetTag(TelemetryNames.NetworkType, target.IsIPv4 ? "ipv4" : "ipv6");
        span.SetTag(TelemetryNames.Transport, target.IsIPv4 ? "icmp" : "icmpv6");
        span.SetTag(TelemetryNames.SourceAddress, _source.ToString());
        span.SetTag(TelemetryNames.DestinationAddress, target.ToString());
    }
}
