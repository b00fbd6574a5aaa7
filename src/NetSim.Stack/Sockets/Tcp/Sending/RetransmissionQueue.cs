using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>
/// The segments between SND.UNA and SND.NXT in the order of their sequence numbers, with what has become of each; and from that, the
/// "pipe" of RFC 6675. Who decides that a segment is lost is outside (<see cref="LossRecovery"/>); the marks are kept here, so that
/// another way to decide (times instead of counts) needs no other queue.
/// </summary>
internal struct RetransmissionQueue(RingPool<TransmittedSegment> rings)
{
    private const int SmallestRing = 16;

    private TransmittedSegment[] _ring = [];

    // Segments have serial numbers that only grow; the one with serial s lies at _ring[s & (length - 1)].
    private long _head;
    private long _tail;
    private long _judgedBelow;
    private long _retransmitFrom;

    private int _outstanding;
    private int _sacked;
    private int _lost;
    private int _retransmitted;
    private int _retransmittedLost;
    private long _order;

    public readonly bool IsEmpty => _head == _tail;

    public readonly int Count => (int)(_tail - _head);

    /// <summary>The <see cref="Transmission.Order"/> of the next segment out.</summary>
    public readonly long NextOrder => _order;

    /// <summary>RFC 5681 FlightSize: sent and not cumulatively acknowledged.</summary>
    public readonly long Outstanding => _outstanding;

    public readonly long SackedBytes => _sacked;

    /// <summary>Segments that the peer is known to hold above a hole (RACK.segs_sacked of RFC 8985).</summary>
    public int SackedSegments { get; private set; }

    public readonly long LostBytes => _lost;

    /// <summary>RFC 6675 pipe: what is taken to be in the network now, retransmissions included.</summary>
    public readonly long Pipe => _outstanding - _sacked - _lost + _retransmitted;

    /// <summary>Something is marked lost and has not been sent again.</summary>
    public readonly bool HasLost => _lost > _retransmittedLost;

    /// <summary>The segment with the lowest sequence number. The queue must not be empty.</summary>
    public readonly ref readonly TransmittedSegment First => ref At(_head);

    /// <summary>The segment with the highest sequence number. The queue must not be empty.</summary>
    public readonly ref readonly TransmittedSegment Last => ref At(_tail - 1);

    /// <summary>A segment was sent for the first time: right behind the last one.</summary>
    public void Add(long start, int length, Instant now)
    {
        if (Count == _ring.Length) Grow();
        ref TransmittedSegment segment = ref At(_tail++);
        segment.Start = start;
        segment.Length = length;
        segment.Marks = SegmentMarks.None;
        segment.SentAt = now;
        segment.Order = _order++;
        _outstanding += length;
    }

    /// <summary>Everything before <paramref name="position"/> is acknowledged.</summary>
    public void Acknowledge(long position, ref DeliveredSegments delivered)
    {
        while (_head < _tail)
        {
            ref TransmittedSegment segment = ref At(_head);
            if (segment.Start >= position) break;
            int covered = (int)Math.Min(segment.Length, position - segment.Start);
            Note(ref delivered, segment, covered);
            Uncount(segment.Marks, covered);
            _outstanding -= covered;
            if (covered < segment.Length)
            {
                segment.Start += covered;
                segment.Length -= covered;
                break;
            }
            if (segment.Is(SegmentMarks.Sacked)) SackedSegments--;
            _head++;
        }
        if (_retransmitFrom < _head) _retransmitFrom = _head;
        if (_judgedBelow < _head) _judgedBelow = _head;
        if (_head == _tail) GiveBackRing();
    }

    private static void Note(ref DeliveredSegments delivered, in TransmittedSegment segment, int covered)
    {
        delivered.Acknowledged += covered;
        if (segment.Is(SegmentMarks.Ambiguous)) delivered.IsAmbiguous = true;
        if (segment.Is(SegmentMarks.Sacked))
        {
            // Its round trip ended when it was SACKED, not now.
            delivered.SackedBefore += covered;
            return;
        }
        if (!delivered.HasSample) delivered.OldestSentAt = segment.SentAt;
        delivered.HasSample = true;
        delivered.NewestSentAt = segment.SentAt;
        delivered.Take(segment);
    }

    /// <summary>
    /// Marks what lies in <paramref name="fresh"/> and is covered as a whole by <paramref name="extent"/>, of which it is a part.
    /// </summary>
    public void MarkSacked(SequenceRange fresh, SequenceRange extent, ref DeliveredSegments delivered)
    {
        for (long serial = FindEndingAfter(fresh.Left); serial < _tail; serial++)
        {
            ref TransmittedSegment segment = ref At(serial);
            if (segment.Start >= fresh.Right) break;
            if (segment.Start < extent.Left || segment.End > extent.Right || segment.Is(SegmentMarks.Sacked)) continue;
            delivered.Take(segment);
            delivered.NewlySacked += segment.Length;
            Uncount(segment.Marks, segment.Length);
            segment.Marks = (segment.Marks & SegmentMarks.Ambiguous) | SegmentMarks.Sacked;
            _sacked += segment.Length;
            SackedSegments++;
        }
    }

