using NetSim.Actors.Lanes;
using NetSim.Simulation.Sockets;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Buffers;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Actors.Sockets;

/// <summary>
/// One TCP connection between its stack and its handler. Several packets that arrive together are answered together: what is to be
/// sent is taken from the core once the packets that are already in the lane's queue have been seen.
/// </summary>
internal sealed class TcpSocketActor : UntypedActor
{
    private readonly Lane _lane = Lane.Current;
    private readonly IActorRef _stack = Context.Parent;

    // Of TcpBegin, which is the first message.
    private TcpConnection _core = null!;
    private TcpFlow _flow = null!;
    private IActorRef? _listener;
    private WriteQueue _writes;
    private IActorRef? _handler;
    private DeadlineTimer _timer = new();
    private bool _flushIsOnItsWay;
    private bool _isPaused;
    private PendingEnd _pendingEnd;
    private bool _acknowledgmentIsAwaited;
    private bool _peerClosedWasTold, _closedWasTold, _handlerIsDone, _isReleased;

    /// <summary>What is asked for once all writes have been taken.</summary>
    private enum PendingEnd : byte
    {
        None,
        Shutdown,
        Close,
    }

    /// <summary>The same for all sockets, of which there may be a hundred thousand: what a socket is made for comes as a message.</summary>
    public static readonly Props Made = Producer.PropsOf(static () => new TcpSocketActor());

    private sealed class Flush
    {
        public static readonly Flush Instance = new();
    }

    private Instant Now => new(_lane.Now);

    private void Begin(TcpBegin begin)
    {
        (_core, _flow, _listener, _handler) = (begin.Connection, begin.Flow, begin.Listener, begin.Handler);
        if (!begin.First.IsEmpty) _writes.Enqueue(new TcpWrite(begin.First));
        // Nobody may be left behind with a connection that has no handler; until there is one, the listener stands for it.
        Context.Watch(_handler ?? _listener!);
        if (_listener is null) _core.Connect(Now);
    }

    protected override void OnReceive(object message)
    {
        if (message is Packet packet)
        {
            _core.OnPacket(Now, packet);
            ActSoon();
            return;
        }
        switch (message)
        {
            case TcpBegin begin:
                Begin(begin);
                break;
            case Flush:
                _flushIsOnItsWay = false;
                break;
            case Deadline:
                if (_timer.HasCome(_lane.Now)) _core.OnDeadline(Now);
                break;
            case TcpWrite write:
                _writes.Enqueue(write);
                if (write.Then == WriteThen.More) return;
                break;
            case TcpAwaitAcknowledgment:
                _acknowledgmentIsAwaited = true;
                break;
            case TcpRegister register:
                if (_listener is not null) Context.Unwatch(_listener);
                _handler = Context.Watch(register.Handler);
                break;
            case Terminated:
                OnHandlerGone();
                break;
            case TcpPauseReading:
                _isPaused = true;
                break;
            case TcpResumeReading:
                _isPaused = false;
                break;
            case TcpSocketOptions options:
                Change(options);
                break;
            case TraceJoin join:
                _flow.Trace?.Join(join.Application);
                return;
            case TcpShutdown:
                if (_pendingEnd == PendingEnd.None) _pendingEnd = PendingEnd.Shutdown;
                break;
            case TcpClose:
                _pendingEnd = PendingEnd.Close;
                _handlerIsDone = true;
                break;
            case TcpAbort:
                _handlerIsDone = true;
                _writes.Clear();
                _core.Abort(Now);
                break;
            default:
                Unhandled(message);
                return;
        }
        Act();
    }

    /// <summary>The stack forgets the connection with the actor, however the actor ends, and the handler hears of it.</summary>
    protected override void PostStop()
    {
        // Stopped together with its stack before it had begun.
        if (_core is null) return;
        if (_core.State != TcpState.Closed)
        {
            _core.Abort(Now);
            SendAll();
        }
        TellClosed();
        _flow.OnClosed(Now);
        _flow.OnReleased();
        Release();
    }

    private void Change(TcpSocketOptions options)
    {
        _core.Change(Now, options.ApplyTo(_core.Settings));
        if (options.TimeToLive is { } hops) _core.SetTimeToLive(hops);
        if (options.Dscp is { } dscp) _core.SetDscp(dscp);
    }

    /// <summary>As when a process ends: what is in the send buffer still goes out, a write that has not got there does not.</summary>
    private void OnHandlerGone()
    {
        _handler = null;
        if (_handlerIsDone) return;
        _writes.Clear();
        _pendingEnd = PendingEnd.Close;
        _handlerIsDone = true;
    }

