using NetSim.Stack.Sockets.Tcp.Congestion;
using NetSim.Stack.Sockets.Tcp.Receiving;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>
/// What an acknowledgment does to the sender (RFC 9293 3.10.7.4 fifth check, RFC 5681, RFC 6675, RFC 6298, RFC 7323 section 4).
/// </summary>
internal sealed partial class Sender
{
    /// <summary>Takes an acknowledgment with SEG.ACK =&lt; SND.NXT, before its window is looked at. Below SND.UNA only its SACK blocks count.</summary>
    /// <param name="now">When it arrived.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="options">Its options; SACK blocks are looked at only if SACK is agreed.</param>
    /// <param name="timestamps">For the round-trip time of what was sent twice.</param>
    public void OnAck(Instant now, in ArrivedSegment segment, in TcpOptions options, in Timestamps timestamps)
    {
        long flightBefore = Queue.Outstanding;
        bool wasOvertaken = segment.Acknowledgment < Una;
        var delivered = new DeliveredSegments(AnswerableUntil(now, segment, timestamps));
        bool couldBeDuplicate = !Queue.IsEmpty && !_flight.IsProbing
            && segment.Length == 0 && segment.Window == Window && segment.Acknowledgment == Una;
        if (segment.Acknowledgment > Una)
        {
            Advance(segment.Acknowledgment, ref delivered);
            Measure(now, delivered, flightBefore, segment, timestamps);
        }
        long duplicateEnd = long.MinValue;
        if (UsesSack && options.SackBlocks.Length > 0)
        {
            Rouse();
            // The echo of a segment above a hole is that of the last one below it.
            delivered.AnswerableUntil = EarliestRoundTrip(now);
            duplicateEnd = TakeSacks(segment.Acknowledgment, options.SackBlocks, ref delivered);
        }
        if (HasSacked) Tail.Disarm();
        RecoveryChange change = IsAtRest ? RecoveryChange.None : Judge(now, delivered, couldBeDuplicate);
        bool isRepaired = Tail.IsOutstanding && Tail.OnAck(Una, duplicateEnd, couldBeDuplicate && options.SackBlocks.Length == 0);
        if (IsOpen)
        {
            Steer(now, change, flightBefore);
            if (IsRateProportional) TakeProportion(change, delivered);
            bool isEcho = Ecn is not null && segment.Has(TcpFlags.Ece) && !wasOvertaken;
            if (change == RecoveryChange.None && Recovery.Phase == RecoveryPhase.Open)
            {
                bool isNews = isEcho && Ecn!.IsNews(Una);
                if (isRepaired || isNews) Reduce(now, flightBefore);
                if (isNews) CountMarkedRoundTrip();
            }
            bool mayGrow = Recovery.Phase != RecoveryPhase.Recovery && change != RecoveryChange.LeftRecovery && !isEcho && !isRepaired;
            if (mayGrow && delivered.Acknowledged > 0) Grow(now, flightBefore, delivered);
        }
        if (Pacing?.Control is not null) TakeRate(now, flightBefore, delivered);
        if (!wasOvertaken && !IsAtRest) _flight.IsProbeAnswered = _flight.IsProbing;
        if (Search is not null) NotePathProbe(now);
        if (delivered.Acknowledged > 0) Restart(now);
    }

    private RecoveryChange Judge(Instant now, in DeliveredSegments delivered, bool couldBeDuplicate)
    {
        Recovery.Rack.OnDelivered(now, delivered);
        return Recovery.OnAck(new AckFacts
        {
            Now = now,
            Una = Una,
            Nxt = Nxt,
            Acknowledged = delivered.Acknowledged,
            IsDuplicate = couldBeDuplicate,
            SegmentSize = SegmentSize,
        }, _rtt);
    }

    /// <summary>An ACK of new data and nothing else, with no loss known: what header prediction has found (RFC 7323 appendix A).</summary>
    public void OnPlainAck(Instant now, in ArrivedSegment segment, in Timestamps timestamps)
    {
        long flightBefore = Queue.Outstanding;
        var delivered = new DeliveredSegments(AnswerableUntil(now, segment, timestamps));
        Advance(segment.Acknowledgment, ref delivered);
        Measure(now, delivered, flightBefore, segment, timestamps);
        Recovery.OnPlainAdvance();
        if (UsesSack) Recovery.Rack.OnDelivered(now, delivered);
        Grow(now, flightBefore, delivered);
        if (Pacing?.Control is not null) TakeRate(now, flightBefore, delivered);
        if (Search is not null) NotePathProbe(now);
        Restart(now);
    }

