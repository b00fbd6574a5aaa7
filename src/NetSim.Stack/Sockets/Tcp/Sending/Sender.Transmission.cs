using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>
/// What goes out next: lost segments first, then new data as far as the peer's window, the congestion window, Nagle and silly-window
/// avoidance let it (RFC 9293 3.8.6.2.1).
/// </summary>
internal sealed partial class Sender
{
    /// <summary>
    /// The next piece of sequence space to send, which counts as sent from now on. The owner calls until there is none: that is also when
    /// the sender learns what holds it back.
    /// </summary>
    /// <param name="now">When.</param>
    /// <param name="segment">
    /// What to send; it includes the SYN or the FIN if it covers their position. <see cref="IsFresh"/> tells more about it.
    /// </param>
    public bool TryNext(Instant now, out SequenceRange segment)
    {
        if (Tail.IsDue && TryProbe(now, out segment)) return true;
        if (Pacing is not null && IsOpen && !Recovery.IsRetransmissionForced && !_flight.IsProbeDue && !Pacing.Pacer.IsTime(now))
        {
            segment = default;
            return false;
        }
        if (Queue.HasLost)
        {
            if (TryLost(out segment))
            {
                OnRetransmission(now, segment);
                return true;
            }
            // What is lost goes before what is new.
            return false;
        }
        if (Nxt == InitialSequence)
        {
            segment = new SequenceRange(Nxt, Nxt + 1 + Math.Min(SynDataLimit, Data.Length));
            OnTransmission(now, segment);
            return true;
        }
        if (!IsOpen)
        {
            segment = default;
            return false;
        }
        if (TryPathProbe(now, out segment) || TryNew(now, out segment))
        {
            OnTransmission(now, segment);
            return true;
        }
        if (Queue.IsEmpty && (Unsent > 0 || IsFinQueued && !IsFinSent)) ArmIfOff(now);
        return false;
    }

    /// <summary>What <see cref="TryNext"/> gave last goes out for the first time and is no probe of a closed window.</summary>
    public bool IsFresh { get; private set; }

    /// <summary>
    /// TLP_send_probe of RFC 8985: new data if the peer's window has room for it, whatever the congestion window says; else the last segment
    /// once more.
    /// </summary>
    private bool TryProbe(Instant now, out SequenceRange segment)
    {
        segment = default;
        if (Queue.IsEmpty)
        {
            Tail.Disarm();
            return false;
        }
        long length = Math.Min(Unsent, SegmentSize);
        bool isNew = length > 0 && Nxt + length <= Una + Window;
        if (isNew)
        {
            segment = new SequenceRange(Nxt, Nxt + length);
            OnTransmission(now, segment);
        }
        else
        {
            segment = new SequenceRange(Queue.Last.Start, Queue.Last.End);
            OnRetransmission(now, segment);
        }
        Counted.TailLossProbes++;
        Counters.Count(TcpCounter.TailLossProbesSent);
        Tail.OnSent(Nxt, isRetransmission: !isNew);
        Arm(now);
        return true;
    }

    /// <summary>What congestion control leaves.</summary>
    private long Room => IsRateProportional ? Rate.Room : Congestion.Window - Recovery.Pipe;

    private ProportionalRate Rate => Extras.Rate ??= new ProportionalRate();

    private bool IsRateProportional => Recovery.Phase == RecoveryPhase.Recovery && UsesSack && Pacing?.Control is null;

    private int Burst
    {
        get
        {
            // The urgent pointer counts from its own segment's number, which whoever cuts does not know.
            int most = UrgentEnd > Una ? 0 : Math.Min(Settings.MaxSuperSegment, LargestPayload);
            // A pace would not be one if packets went out by the dozen.
            if (Pacing is not null)
                most = (int)Math.Min(most, Math.Max(2L * SegmentSize, (long)(PacingRate * Pacer.Slack.TotalSeconds)));
            return Math.Max(SegmentSize, most - most % SegmentSize);
        }
    }

    private bool TryLost(out SequenceRange run)
    {
        bool isForced = Recovery.IsRetransmissionForced;
        int most = isForced ? SegmentSize : (int)Math.Min(Math.Max(0, Room), Burst);
        if (!Recovery.TryNextLost(most, out run)) return false;
        if (isForced) return true;
        // RFC 9293 SHLD-16, SHLD-17: a peer that took its window back is sent nothing beyond it.
        return run.Length <= Room && run.Left < Una + Window;
    }

