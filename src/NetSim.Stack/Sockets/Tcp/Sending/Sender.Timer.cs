using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>What an expiry of the sender's timer came to.</summary>
internal enum TimerOutcome : byte
{
    /// <summary>It was not due.</summary>
    None,

    /// <summary>Something goes out again, or a probe of the peer's window.</summary>
    Resend,

    /// <summary>As <see cref="Resend"/>, and R1 is reached.</summary>
    ResendSuspect,

    /// <summary>R2 is reached.</summary>
    GiveUp,
}

/// <summary>
/// The timers of the sender: retransmission (RFC 6298 section 5) while something is outstanding, or persist (RFC 9293 3.8.6.1) while
/// nothing is and the peer's window does not let anything go; before them the two of RFC 8985, reordering and tail loss probe.
/// </summary>
internal sealed partial class Sender
{
    private const int ProbesBeforeGivingUp = 5;

    private bool _isProbing;
    private bool _isProbeDue;
    private bool _isProbeAnswered;
    private bool _isSynRetransmitted;
    private int _expiries;

    /// <summary>Since when nothing has moved: what R2 and the user time-out count from.</summary>
    private Instant _stalledSince;

    /// <summary>Retransmission or persist; <see cref="Instant.MaxValue"/> if it is off.</summary>
    private Instant _timeoutAt = Instant.MaxValue;

    /// <summary>What <see cref="_timeoutAt"/> counts from.</summary>
    private Instant _armedAt;

    /// <summary><see cref="Instant.MaxValue"/> if all timers are off.</summary>
    public Instant Deadline
    {
        get
        {
            Instant next = Instant.Min(_timeoutAt, Instant.Min(_recovery.Rack.Deadline, _tail.Deadline));
            return _pacing is null ? next : Instant.Min(next, _pacing.Pacer.Deadline);
        }
    }

    private Duration? UserTimeout => _settings.UserTimeout ?? _extras?.AgreedUserTimeout;

    private Duration GiveUpAfter => IsOpen
        ? UserTimeout ?? _settings.GiveUpAfter
        : Duration.Min(UserTimeout ?? Duration.MaxValue, _settings.GiveUpConnectingAfter);

    public TimerOutcome OnDeadline(Instant now)
    {
        if (_recovery.Rack.Deadline <= now) OnReorderingTimer(now);
        if (_tail.Deadline <= now)
        {
            // Instead of the retransmission timer, should both be due (RFC 8985 7.2).
            _tail.OnDeadline();
            return TimerOutcome.None;
        }
        if (_pacing is not null && _pacing.Pacer.Deadline <= now) _pacing.Pacer.Disarm();
        if (_timeoutAt > now) return TimerOutcome.None;
        if (Queue.IsEmpty || _isProbing && _isProbeAnswered)
        {
            // R2 counts from the first probe that is not answered (RFC 9293 MUST-37), and that one goes out only now.
            _stalledSince = now;
            _isProbeAnswered = false;
        }
        else if (now - _stalledSince >= GiveUpAfter)
        {
            _timeoutAt = Instant.MaxValue;
            return TimerOutcome.GiveUp;
        }
        _expiries++;
        if (Queue.IsEmpty)
        {
            _isProbing = Window == 0;
            _isProbeDue = true;
        }
        else if (IsSynOutstanding)
        {
            _isSynRetransmitted = true;
            _recovery.ForceFirst();
        }
        else if (Window == 0)
        {
            // RFC 9293 MUST-37: a closed window is no congestion and no dead peer.
            _isProbing = true;
            _recovery.ForceFirst();
        }
        else
        {
            OnTimeout(now);
            LookForBlackHole(now);
        }
        _rtt.BackOff();
        Arm(now);
        return _expiries == _settings.SuspectAfter && !_isProbing ? TimerOutcome.ResendSuspect : TimerOutcome.Resend;
    }

    /// <summary>RFC 8985 6.2: what was given time to arrive out of order has had it.</summary>
    private void OnReorderingTimer(Instant now)
    {
        RecoveryChange change = _recovery.Detect(now, Nxt, _rtt);
        Steer(now, change, Queue.Outstanding);
        if (IsRateProportional) TakeProportion(change, new DeliveredSegments(now));
    }

    private void OnTimeout(Instant now)
    {
        Counted.Timeouts++;
        if (IsOpen) Congestion.OnTimeout(now, Queue.Outstanding, Extras.TimedOutAt == Una);
        Ecn?.OnReduced(Nxt);
        Extras.TimedOutAt = Una;
        _tail.Forget();
        if (ForgetRenegedSacks()) CountReneging();
        _recovery.OnTimeout(now, Nxt, _rtt);
    }

    /// <summary>The window is open again. What was sent into it while it was closed was thrown away, probes included.</summary>
    private void EndProbing(Instant now)
    {
        _isProbing = _isProbeDue = false;
        _expiries = 0;
        _rtt.ResetBackOff();
        if (Queue.IsEmpty)
        {
            _timeoutAt = Instant.MaxValue;
            return;
        }
        _recovery.ForceAll();
        Arm(now);
    }

    /// <summary>RFC 6298 5.2, 5.3: new data was acknowledged.</summary>
    private void Restart(Instant now)
    {
        _expiries = 0;
        _stalledSince = now;
        if (Queue.IsEmpty)
        {
            _timeoutAt = Instant.MaxValue;
            _tail.Disarm();
            return;
        }
        Arm(now);
        ArmTailProbe(now);
    }

    /// <summary>RFC 8985 7.2: only while no loss is known or suspected, and one probe at a time.</summary>
    private void ArmTailProbe(Instant now)
    {
        if (_recovery.UsesSack && IsOpen && _recovery.IsUntroubled && !HasSacked && !_isProbing && !_tail.IsOutstanding)
            _tail.Arm(now, _rtt, Queue.Count, _timeoutAt);
        else
            _tail.Disarm();
    }

    private void Arm(Instant now)
    {
        _armedAt = now;
        _timeoutAt = DueAfter(now);
    }

    private Instant DueAfter(Instant start)
    {
        Instant giveUpAt = GiveUpAfter == Duration.MaxValue ? Instant.MaxValue : _stalledSince + GiveUpAfter;
        Duration wait = _rtt.Timeout;
        // Probes go on so often that no single one decides about life and death (RFC 9293 MUST-37).
        if (_isProbing) wait = Duration.Min(wait, GiveUpAfter / ProbesBeforeGivingUp);
        return Instant.Max(start, Instant.Min(start + wait, giveUpAt));
    }

    /// <summary>RFC 6298 5.1: something was sent.</summary>
    private void ArmIfOff(Instant now)
    {
        if (_timeoutAt != Instant.MaxValue) return;
        _stalledSince = now;
        Arm(now);
    }
}
