using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>What <see cref="Rack.Detect"/> found.</summary>
internal enum LossSign : byte
{
    None,

    /// <summary>Something that was sent once is lost.</summary>
    Original,

    /// <summary>A retransmission is lost: the congestion that caused the first loss goes on.</summary>
    Retransmission,
}

/// <summary>
/// RACK (RFC 8985): what was sent before something that has been delivered, and has had a round trip and a reordering window more
/// since, is lost. It goes by times, so it sees lost retransmissions as well, and it bears reordering of a quarter of the shortest
/// round trip, or more where the peer's D-SACKs ask for it.
/// </summary>
internal struct Rack()
{
    /// <summary>Segments SACKed above a hole that speak of a loss as long as no reordering was seen (RFC 5681).</summary>
    public const int DuplicateThreshold = 3;

    /// <summary>RFC 8985 6.2 step 4: recoveries without D-SACK after which a widened window is forgotten.</summary>
    private const int RecoveriesToForget = 16;

    private RackHistory? _history;

    // RACK.xmit_ts with what tells ties apart, RACK.rtt, RACK.fack.
    private Transmission _newest;
    private Duration _roundTrip;
    private long _highest = long.MinValue;
    private bool _hasDelivered;

    /// <summary>Something was delivered after what was sent later than it (RACK.reordering_seen).</summary>
    public bool HasSeenReordering { get; private set; }

    /// <summary>When <see cref="Detect"/> must be called again though no ACK has come; <see cref="Instant.MaxValue"/> if no need.</summary>
    public Instant Deadline { get; private set; } = Instant.MaxValue;

    /// <summary>When the last retransmission that was found lost had been sent.</summary>
    public readonly Instant LostSentAt => _history?.LostSentAt ?? Instant.Zero;

    /// <summary>With nothing outstanding and <paramref name="una"/> acknowledged: a new one would judge what is sent from now on just the same.</summary>
    public readonly bool IsBlank(long una) => !HasSeenReordering && _history?.IsSpent(una) != false;

    private RackHistory History => _history ??= new RackHistory();

    public void OnRetransmitted(SequenceRange run, Transmission first) => History.Resent.Add(run, first);

    /// <summary>Steps 2 and 3 of RFC 8985 6.2.</summary>
    public void OnDelivered(Instant now, in DeliveredSegments delivered)
    {
        // Both the ACK field and a SACK block may be new on one ACK because one before it was lost: that is no reordering.
        if (delivered.LowestSentOnce < _highest) HasSeenReordering = true;
        _highest = Math.Max(_highest, delivered.Highest);
        if (!delivered.HasNewest) return;
        if (_hasDelivered && !delivered.Newest.IsAfter(_newest)) return;
        _hasDelivered = true;
        _newest = delivered.Newest;
        _roundTrip = now - delivered.Newest.SentAt;
    }

    /// <summary>The peer reported a duplicate: some retransmission was not needed. Widens the window once in a round trip.</summary>
    public void OnDuplicateReport(long una, long nxt)
    {
        RackHistory history = History;
        if (una < history.DuplicateRoundEnd) return;
        history.DuplicateRoundEnd = nxt;
        history.Multiplier = Math.Min(history.Multiplier + 1, 0xFF);
        history.RecoveriesLeft = RecoveriesToForget;
    }

    public readonly void OnRecoveryLeft()
    {
        if (_history is { RecoveriesLeft: > 0 } history && --history.RecoveriesLeft == 0) history.Multiplier = 1;
    }

    /// <summary>Step 5 of RFC 8985 6.2: marks what is lost.</summary>
    /// <param name="now">When.</param>
    /// <param name="queue">Where the marks are.</param>
    /// <param name="rtt">For the reordering window.</param>
    /// <param name="isRecovering">In fast recovery or after a time-out.</param>
    public LossSign Detect(Instant now, ref RetransmissionQueue queue, in RttEstimator rtt, bool isRecovering)
    {
        Deadline = Instant.MaxValue;
        if (queue.IsEmpty) _history?.Resent.Clear();
        if (queue.IsEmpty || !_hasDelivered) return LossSign.None;
        Duration patience = _roundTrip + ReorderingWindow(queue, rtt, isRecovering);
        Instant overdue = now - patience;
        long lostBefore = queue.LostBytes;
        bool isOpen = queue.MarkOverdue(_newest, overdue);
        LossSign sign = queue.LostBytes > lostBefore ? LossSign.Original : LossSign.None;
        if (MarkLostAgain(ref queue, _newest, overdue, ref isOpen) > 0) sign = LossSign.Retransmission;
        // At this time all that was sent before is overdue: one wake-up decides about everything.
        if (isOpen) Deadline = _newest.SentAt + patience;
        return sign;
    }

    /// <summary>RFC 8985 6.3: of what is outstanding at a time-out, the first is lost, and what has had its time.</summary>
    public void OnTimeout(Instant now, ref RetransmissionQueue queue, in RttEstimator rtt)
    {
        Deadline = Instant.MaxValue;
        queue.MarkFirstLost();
        var everything = new Transmission(Instant.MaxValue, long.MaxValue);
        Instant overdue = now - (_hasDelivered ? _roundTrip : rtt.Smoothed) - ReorderingWindow(queue, rtt, isRecovering: true);
        queue.MarkOverdue(everything, overdue);
        bool isOpen = false;
        MarkLostAgain(ref queue, everything, overdue, ref isOpen);
    }

    public void Clear()
    {
        _history?.Resent.Clear();
        Deadline = Instant.MaxValue;
    }

    private readonly int MarkLostAgain(ref RetransmissionQueue queue, Transmission delivered, Instant overdue, ref bool isOpen)
    {
        int bytes = 0;
        if (_history is not { } history) return bytes;
        while (!history.Resent.IsEmpty)
        {
            RetransmissionLog.Entry entry = history.Resent.Oldest;
            if (!delivered.IsAfter(entry.First)) break;
            if (entry.First.SentAt > overdue)
            {
                isOpen |= queue.IsUnderWay(entry, delivered);
                break;
            }
            int lost = queue.MarkLostAgain(entry, delivered, out bool isSettled);
            if (lost > 0) history.LostSentAt = entry.First.SentAt;
            bytes += lost;
            if (!isSettled) break;
            history.Resent.RemoveOldest();
        }
        return bytes;
    }

    /// <summary>Step 4 of RFC 8985 6.2.</summary>
    private readonly Duration ReorderingWindow(in RetransmissionQueue queue, in RttEstimator rtt, bool isRecovering)
    {
        if (!HasSeenReordering && (isRecovering || queue.SackedSegments >= DuplicateThreshold)) return Duration.Zero;
        if (!rtt.HasMinimum) return Duration.Zero;
        return Duration.Min(rtt.Minimum * (_history?.Multiplier ?? 1) / 4, rtt.Smoothed);
    }
}
