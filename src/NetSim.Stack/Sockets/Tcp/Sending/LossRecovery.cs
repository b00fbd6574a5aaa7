using System.Diagnostics.CodeAnalysis;
using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>What the sender is busy with.</summary>
internal enum RecoveryPhase : byte
{
    /// <summary>No loss is known.</summary>
    Open,

    /// <summary>Fast recovery: a loss was told by duplicate ACKs (RFC 5681 3.2, RFC 6582, RFC 6675).</summary>
    Recovery,

    /// <summary>The retransmission timer expired; everything outstanding then is sent again in slow start.</summary>
    Loss,
}

/// <summary>What an acknowledgment did to the phase.</summary>
internal enum RecoveryChange : byte
{
    None,
    Entered,

    /// <summary>In fast recovery a retransmission was lost: congestion has not ended (RFC 5681 4.3).</summary>
    Deepened,

    /// <summary>Fast recovery is over: the ACK covers all that was outstanding when the loss was found.</summary>
    LeftRecovery,

    /// <summary>The same after a time-out.</summary>
    LeftLoss,
}

/// <summary>The facts of one ACK, after the queue and the scoreboard have taken them in.</summary>
internal readonly struct AckFacts
{
    public required Instant Now { get; init; }

    /// <summary>SND.UNA after the ACK.</summary>
    public required long Una { get; init; }

    public required long Nxt { get; init; }

    /// <summary>Newly acknowledged; 0 if SND.UNA stayed.</summary>
    public required int Acknowledged { get; init; }

    /// <summary>RFC 5681 section 2; of no interest with SACK.</summary>
    public required bool IsDuplicate { get; init; }

    public required int SegmentSize { get; init; }
}

/// <summary>
/// Decides from acknowledgments what is lost and when recovery starts and ends: by times if SACK is agreed (<see cref="Sending.Rack"/>), by
/// duplicate ACKs otherwise (RFC 6582). Both are told in terms of RFC 6675's pipe: without SACK each duplicate ACK stands for one segment
/// that has left the network, which is the window inflation of RFC 5681 on the other side of the inequation.
/// </summary>
internal struct LossRecovery(RingPool<TransmittedSegment> rings)
{
    private long _inflation;
    private Instant _reducedAt;

    private RetransmissionQueue _queue = new(rings);
    private Rack _rack = new();

    /// <summary>What is outstanding.</summary>
    [UnscopedRef]
    public ref RetransmissionQueue Queue => ref _queue;

    [UnscopedRef]
    public ref Rack Rack => ref _rack;

    public bool UsesSack { get; set; }

    /// <summary>The last look for losses has found one.</summary>
    public bool HasFoundLoss { get; private set; }

    public RecoveryPhase Phase { get; private set; }

    /// <summary>RFC 6675 RecoveryPoint, RFC 6582 recover: SND.NXT when the loss was found.</summary>
    public long RecoveryPoint { get; private set; }

    public int DuplicateAcks { get; private set; }

    /// <summary>The next retransmission goes out whatever the window says (RFC 6675 step 4.3, RFC 6582 steps 2 and 3).</summary>
    public bool IsRetransmissionForced { get; private set; }

    /// <summary>What is in the network now (RFC 6675), to be held against the congestion window.</summary>
    public readonly long Pipe => _queue.Pipe - _inflation;

    public void StartAt(long initialSequence) => RecoveryPoint = initialSequence;

    /// <summary>Nothing that is known here would be missed once <paramref name="una"/> is acknowledged.</summary>
    public readonly bool IsBlank(long una) => _queue.IsEmpty && Phase == RecoveryPhase.Open && RecoveryPoint < una && _rack.IsBlank(una);

    public RecoveryChange OnAck(in AckFacts facts, in RttEstimator rtt)
    {
        RecoveryChange change = RecoveryChange.None;
        if (facts.Acknowledged > 0) change = OnAdvance(facts);
        if (UsesSack)
        {
            RecoveryChange found = Detect(facts.Now, facts.Nxt, rtt);
            return found == RecoveryChange.None ? change : found;
        }
        if (facts.IsDuplicate) OnDuplicate(facts);
        return ShouldEnterWithoutSack(facts) ? Enter(facts.Now, facts.Nxt) : change;
    }

