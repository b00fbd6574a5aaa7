using NetSim.Stack.Sockets.Tcp.Sending;
using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp;

/// <summary>
/// The timers: retransmission and persist in the sender, delayed ACK in the receiver, and here TIME-WAIT, FIN-WAIT-2 and keep-alive.
/// </summary>
public sealed partial class TcpConnection
{
    /// <summary>When TIME-WAIT is over, or the patience with a peer in FIN-WAIT-2.</summary>
    private Instant _endsAt = Instant.MaxValue;

    /// <summary>When <see cref="OnDeadline"/> must be called at the latest; null if only input can change anything.</summary>
    public Instant? NextDeadline
    {
        get
        {
            Instant next = Instant.Min(_sender.Deadline, _receiver.Acks.Deadline);
            next = Instant.Min(next, _endsAt);
            if (_extras is { KeepAlive: { } keepAlive }) next = Instant.Min(next, keepAlive.Due);
            return next == Instant.MaxValue ? null : next;
        }
    }

    /// <summary>Time has passed. Calling too early does nothing.</summary>
    public void OnDeadline(Instant now)
    {
        if (State == TcpState.Closed) return;
        _receiver.Acks.OnDeadline(now);
        if (_endsAt <= now)
        {
            if (State == TcpState.TimeWait)
            {
                End(TcpEnd.Normal);
                return;
            }
            // The application has closed; what the peer still wants to say has no reader.
            SendReset(now);
            End(TcpEnd.Aborted);
            return;
        }
        if (_extras is { KeepAlive: { } keepAlive } && keepAlive.Due <= now && OnKeepAlive(now, keepAlive)) return;
        TimerOutcome outcome = _sender.OnDeadline(now);
        if (outcome == TimerOutcome.None) return;
        if (outcome == TimerOutcome.GiveUp)
        {
            // RFC 9293 3.10.8, USER TIMEOUT.
            End(TcpEnd.TimedOut);
            return;
        }
        GiveUpFastOpen();
        Context.Counters.Count(TcpCounter.TimeoutsExpired);
        if (outcome == TimerOutcome.ResendSuspect) _events |= TcpEvents.PathSuspect;
    }

    /// <summary>RFC 9293 3.8.4.</summary>
    /// <returns>True if the connection is given up.</returns>
    private bool OnKeepAlive(Instant now, KeepAlive keepAlive)
    {
        Duration idle = Settings.KeepAliveIdle;
        bool hasHeard = now - keepAlive.LastHeard < idle;
        bool isBusy = _sender.OutstandingSegments > 0;
        if (hasHeard || isBusy || State is not (TcpState.Established or TcpState.CloseWait or TcpState.FinWait2))
        {
            keepAlive.Sent = 0;
            keepAlive.Due = hasHeard ? keepAlive.LastHeard + idle : now + idle;
            return false;
        }
        if (keepAlive.Sent >= Settings.KeepAliveProbes)
        {
            SendReset(now);
            End(TcpEnd.TimedOut);
            return true;
        }
        keepAlive.Sent++;
        keepAlive.IsProbeDue = true;
        keepAlive.Due = now + Settings.KeepAliveInterval;
        return false;
    }

    private void StopTimers()
    {
        _endsAt = Instant.MaxValue;
        if (_extras is not null) _extras.KeepAlive = null;
    }
}