    /// <summary>Whether <see cref="OnPlainAck"/> may be used: no loss, no doubt, no probe.</summary>
    public bool IsUntroubled => Recovery.IsUntroubled && !HasSacked && !_flight.IsProbing && IsOpen && !Tail.IsOutstanding;

    /// <summary>RFC 8985 6.2 step 2: when a retransmission that this ACK answers can have been sent at the latest.</summary>
    private Instant AnswerableUntil(Instant now, in ArrivedSegment segment, in Timestamps timestamps)
    {
        Instant until = EarliestRoundTrip(now);
        if (!timestamps.IsEnabled || !segment.HasTimestamps) return until;
        return Instant.Min(until, timestamps.EndOfTick(now, segment.TimestampEcho));
    }

    /// <summary>A short segment is faster than those that the shortest round trip was measured with: an eighth is left to it.</summary>
    private Instant EarliestRoundTrip(Instant now) => _rtt.HasMinimum ? now - _rtt.Minimum * 7 / 8 : now;

    private void Advance(long acknowledgment, ref DeliveredSegments delivered)
    {
        Queue.Acknowledge(acknowledgment, ref delivered);
        Una = acknowledgment;
        Data.Release(acknowledgment);
        if (!HasSacked) return;
        _extras!.Scoreboard!.RemoveBelow(acknowledgment);
        if (ForgetRenegedSacks()) CountReneging();
    }

    /// <summary>SND.UNA moved or the timer expired: the peer may have taken its word back.</summary>
    private bool ForgetRenegedSacks()
    {
        if (_extras?.Scoreboard is not { } scoreboard || !scoreboard.Holds(Una)) return false;
        scoreboard.Clear();
        Queue.ForgetSacks();
        return true;
    }

    private void Measure(Instant now, in DeliveredSegments delivered, long flightBefore, in ArrivedSegment segment, in Timestamps timestamps)
    {
        // RFC 7323 appendix G.
        int samples = (int)Math.Max(1, (flightBefore + 2L * SegmentSize - 1) / (2L * SegmentSize));
        if (delivered.HasSample && !delivered.IsAmbiguous)
        {
            _rtt.Sample(now - delivered.OldestSentAt, samples, Settings);
            _rtt.NoteShortest(now - delivered.NewestSentAt);
        }
        else if (delivered.IsAmbiguous && timestamps.IsEnabled && segment.HasTimestamps && segment.TimestampEcho != 0)
        {
            _rtt.SampleTicks(timestamps.ElapsedSince(now, segment.TimestampEcho), samples, Settings);
        }
    }

    /// <summary>Updates the scoreboard.</summary>
    /// <returns>Right edge of the D-SACK (RFC 2883) among the blocks; <see cref="long.MinValue"/> if there is none.</returns>
    private long TakeSacks(long acknowledgment, ReadOnlySpan<SackBlock> blocks, ref DeliveredSegments delivered)
    {
        long duplicateEnd = long.MinValue;
        for (int i = 0; i < blocks.Length; i++)
        {
            SequenceRange block = Locate(blocks[i]);
            if (block.Right > Nxt || block.IsEmpty) continue;
            if (i == 0 && IsDuplicateReport(acknowledgment, block, blocks))
            {
                Counted.DuplicatesReported++;
                Counters.Count(TcpCounter.DuplicatesReported);
                duplicateEnd = block.Right;
                Recovery.Rack.OnDuplicateReport(Una, Nxt);
            }
            // A block that reaches below SND.UNA is a report of a duplicate or older than the ACK point.
            else if (block.Left >= Una)
            {
                (Extras.Scoreboard ??= new SackScoreboard()).Add(block, ref Queue, ref delivered);
            }
        }
        return duplicateEnd;
    }

    private SequenceRange Locate(SackBlock block) =>
        new(Una + (int)(block.Left.Value - (uint)Una), Una + (int)(block.Right.Value - (uint)Una));

    /// <summary>RFC 2883 section 4: the first block lies below the ACK, or within the second block.</summary>
    private bool IsDuplicateReport(long acknowledgment, SequenceRange first, ReadOnlySpan<SackBlock> blocks)
    {
        if (first.Right <= acknowledgment) return true;
        if (blocks.Length < 2) return false;
        SequenceRange second = Locate(blocks[1]);
        return second.Left <= first.Left && first.Right <= second.Right;
    }