    /// <summary>Looks for losses by time: on every ACK, and when <see cref="Sending.Rack.Deadline"/> has come.</summary>
    public RecoveryChange Detect(Instant now, long nxt, in RttEstimator rtt)
    {
        LossSign sign = _rack.Detect(now, ref _queue, rtt, Phase != RecoveryPhase.Open);
        HasFoundLoss = sign != LossSign.None;
        if (sign == LossSign.None || Phase == RecoveryPhase.Loss) return RecoveryChange.None;
        if (Phase == RecoveryPhase.Open) return Enter(now, nxt);
        if (sign != LossSign.Retransmission || _rack.LostSentAt < _reducedAt) return RecoveryChange.None;
        RecoveryPoint = nxt;
        _reducedAt = now;
        IsRetransmissionForced = true;
        return RecoveryChange.Deepened;
    }

    private RecoveryChange OnAdvance(in AckFacts facts)
    {
        DuplicateAcks = 0;
        if (!_queue.HasLost) IsRetransmissionForced = false;
        if (Phase != RecoveryPhase.Open && facts.Una >= RecoveryPoint)
        {
            RecoveryChange left = Phase == RecoveryPhase.Recovery ? RecoveryChange.LeftRecovery : RecoveryChange.LeftLoss;
            Phase = RecoveryPhase.Open;
            _inflation = 0;
            _rack.OnRecoveryLeft();
            return left;
        }
        if (UsesSack || Phase != RecoveryPhase.Recovery)
        {
            _inflation = 0;
            return RecoveryChange.None;
        }
        // RFC 6582 step 3, partial ACK: the next hole is lost as well; deflate by what was acknowledged, and add back one segment.
        long addedBack = facts.Acknowledged >= facts.SegmentSize ? facts.SegmentSize : 0;
        _inflation = Math.Max(0, _inflation - facts.Acknowledged + addedBack);
        _queue.MarkFirstLost();
        IsRetransmissionForced = true;
        return RecoveryChange.None;
    }

    private void OnDuplicate(in AckFacts facts)
    {
        DuplicateAcks++;
        if (Phase == RecoveryPhase.Loss) return;
        // Before the third: limited transmit (RFC 3042). In recovery: RFC 5681 3.2 step 4.
        if (Phase == RecoveryPhase.Recovery || DuplicateAcks <= Rack.DuplicateThreshold) _inflation += facts.SegmentSize;
    }

    /// <summary>RFC 6582 step 2: three duplicates, and not those that a time-out's own retransmissions call forth.</summary>
    private readonly bool ShouldEnterWithoutSack(in AckFacts facts) =>
        Phase == RecoveryPhase.Open && DuplicateAcks == Rack.DuplicateThreshold && facts.IsDuplicate
        && facts.Una > RecoveryPoint && !_queue.IsEmpty;

    private RecoveryChange Enter(Instant now, long nxt)
    {
        Phase = RecoveryPhase.Recovery;
        RecoveryPoint = nxt;
        _reducedAt = now;
        IsRetransmissionForced = true;
        if (!UsesSack && !_queue.First.Is(SegmentMarks.Lost)) _queue.MarkFirstLost();
        return RecoveryChange.Entered;
    }

    /// <summary>The retransmission timer expired with something outstanding.</summary>
    public void OnTimeout(Instant now, long nxt, in RttEstimator rtt)
    {
        Phase = RecoveryPhase.Loss;
        RecoveryPoint = nxt;
        DuplicateAcks = 0;
        _inflation = 0;
        if (UsesSack) _rack.OnTimeout(now, ref _queue, rtt);
        else _queue.MarkAllLost();
        IsRetransmissionForced = true;
    }

    /// <summary>The first segment is to be sent again at once, without any judgement about congestion.</summary>
    public void ForceFirst()
    {
        _queue.MarkFirstLost();
        IsRetransmissionForced = true;
    }

    /// <summary>All of it was thrown away by a peer whose window was closed: it goes out again, and congestion is not to blame.</summary>
    public void ForceAll()
    {
        _queue.MarkAllLost();
        IsRetransmissionForced = true;
    }

    /// <summary>Nothing is known to be missing, so that an ACK of new data needs no judgement.</summary>
    public readonly bool IsUntroubled => Phase == RecoveryPhase.Open && !_queue.HasLost;

    /// <summary>New data was acknowledged while <see cref="IsUntroubled"/>.</summary>
    public void OnPlainAdvance()
    {
        DuplicateAcks = 0;
        _inflation = 0;
    }

    /// <summary>RFC 6675 NextSeg rule 1 (and the whole of RFC 6582): what is known to be lost.</summary>
    /// <param name="most">Bytes that may go out at once; one segment goes out in any case.</param>
    /// <param name="run">What to send again.</param>
    public readonly bool TryNextLost(int most, out SequenceRange run) => _queue.TryFindLost(most, out run);

    public void OnRetransmitted(SequenceRange run, Transmission first)
    {
        IsRetransmissionForced = false;
        if (UsesSack) _rack.OnRetransmitted(run, first);
    }
}
