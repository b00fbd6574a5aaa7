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

    private bool _isSynRetransmitted;

    /// <summary><see cref="Instant.MaxValue"/> if all timers are off.</summary>
    public Instant Deadline
    {
        get
        {
            Instant next = Instant.Min(_flight.TimeoutAt, Instant.Min(Recovery.Rack.Deadline, Tail.Deadline));
            return Pacing is null ? next : Instant.Min(next, Pacing.Pacer.Deadline);
        }
    }

    private Duration? UserTimeout => Settings.UserTimeout ?? _extras?.AgreedUserTimeout;

    private Duration GiveUpAfter => IsOpen
        ? UserTimeout ?? Settings.GiveUpAfter
        : Duration.Min(UserTimeout ?? Duration.MaxValue, Settings.GiveUpConnectingAfter);

    public TimerOutcome OnDeadline(Instant now)
    {
        if (Recovery.Rack.Deadline <= now) OnReorderingTimer(now);
        if (Tail.Deadline <= now)
        {
            // Instead of the retransmission timer, should both be due (RFC 8985 7.2).
            Tail.OnDeadline();
            return TimerOutcome.None;
        }
        if (Pacing is not null && Pacing.Pacer.Deadline <= now) Pacing.Pacer.Disarm();
        if (_flight.TimeoutAt > now) return TimerOutcome.None;
        if (Queue.IsEmpty || _flight.IsProbing && _flight.IsProbeAnswered)
        {
            // R2 counts from the first probe that is not answered (RFC 9293 MUST-37), and that one goes out only now.
            _flight.StalledSince = now;
            _flight.IsProbeAnswered = false;
        }
        else if (now - _flight.StalledSince >= GiveUpAfter)
        {
            _flight.TimeoutAt = Instant.MaxValue;
            return TimerOutcome.GiveUp;
        }
        _flight.Expiries++;
        if (Queue.IsEmpty)
        {
            _flight.IsProbing = Window == 0;
            _flight.IsProbeDue = true;
        }
        else if (IsSynOutstanding)
        {
            _isSynRetransmitted = true;
            Recovery.ForceFirst();
        }
        else if (Window == 0)
        {
            // RFC 9293 MUST-37: a closed window is no congestion and no dead peer.
            _flight.IsProbing = true;
            Recovery.ForceFirst();
        }
        else
        {
            OnTimeout(now);
            LookForBlackHole(now);
        }
        _rtt.BackOff();
        Arm(now);
        return _flight.Expiries == Settings.SuspectAfter && !_flight.IsProbing ? TimerOutcome.ResendSuspect : TimerOutcome.Resend;
    }

    /// <summary>RFC 8985 6.2: what was given time to arrive out of order has had it.</summary>
    private void OnReorderingTimer(Instant now)
    {
        RecoveryChange change = Recovery.Detect(now, Nxt, _rtt);
        Steer(now, change, Queue.Outstanding);
        if (IsRateProportional) TakeProportion(change, new DeliveredSegments(now));
    }

    private void OnTimeout(Instant now)
    {
        Counted.Timeouts++;
        if (IsOpen) Congestion.OnTimeout(now, Queue.Outstanding, Extras.TimedOutAt == Una);
        Ecn?.OnReduced(Nxt);
        Extras.TimedOutAt = Una;
        Tail.Forget();
        if (ForgetRenegedSacks()) CountReneging();
        Recovery.OnTimeout(now, Nxt, _rtt);
    }

    /// <summary>The window is open again. What was sent into it while it was closed was thrown away, probes included.</summary>
    private void EndProbing(Instant now)
    {
        _flight.IsProbing = _flight.IsProbeDue = false;
        _flight.Expiries = 0;
        _rtt.ResetBackOff();
        if (Queue.IsEmpty)
        {
            _flight.TimeoutAt = Instant.MaxValue;
            return;
        }
        Recovery.ForceAll();
        Arm(now);
    }

    /// <summary>RFC 6298 5.2, 5.3: new data was acknowledged.</summary>
    private void Restart(Instant now)
    {
        _flight.Expiries = 0;
        _flight.StalledSince = now;
        if (Queue.IsEmpty)
        {
            _flight.TimeoutAt = Instant.MaxValue;
            Tail.Disarm();
            RestIfNothingIsLeft();
            return;
        }
        Arm(now);
        ArmTailProbe(now);
    }

    /// <summary>RFC 8985 7.2: only while no loss is known or suspected, and one probe at a time.</summary>
    private void ArmTailProbe(Instant now)
    {
        if (UsesSack && Settings.TailLossProbes && IsOpen && Recovery.IsUntroubled && !HasSacked && !_flight.IsProbing && !Tail.IsOutstanding)
            Tail.Arm(now, _rtt, Queue.Count, _flight.TimeoutAt);
        else
            Tail.Disarm();
    }

    private void Arm(Instant now)
    {
        _flight.ArmedAt = now;
        _flight.TimeoutAt = DueAfter(now);
    }

    private Instant DueAfter(Instant start)
    {
        Instant giveUpAt = GiveUpAfter == Duration.MaxValue ? Instant.MaxValue : _flight.StalledSince + GiveUpAfter;
        Duration wait = _rtt.Timeout(Settings);
        // Probes go on so often that no single one decides about life and death (RFC 9293 MUST-37).
        if (_flight.IsProbing) wait = Duration.Min(wait, GiveUpAfter / ProbesBeforeGivingUp);
        return Instant.Max(start, Instant.Min(start + wait, giveUpAt));
    }

    /// <summary>RFC 6298 5.1: something was sent.</summary>
    private void ArmIfOff(Instant now)
    {
        if (_flight.TimeoutAt != Instant.MaxValue) return;
        Rouse();
        _flight.StalledSince = now;
        Arm(now);
    }
}