    private void OnRetransmission(Instant now, SequenceRange segment)
    {
        IsFresh = IsPathProbe = false;
        NoteLostPathProbe(now, segment);
        int segments = (segment.Length + SegmentSize - 1) / SegmentSize;
        Counted.SegmentsRetransmitted += segments;
        Counters.Add(TcpCounter.SegmentsRetransmitted, segments);
        Counted.BytesRetransmitted += segment.Length;
        if (IsRateProportional) Rate.OnSent(segment.Length);
        Transmission first = Queue.MarkRetransmitted(segment, now);
        Recovery.OnRetransmitted(segment, first);
        NoteRate(now, segment.Length, first.Order, Queue.Count);
        _lastSent = now;
        ArmIfOff(now);
    }

    private void OnTransmission(Instant now, SequenceRange segment)
    {
        Rouse();
        if (Queue.IsEmpty && !_flight.IsProbing) _flight.StalledSince = now;
        long order = Queue.NextOrder;
        int outstanding = Queue.Count;
        long dataEnd = Math.Min(segment.Right, Data.End);
        if (segment.Left == InitialSequence) Queue.Add(segment.Left, 1, now);
        for (long at = Math.Max(segment.Left, Data.Start); at < dataEnd; at += SegmentSize)
            Queue.Add(at, (int)Math.Min(SegmentSize, dataEnd - at), now);
        if (segment.Right > Data.End && segment.Left > InitialSequence) Queue.Add(Data.End, 1, now);
        NoteRate(now, segment.Length, order, outstanding);
        // A probe is small because the window is, and must not hold back what follows once that is open.
        if (!_flight.IsProbeDue && (dataEnd - segment.Left) % SegmentSize != 0) _flight.SmallSegmentEnd = dataEnd;
        IsFresh = !_flight.IsProbeDue;
        Nxt = segment.Right;
        if (IsRateProportional) Rate.OnSent(segment.Length);
        _lastSent = now;
        _flight.IsProbeDue = false;
        ArmIfOff(now);
        ArmTailProbe(now);
    }

    private void NoteRate(Instant now, int bytes, long firstOrder, int outstandingBefore)
    {
        if (Pacing is null) return;
        Pacing.Delivery?.OnSent(now, firstOrder, Queue.NextOrder, outstandingBefore);
        if (IsOpen) Pacing.Pacer.OnSent(now, bytes, PacingRate);
    }

    private bool TryNew(Instant now, out SequenceRange segment)
    {
        long unsent = Data.End - Nxt;
        bool hasFin = IsFinQueued && unsent >= 0;
        segment = default;
        if (unsent <= 0 && !hasFin)
        {
            _isWindowLimited = false;
            if (Room > 0) Pacing?.Delivery?.OnNothingToSend(Recovery.Pipe);
            return false;
        }
        if (Queue.IsEmpty) RestartAfterIdle(now);
        long usable = Una + Window - Nxt;
        long length = unsent > 0 ? DataLength(unsent, usable, hasFin) : 0;
        if (_flight.IsProbeDue && length == 0) length = Math.Min(unsent, Math.Clamp(usable, 1, SegmentSize));
        // The FIN goes with the last byte of data, as one more byte of the peer's window.
        bool withFin = hasFin && length == unsent && (usable > length || _flight.IsProbeDue && length == 0);
        segment = new SequenceRange(Nxt, Nxt + length + (withFin ? 1 : 0));
        return !segment.IsEmpty;
    }

    /// <summary>
    /// Bytes of data to send now; 0 to wait. U and D of RFC 9293 3.8.6.2.1 are <paramref name="usable"/> and <paramref name="unsent"/>.
    /// </summary>
    private long DataLength(long unsent, long usable, bool hasFin)
    {
        long room = Room;
        long wanted = Math.Min(unsent, SegmentSize);
        _isWindowLimited = room < wanted && usable >= wanted;
        if (room < wanted) return 0;
        if (usable < wanted)
        {
            // (3): at least half of the largest window ever seen, or the peer's silly windows become our silly segments.
            return usable > 0 && usable * 2 >= _largestWindow ? usable : 0;
        }
        long length = Math.Min(Math.Min(unsent, Burst), Math.Min(usable, room));
        long tail = length % SegmentSize;
        if (tail == 0) return length;
        // A short segment only at the end of what there is, and not behind another short one that is unacknowledged.
        return length == unsent && (hasFin || MaySendSmall) ? length : length - tail;
    }

    /// <summary>Nagle's rule in Minshall's form: only an unacknowledged small segment holds back the next small one.</summary>
    private bool MaySendSmall => !IsCorked && (!Settings.Nagle || _flight.SmallSegmentEnd <= Una || _extras?.UncorkedEnd > Nxt);

    /// <summary>RFC 5681 4.1: after a pause the old window says nothing about the path any more.</summary>
    private void RestartAfterIdle(Instant now)
    {
        if (now - _lastSent <= _rtt.Timeout(Settings) || _flight.IsProbing) return;
        Congestion.OnIdle(now, RestartWindow());
        _lastSent = now;
    }
}
