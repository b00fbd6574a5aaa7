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
    /// <summary>Takes an acknowledgment with SND.UNA =&lt; SEG.ACK =&lt; SND.NXT, before its window is looked at.</summary>
    /// <param name="now">When it arrived.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="options">Its options; SACK blocks are looked at only if SACK is agreed.</param>
    /// <param name="timestamps">For the round-trip time of what was sent twice.</param>
    public void OnAck(Instant now, in ArrivedSegment segment, in TcpOptions options, Timestamps timestamps)
    {
        long flightBefore = _flight.Outstanding;
        RecoveryPhase phaseBefore = Recovery.Phase;
        AcknowledgedSegments taken = default;
        bool couldBeDuplicate = !_flight.IsEmpty && !_isProbing
            && segment.Length == 0 && segment.Window == Window && segment.Acknowledgment == Una;
        if (segment.Acknowledgment > Una)
        {
            taken = Advance(segment.Acknowledgment);
            Measure(now, taken, flightBefore, segment, timestamps);
        }
        bool isNews = Recovery.UsesSack && options.SackBlocks.Length > 0 && TakeSacks(options.SackBlocks);
        RecoveryChange change = Recovery.OnAck(new AckFacts
        {
            Una = Una,
            Nxt = Nxt,
            Acknowledged = taken.Bytes,
            IsDuplicate = Recovery.UsesSack ? isNews : couldBeDuplicate,
            SegmentSize = SegmentSize,
        });
        if (IsOpen) Steer(now, change, phaseBefore, flightBefore, taken);
        _isProbeAnswered = _isProbing;
        if (taken.Bytes > 0) Restart(now);
    }

    /// <summary>An ACK of new data and nothing else, with no loss known: what header prediction has found (RFC 7323 appendix A).</summary>
    public void OnPlainAck(Instant now, in ArrivedSegment segment, Timestamps timestamps)
    {
        long flightBefore = _flight.Outstanding;
        AcknowledgedSegments taken = Advance(segment.Acknowledgment);
        Measure(now, taken, flightBefore, segment, timestamps);
        Recovery.OnPlainAdvance();
        Grow(now, flightBefore, taken);
        Restart(now);
    }

    /// <summary>Whether <see cref="OnPlainAck"/> may be used: no loss, no doubt, no probe.</summary>
    public bool IsUntroubled => Recovery.IsUntroubled && _scoreboard.IsEmpty && !_isProbing && IsOpen;

    private AcknowledgedSegments Advance(long acknowledgment)
    {
        AcknowledgedSegments taken = _flight.Acknowledge(acknowledgment);
        Una = acknowledgment;
        Data.Release(acknowledgment);
        if (_scoreboard.IsEmpty) return taken;
        _scoreboard.RemoveBelow(acknowledgment);
        if (Recovery.ForgetRenegedSacks(acknowledgment)) Figures.SacksReneged++;
        return taken;
    }

    private void Measure(Instant now, in AcknowledgedSegments taken, long flightBefore, in ArrivedSegment segment, Timestamps timestamps)
    {
        // RFC 7323 appendix G.
        int samples = (int)Math.Max(1, (flightBefore + 2L * SegmentSize - 1) / (2L * SegmentSize));
        if (taken.HasSample && !taken.IsAmbiguous) Rtt.Sample(now - taken.OldestSentAt, samples);
        else if (taken.IsAmbiguous && timestamps.IsEnabled && segment.HasTimestamps && segment.TimestampEcho != 0)
            Rtt.Sample(timestamps.ElapsedSince(now, segment.TimestampEcho), samples);
    }

    /// <summary>Updates the scoreboard.</summary>
    /// <returns>Whether the peer holds more than was known (RFC 6675: that is what makes a duplicate ACK).</returns>
    private bool TakeSacks(ReadOnlySpan<SackBlock> blocks)
    {
        bool isNews = false;
        for (int i = 0; i < blocks.Length; i++)
        {
            SequenceRange block = Locate(blocks[i]);
            if (block.Right > Nxt || block.IsEmpty) continue;
            if (i == 0 && IsDuplicateReport(block, blocks)) Figures.DuplicatesReported++;
            // A block that reaches below SND.UNA is a report of a duplicate or older than the ACK point.
            else if (block.Left >= Una) isNews |= _scoreboard.Add(block, _flight);
        }
        return isNews;
    }

    private SequenceRange Locate(SackBlock block) =>
        new(Una + (int)(block.Left.Value - (uint)Una), Una + (int)(block.Right.Value - (uint)Una));

    /// <summary>RFC 2883 section 4: the first block lies below the ACK, or within the second block.</summary>
    private bool IsDuplicateReport(SequenceRange first, ReadOnlySpan<SackBlock> blocks)
    {
        if (first.Right <= Una) return true;
        if (blocks.Length < 2) return false;
        SequenceRange second = Locate(blocks[1]);
        return second.Left <= first.Left && first.Right <= second.Right;
    }

    private void Steer(Instant now, RecoveryChange change, RecoveryPhase phaseBefore, long flightBefore, in AcknowledgedSegments taken)
    {
        if (change == RecoveryChange.Entered)
        {
            Figures.FastRecoveries++;
            Congestion.OnCongestion(now, Math.Min(flightBefore, Congestion.Window));
            return;
        }
        if (change == RecoveryChange.Left && phaseBefore == RecoveryPhase.Recovery)
        {
            if (!Recovery.UsesSack) Congestion.OnRecoveredWithoutSack(_flight.Outstanding);
            return;
        }
        if (taken.Bytes > 0 && Recovery.Phase != RecoveryPhase.Recovery) Grow(now, flightBefore, taken);
    }

    private void Grow(Instant now, long flightBefore, in AcknowledgedSegments taken)
    {
        // In slow start the window doubles in a round trip, so one half used is one that will be used up (RFC 7661 spirit).
        bool isLimited = _isWindowLimited
            || Congestion.Window < Congestion.SlowStartThreshold && flightBefore * 2 >= Congestion.Window;
        Congestion.OnAcknowledged(new AckSample
        {
            Now = now,
            Acknowledged = taken.Bytes,
            Flight = flightBefore,
            SegmentSize = SegmentSize,
            SmoothedRtt = Rtt.Smoothed,
            LatestRtt = taken.HasSample && !taken.IsAmbiguous ? now - taken.NewestSentAt : Duration.Zero,
            IsWindowLimited = isLimited,
        });
    }
}