    /// <summary>
    /// Of the segments sent once: those sent before <paramref name="delivered"/>, and no later than <paramref name="overdue"/>, are lost.
    /// </summary>
    /// <returns>True if one was sent before that is not overdue yet.</returns>
    public bool MarkOverdue(Transmission delivered, Instant overdue)
    {
        // What was sent only once stands in the order of its times, so one cursor is enough.
        for (; _judgedBelow < _tail; _judgedBelow++)
        {
            ref TransmittedSegment segment = ref At(_judgedBelow);
            if (segment.Is(SegmentMarks.Sacked | SegmentMarks.Lost | SegmentMarks.Ambiguous)) continue;
            if (!delivered.IsAfter(segment.Transmission)) return false;
            if (segment.SentAt > overdue) return true;
            MarkLost(_judgedBelow, ref segment);
        }
        return false;
    }

    /// <summary>
    /// Of what went out together in <paramref name="entry"/> and was not sent since: what went before <paramref name="delivered"/> is lost
    /// once more.
    /// </summary>
    /// <param name="entry">One retransmission.</param>
    /// <param name="delivered">What is known to have arrived.</param>
    /// <param name="isSettled">Nothing of it is under way any more.</param>
    /// <returns>The bytes lost.</returns>
    public int MarkLostAgain(in RetransmissionLog.Entry entry, Transmission delivered, out bool isSettled)
    {
        int bytes = 0;
        isSettled = true;
        for (long serial = FindEndingAfter(entry.Run.Left); serial < _tail; serial++)
        {
            ref TransmittedSegment segment = ref At(serial);
            if (segment.Start >= entry.Run.Right) break;
            if (!IsUnderWay(segment, entry)) continue;
            if (delivered.IsAfter(segment.Transmission))
            {
                LoseAgain(serial, ref segment);
                bytes += segment.Length;
            }
            else
            {
                isSettled = false;
            }
        }
        return bytes;
    }

    /// <summary>Whether anything of <paramref name="entry"/> that went out before <paramref name="delivered"/> is still under way.</summary>
    public readonly bool IsUnderWay(in RetransmissionLog.Entry entry, Transmission delivered)
    {
        for (long serial = FindEndingAfter(entry.Run.Left); serial < _tail; serial++)
        {
            ref readonly TransmittedSegment segment = ref At(serial);
            if (segment.Start >= entry.Run.Right) break;
            if (IsUnderWay(segment, entry) && delivered.IsAfter(segment.Transmission)) return true;
        }
        return false;
    }

    private static bool IsUnderWay(in TransmittedSegment segment, in RetransmissionLog.Entry entry) =>
        segment.Is(SegmentMarks.Retransmitted) && segment.SentAt == entry.First.SentAt && segment.Order >= entry.First.Order;

    /// <summary>The first segment is lost, also if a retransmission of it was under way. The queue must not be empty.</summary>
    public void MarkFirstLost()
    {
        LoseAgain(_head, ref At(_head));
    }

    /// <summary>Whatever the peer does not hold is lost, retransmissions as well.</summary>
    public void MarkAllLost()
    {
        for (long serial = _head; serial < _tail; serial++)
        {
            ref TransmittedSegment segment = ref At(serial);
            if (!segment.Is(SegmentMarks.Sacked)) LoseAgain(serial, ref segment);
        }
        _judgedBelow = _tail;
    }

    /// <summary>The peer has discarded what it had SACKed (RFC 2018 section 8).</summary>
    public void ForgetSacks()
    {
        for (long serial = _head; serial < _tail; serial++) At(serial).Marks &= ~SegmentMarks.Sacked;
        _sacked = 0;
        SackedSegments = 0;
        _judgedBelow = _head;
    }

    /// <summary>
    /// The run of adjacent lost segments, not sent again yet, that starts first; cut to <paramref name="most"/> bytes but never below one
    /// segment.
    /// </summary>
    public bool TryFindLost(int most, out SequenceRange run)
    {
        run = default;
        if (!HasLost) return false;
        while (_retransmitFrom < _tail && !Awaits(At(_retransmitFrom))) _retransmitFrom++;
        if (_retransmitFrom == _tail) return false;
        long start = At(_retransmitFrom).Start;
        long end = At(_retransmitFrom).End;
        for (long serial = _retransmitFrom + 1; serial < _tail; serial++)
        {
            ref readonly TransmittedSegment next = ref At(serial);
            if (!Awaits(next) || next.End - start > most) break;
            end = next.End;
        }
        run = new SequenceRange(start, end);
        return true;
    }

