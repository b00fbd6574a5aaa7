using System.Diagnostics;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Applications.Services;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Applications.Http;

/// <summary>Serves one connection: reads requests, writes answers in their order, closes when either side wants it.</summary>
internal sealed class HttpConnectionActor(IActorRef socket, HttpSite site, ServiceRecord record) : UntypedActor
{
    private readonly HttpRequestReader _reader = new();
    private bool _isClosing;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet data:
                record.BytesReceived += data.Length;
                if (!_isClosing) Read(data.Bytes);
                data.Return();
                break;
            case TcpWritten:
                break;
            case TcpPeerClosed:
                Close();
                break;
            case TcpClosed:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Read(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0 && !_isClosing)
        {
            int? status = _reader.Read(bytes, out int used);
            bytes = bytes[used..];
            if (_reader.TakeContinueWanted()) socket.Tell(new TcpWrite(HttpResponse.Continue), Self);
            if (status is null) return;
            record.Requests++;
            if (_reader.Request is { } request) JoinTrace(request.Fields);
            if (status == 200) Answer(site.Answer(_reader.Request!), _reader.Request!.KeepAlive);
            else Answer(HttpSite.Refuse(status.Value, null), keepAlive: false);
        }
    }

    /// <summary>W3C Trace Context 3.2; a sender that does not record would not know what to do with it.</summary>
    private void JoinTrace(HttpFields fields)
    {
        if (fields.Get("traceparent") is not { } parent) return;
        if (ActivityContext.TryParse(parent, fields.Get("tracestate"), isRemote: true, out ActivityContext context) && context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded))
            socket.Tell(new TraceJoin(context), Self);
    }

    private void Answer(HttpResponse response, bool keepAlive)
    {
        socket.Tell(new TcpWrite(response.Head, response.Body.IsEmpty ? WriteThen.Send : WriteThen.More), Self);
        if (!response.Body.IsEmpty) socket.Tell(new TcpWrite(response.Body), Self);
        record.BytesSent += response.Head.Length + response.Body.Length;
        if (!keepAlive) Close();
    }

    private void Close()
    {
        if (_isClosing) return;
        _isClosing = true;
        // Half-close first: a client that is still sending must get the answer, not a reset.
        socket.Tell(TcpShutdown.Instance, Self);
        socket.Tell(TcpClose.Instance, Self);
    }
}
