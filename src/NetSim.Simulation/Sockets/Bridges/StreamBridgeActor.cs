using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Sockets.Outside;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Sockets.Bridges;

/// <summary>The handler of a connection that code outside holds: what comes goes into a pipe, and a full pipe holds the socket back.</summary>
internal sealed class StreamBridgeActor(StreamBridge bridge, IActorRef stack) : UntypedActor
{
    private readonly Queue<Operation<bool>> _writes = [];
    private readonly Queue<Packet> _held = [];
    private IActorRef? _socket;
    private bool _isFull, _isUnread, _isFinished, _isClosed, _isOver;

    private PipeWriter Pipe => bridge.Received.Writer;

    protected override void PreStart()
    {
        if (bridge.Request is { } request)
        {
            stack.Tell(request, Self);
            return;
        }
        _socket = bridge.AcceptedSocket!;
        _socket.Tell(new TcpRegister(Self), Self);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet packet:
                Receive(packet);
                break;
            case WriteCommand write:
                Write(write);
                break;
            case TcpWritten:
                _writes.Dequeue().Succeed(true);
                break;
            case TcpConnected connected:
                _socket = Sender;
                bridge.OnConnected(connected.Local);
                break;
            case TcpPeerClosed:
                _isFinished = true;
                FinishIfDrained();
                break;
            case TcpClosed closed:
                OnClosed(closed.Reason);
                break;
            case BindFailed failed:
                End(SocketErrors.Of(failed));
                break;
            case TcpSocketOptions options:
                _socket?.Tell(options, Self);
                break;
            case BridgeWish wish:
                Fulfil(wish);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop()
    {
        bridge.IsGone = true;
        if (!_isOver) Fail(SocketErrors.Of(TcpCloseReason.Aborted));
        GiveUpHeld();
    }

    private void Fulfil(BridgeWish wish)
    {
        switch (wish)
        {
            case BridgeWish.Resume:
                _isFull = false;
                while (!_isFull && _held.TryDequeue(out Packet? packet)) Receive(packet);
                FinishIfDrained();
                EndIfDrained();
                if (!_isFull && !_isOver) _socket?.Tell(TcpResumeReading.Instance, Self);
                break;
            case BridgeWish.Shutdown:
                _socket?.Tell(TcpShutdown.Instance, Self);
                break;
            case BridgeWish.Close when _held.Count == 0:
                Leave(TcpClose.Instance);
                break;
            default:
                // Data that nobody will read is an abort that the peer is told of (RFC 9293 3.6.1).
                Leave(TcpAbort.Instance);
                break;
        }
    }

    private void Receive(Packet packet)
    {
        if (_isUnread) packet.Return();
        else if (_isFull) _held.Enqueue(packet);
        else Put(packet);
    }

    private void Put(Packet packet)
    {
        Pipe.Write(packet.Bytes);
        packet.Return();
        ValueTask<bool> flush = FlushAsync();
        if (flush.IsCompleted)
        {
            _isUnread |= !flush.Result;
            return;
        }
        _isFull = true;
        _socket?.Tell(TcpPauseReading.Instance, Self);
        _ = ResumeWhenReadAsync(flush);
    }

    /// <summary>False: nobody reads any more. A reader that has ended with an exception makes the writer's flush throw it.</summary>
    private async ValueTask<bool> FlushAsync()
    {
        try
        {
            FlushResult flushed = await Pipe.FlushAsync().ConfigureAwait(false);
            return !flushed.IsCompleted;
        }
        catch (Exception)
        {
            return false;
        }
    }

    /// <summary>Goes on where the reader reads, which is outside.</summary>
    private async Task ResumeWhenReadAsync(ValueTask<bool> flush)
    {
        await flush.ConfigureAwait(false);
        bridge.Tell(BridgeWish.Resume);
    }

    private void Write(WriteCommand write)
    {
        if (_isOver || _socket is null)
        {
            write.Done.Fail(SocketErrors.OnStream(SocketErrors.Of(TcpCloseReason.Normal)));
            return;
        }
        _writes.Enqueue(write.Done);
        _socket.Tell(new TcpWrite(write.Data), Self);
    }

    private void FinishIfDrained()
    {
        if (_isFinished && _held.Count == 0 && !_isOver) Pipe.Complete();
    }

    /// <summary>Everything that came before is read before the end is.</summary>
    private void OnClosed(TcpCloseReason reason)
    {
        if (reason != TcpCloseReason.Normal)
        {
            End(SocketErrors.Of(reason));
            return;
        }
        _isFinished = _isClosed = true;
        FailWrites(SocketErrors.Of(reason));
        FinishIfDrained();
        EndIfDrained();
    }

    private void EndIfDrained()
    {
        if (!_isClosed || _held.Count > 0) return;
        _isOver = true;
        Context.Stop(Self);
    }

    private void End(SocketException error)
    {
        Fail(error);
        Context.Stop(Self);
    }

    private void Fail(SocketException error)
    {
        _isOver = true;
        bridge.Connected.Fail(error);
        FailWrites(error);
        GiveUpHeld();
        Pipe.Complete(SocketErrors.OnStream(error));
    }

    private void FailWrites(SocketException error)
    {
        while (_writes.TryDequeue(out Operation<bool>? write)) write.Fail(SocketErrors.OnStream(error));
    }

    private void Leave(object farewell)
    {
        _isUnread = true;
        GiveUpHeld();
        if (_socket is null) Context.Stop(Self);
        else _socket.Tell(farewell, Self);
    }

    private void GiveUpHeld()
    {
        while (_held.TryDequeue(out Packet? packet)) packet.Return();
    }
}