    /// <summary>The segments that lie in <paramref name="run"/> were sent again.</summary>
    /// <returns>The sending of the first of them.</returns>
    public Transmission MarkRetransmitted(SequenceRange run, Instant now)
    {
        var first = new Transmission(now, _order);
        for (long serial = FindEndingAfter(run.Left); serial < _tail; serial++)
        {
            ref TransmittedSegment segment = ref At(serial);
            if (segment.Start >= run.Right) break;
            segment.SentAt = now;
            segment.Order = _order++;
            if (!segment.Is(SegmentMarks.Retransmitted | SegmentMarks.Sacked))
            {
                segment.Marks |= SegmentMarks.Retransmitted;
                _retransmitted += segment.Length;
                if (segment.Is(SegmentMarks.Lost)) _retransmittedLost += segment.Length;
            }
            segment.Marks |= SegmentMarks.Ambiguous;
        }
        return first;
    }

    /// <summary>
    /// The path's MTU fell: cuts what is longer than <paramref name="size"/>, so that it can be sent again. Rare, and linear.
    /// </summary>
    public void Resegment(int size)
    {
        TransmittedSegment[] old = _ring;
        long first = _head;
        long end = _tail;
        _ring = rings.Rent(Math.Max(SmallestRing, old.Length));
        _head = _tail = 0;
        SackedSegments = 0;
        for (long serial = first; serial < end; serial++)
        {
            TransmittedSegment segment = old[serial & (old.Length - 1)];
            while (segment.Length > 0)
            {
                if (Count == _ring.Length) Grow();
                ref TransmittedSegment piece = ref At(_tail++);
                piece = segment;
                piece.Length = Math.Min(size, segment.Length);
                segment.Start += piece.Length;
                segment.Length -= piece.Length;
                if (piece.Is(SegmentMarks.Sacked)) SackedSegments++;
            }
        }
        _judgedBelow = _retransmitFrom = _head;
        rings.Return(old);
    }

    /// <summary>Marks all segments longer than <paramref name="size"/> as lost: a router said that it dropped such ones.</summary>
    public void MarkLongerLost(int size)
    {
        for (long serial = _head; serial < _tail; serial++)
        {
            ref TransmittedSegment segment = ref At(serial);
            if (segment.Length > size && !segment.Is(SegmentMarks.Sacked)) LoseAgain(serial, ref segment);
        }
    }

    /// <summary>Whether anything outstanding is longer than <paramref name="size"/>.</summary>
    public readonly bool HasLongerThan(int size)
    {
        for (long serial = _head; serial < _tail; serial++)
        {
            if (At(serial).Length > size) return true;
        }
        return false;
    }

    public void Clear()
    {
        GiveBackRing();
        _head = _tail = _judgedBelow = _retransmitFrom = 0;
        SackedSegments = 0;
        _outstanding = _sacked = _lost = _retransmitted = _retransmittedLost = 0;
    }

    private static bool Awaits(in TransmittedSegment segment) =>
        (segment.Marks & (SegmentMarks.Lost | SegmentMarks.Retransmitted)) == SegmentMarks.Lost;

    private void MarkLost(long serial, ref TransmittedSegment segment)
    {
        segment.Marks |= SegmentMarks.Lost;
        _lost += segment.Length;
        if (segment.Is(SegmentMarks.Retransmitted)) _retransmittedLost += segment.Length;
        if (serial < _retransmitFrom) _retransmitFrom = serial;
    }

    private void LoseAgain(long serial, ref TransmittedSegment segment)
    {
        Uncount(segment.Marks, segment.Length);
        segment.Marks &= SegmentMarks.Ambiguous;
        MarkLost(serial, ref segment);
    }

    private void Uncount(SegmentMarks marks, int bytes)
    {
        if (marks == SegmentMarks.None) return;
        if ((marks & SegmentMarks.Sacked) != 0) _sacked -= bytes;
        if ((marks & SegmentMarks.Lost) != 0) _lost -= bytes;
        if ((marks & SegmentMarks.Retransmitted) == 0) return;
        _retransmitted -= bytes;
        if ((marks & SegmentMarks.Lost) != 0) _retransmittedLost -= bytes;
    }

    private readonly long FindEndingAfter(long position)
    {
        long low = _head;
        long high = _tail;
        while (low < high)
        {
            long middle = (low + high) >>> 1;
            if (At(middle).End <= position) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private readonly ref TransmittedSegment At(long serial) => ref _ring[serial & (_ring.Length - 1)];

    private void Grow()
    {
        TransmittedSegment[] larger = rings.Rent(Math.Max(SmallestRing, _ring.Length * 2));
        for (long serial = _head; serial < _tail; serial++) larger[serial & (larger.Length - 1)] = At(serial);
        rings.Return(_ring);
        _ring = larger;
    }

    private void GiveBackRing()
    {
        rings.Return(_ring);
        _ring = [];
    }
}