    /// <summary>Congestion control hears of a loss once in a round trip, and of the end of a recovery.</summary>
    private void Steer(Instant now, RecoveryChange change, long flightBefore)
    {
        switch (change)
        {
            case RecoveryChange.Entered:
            case RecoveryChange.Deepened:
                if (change == RecoveryChange.Entered) CountRecovery();
                Tail.Forget();
                Reduce(now, flightBefore);
                break;
            case RecoveryChange.LeftRecovery when !UsesSack:
                Congestion.OnRecoveredWithoutSack(Queue.Outstanding);
                break;
        }
    }

    /// <summary>RFC 9937 section 7. Without SACK nobody can tell what an ACK delivers.</summary>
    private void TakeProportion(RecoveryChange change, in DeliveredSegments delivered)
    {
        if (change is RecoveryChange.Entered or RecoveryChange.Deepened)
            Rate.Start(Queue.Outstanding - Queue.SackedBytes + delivered.Bytes);
        bool isSafe = delivered.Acknowledged > 0 && !Recovery.HasFoundLoss;
        Rate.OnAck(delivered.Bytes, Recovery.Pipe, Congestion.SlowStartThreshold, isSafe ? SegmentSize : 0);
    }

    /// <summary>A window in flight and one that waits: less would hold the window back, more would only be stale.</summary>
    private void RaiseBuffer()
    {
        if (Data.Limit >= Settings.LargestSendBuffer || Congestion.Window <= Data.Limit / 2) return;
        Data.Raise((int)Math.Min(Settings.LargestSendBuffer, Congestion.Window * 2));
    }

    private void TakeRate(Instant now, long flightBefore, in DeliveredSegments delivered)
    {
        if (delivered.Bytes <= 0 || !IsOpen) return;
        Duration shortest = _rtt.HasMinimum ? _rtt.Minimum : Duration.Zero;
        RateSample sample = Pacing!.Delivery!.OnDelivered(now, delivered, shortest, new RateSample
        {
            Now = now,
            Rate = 0,
            IsApplicationLimited = false,
            DeliveredBefore = 0,
            Delivered = 0,
            NewlyDelivered = delivered.Bytes,
            RoundTrip = RoundTripOf(now, delivered),
            FlightBefore = flightBefore,
            Flight = Recovery.Pipe,
            HasFoundLoss = Recovery.HasFoundLoss,
            IsRecovering = Recovery.Phase != RecoveryPhase.Open,
        });
        Pacing.Control!.OnDelivered(sample);
    }

    private static Duration RoundTripOf(Instant now, in DeliveredSegments delivered) =>
        delivered.HasSample && !delivered.IsAmbiguous ? now - delivered.NewestSentAt : Duration.Zero;

    private void CountReneging()
    {
        Counted.SacksReneged++;
        Counters.Count(TcpCounter.SacksReneged);
    }

    private void Reduce(Instant now, long flight)
    {
        Congestion.OnCongestion(now, Math.Min(flight, Congestion.Window));
        Ecn?.OnReduced(Nxt);
    }

    private void CountMarkedRoundTrip()
    {
        Counted.MarkedRoundTrips++;
        Counters.Count(TcpCounter.MarkedRoundTrips);
    }

    private void CountRecovery()
    {
        Counted.FastRecoveries++;
        Counters.Count(TcpCounter.RecoveriesEntered);
    }

    private void Grow(Instant now, long flightBefore, in DeliveredSegments delivered)
    {
        // In slow start the window doubles in a round trip, so one half used is one that will be used up (RFC 7661 spirit).
        bool isLimited = _isWindowLimited
            || Congestion.Window < Congestion.SlowStartThreshold && flightBefore * 2 >= Congestion.Window;
        Congestion.OnAcknowledged(new AckSample
        {
            Now = now,
            Acknowledged = delivered.Acknowledged,
            Una = Una,
            Nxt = Nxt,
            Flight = flightBefore,
            SegmentSize = SegmentSize,
            SmoothedRtt = _rtt.Smoothed,
            LatestRtt = RoundTripOf(now, delivered),
            IsWindowLimited = isLimited,
        });
        RaiseBuffer();
    }
}