    private void ActSoon()
    {
        if (_flushIsOnItsWay) return;
        _flushIsOnItsWay = true;
        Self.Tell(Flush.Instance, Self);
    }

    /// <summary>Brings handler, core and stack together after anything has changed: read, write, send, tell.</summary>
    private void Act()
    {
        TcpEvents events = _core.TakeEvents();
        if ((events & TcpEvents.Connected) != 0) OnConnected();
        HandOutData();
        TakeWrites();
        SendAll();
        events |= _core.TakeEvents();
        if (_acknowledgmentIsAwaited) TellIfAcknowledged();
        if (_flow.Closing is null && HasFin) _flow.OnClosing(Now);
        if (_core.State is TcpState.TimeWait or TcpState.Closed) OnOver();
        _timer.Arm(_lane, Self, _core.NextDeadline);
        if (_core.State == TcpState.Closed) End();
    }

    /// <summary>A FIN has come or gone. (The state changes earlier, when the FIN is queued behind what is not sent yet.)</summary>
    private bool HasFin => _core.State > TcpState.Established && (_core.IsPeerFinished || _core.Info.BytesUnsent == 0);

    /// <summary>A handler that reads slowly gets all of a connection that has ended well, however long ago.</summary>
    private bool OwesData => _handler is not null && !_handlerIsDone && _isPaused && _core.ReadableBytes > 0
        && Reason(_core.EndedBy) == TcpCloseReason.Normal;

    private void OnConnected()
    {
        _flow.Connected = Now;
        if (_listener is null) _handler?.Tell(new TcpConnected(_core.Local, _core.Remote), Self);
    }

    /// <summary>Reading opens the window, so it comes before sending: one ACK then says both.</summary>
    private void HandOutData()
    {
        if (_handler is null || _isPaused) return;
        while (_core.TryRead(out Packet? payload)) _handler.Tell(payload, Self);
        if (!_core.IsPeerFinished || _peerClosedWasTold) return;
        _peerClosedWasTold = true;
        _handler.Tell(TcpPeerClosed.Instance, Self);
    }

    private void TakeWrites()
    {
        while (_writes.TryPeek(out ReadOnlyMemory<byte> data))
        {
            int taken = _core.Write(Now, data);
            if (taken < data.Length)
            {
                _writes.Take(taken);
                return;
            }
            _writes.Dequeue();
            _handler?.Tell(TcpWritten.Instance, Self);
        }
        if (_pendingEnd == PendingEnd.Shutdown) _core.Shutdown(Now);
        else if (_pendingEnd == PendingEnd.Close) _core.Close(Now);
        _pendingEnd = PendingEnd.None;
    }

    private void TellIfAcknowledged()
    {
        TcpInfo info = _core.Info;
        if (!_writes.IsEmpty || info.BytesUnsent > 0 || info.BytesInFlight > 0) return;
        _acknowledgmentIsAwaited = false;
        _handler?.Tell(TcpAcknowledged.Instance, Self);
    }

    private void SendAll()
    {
        while (_core.TryTake(Now, out Packet? packet)) _stack.Tell(packet, Self);
    }

    private void OnOver()
    {
        _flow.OnClosed(Now);
        if (!OwesData) TellClosed();
    }

    private void TellClosed()
    {
        if (_closedWasTold) return;
        _closedWasTold = true;
        _flow.OnClosed(Now);
        _handler?.Tell(new TcpClosed(Reason(_core.EndedBy)), Self);
    }

    private void End()
    {
        // RFC 6191: a new connection took over from TIME-WAIT; its SYN belongs to the listener.
        if (_core.TryTakeReopening(out Packet? syn, out SequenceNumber above))
        {
            if (_listener is null) _stack.Tell(syn, Self);
            else _listener.Tell(new TcpReopening(syn, above), Self);
        }
        if (OwesData) Release();
        else Context.Stop(Self);
    }

    /// <summary>The ends are free for another connection, even if the data of this one is not read yet.</summary>
    private void Release()
    {
        if (_isReleased) return;
        _isReleased = true;
        _stack.Tell(new SocketReleased(_core), Self);
    }

    private static TcpCloseReason Reason(TcpEnd end) => end switch
    {
        TcpEnd.None or TcpEnd.Normal or TcpEnd.ResetAfterClose or TcpEnd.Reopened => TcpCloseReason.Normal,
        TcpEnd.Refused => TcpCloseReason.Refused,
        TcpEnd.Reset => TcpCloseReason.Reset,
        TcpEnd.TimedOut => TcpCloseReason.TimedOut,
        TcpEnd.Unreachable => TcpCloseReason.Unreachable,
        _ => TcpCloseReason.Aborted,
    };
}
