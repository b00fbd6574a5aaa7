using NetSim.Stack.Sockets.Tcp;
using NetSim.Stack.Sockets.Tcp.Sending;
using NetSim.Testing;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>
/// A sender's queue beside a list in which every segment is looked at on every ACK, as the RFC's pseudo-code does. After each step both must
/// hold the same to be lost.
/// </summary>
internal sealed class RackModel
{
    private const int Mss = 10;

    private readonly Random _random;
    private RetransmissionQueue _queue = new(new RingPool<TransmittedSegment>());
    private readonly SackScoreboard _board = new();
    private readonly RttEstimator _rtt = new(TcpSettings.Default);
    private Rack _rack;
    private readonly List<Segment> _segments = [];
    private Instant _now = new(1_000_000);
    private long _nxt;

    // RACK.xmit_ts, RACK.end_seq, RACK.rtt, RACK.fack, RACK.reordering_seen.
    private (Instant SentAt, long End) _newest;
    private Duration _roundTrip;
    private long _fack = long.MinValue;
    private bool _hasReordering;
    private bool _hasDelivered;

    public RackModel(Random random)
    {
        _random = random;
        _rack = new Rack();
    }

    private sealed class Segment
    {
        public required long Start { get; init; }
        public long End => Start + Mss;
        public Instant SentAt { get; set; }
        public int Sent { get; set; } = 1;
        public bool IsDelivered { get; set; }
        public bool IsLost { get; set; }
    }

    public void Step()
    {
        _now += new Duration(_random.Next(0, 400));
        int choice = _random.Next(10);
        if (choice < 4) SendNew();
        else if (choice < 5) Retransmit();
        else Acknowledge();
        bool isRecovering = _random.NextBool();
        _rack.Detect(_now, ref _queue, _rtt, isRecovering);
        Judge(isRecovering);
        long lost = _segments.Where(s => s.IsLost && !s.IsDelivered).Count() * (long)Mss;
        long awaiting = _queue.TryFindLost(int.MaxValue, out SequenceRange run) ? run.Left : -1;
        Assert.Equal(_segments.FirstOrDefault(s => s.IsLost && !s.IsDelivered)?.Start ?? -1, awaiting);
        Assert.Equal(lost > 0, _queue.HasLost);
        Assert.Equal(_segments.Where(s => !s.IsDelivered && !s.IsLost).Count() * (long)Mss, _queue.Pipe);
    }

    private void SendNew()
    {
        for (int i = _random.Next(1, 6); i > 0; i--)
        {
            _queue.Add(_nxt, Mss, _now);
            _segments.Add(new Segment { Start = _nxt, SentAt = _now });
            _nxt += Mss;
            _now += new Duration(_random.Next(0, 3));
        }
    }

    private void Retransmit()
    {
        // What goes out again is later than all that went before, as on a clock that does not stand still.
        _now += new Duration(1);
        if (!_queue.TryFindLost(_random.Next(1, 4) * Mss, out SequenceRange run)) return;
        _rack.OnRetransmitted(run, _queue.MarkRetransmitted(run, _now));
        foreach (Segment segment in _segments.Where(s => s.Start >= run.Left && s.End <= run.Right))
        {
            Assert.True(segment.IsLost && !segment.IsDelivered);
            segment.IsLost = false;
            segment.SentAt = _now;
            segment.Sent++;
        }
        _now += new Duration(1);
    }

    /// <summary>A SACK block of some segments, or everything up to somewhere.</summary>
    private void Acknowledge()
    {
        if (_segments.Count == 0) return;
        Instant until = _rtt.HasSample ? _now - _rtt.Minimum : _now;
        var delivered = new DeliveredSegments(until);
        int from = _random.Next(_segments.Count);
        int to = Math.Min(_segments.Count, from + _random.Next(1, 4));
        List<Segment> fresh;
        if (_random.Next(3) == 0)
        {
            // An honest peer never stops at a byte that it holds.
            while (to < _segments.Count && _segments[to].IsDelivered) to++;
            fresh = [.. _segments.Take(to).Where(s => !s.IsDelivered)];
            _queue.Acknowledge(_segments[to - 1].End, ref delivered);
            _board.RemoveBelow(_segments[to - 1].End);
        }
        else
        {
            if (from == 0 && ++from >= to) return;
            fresh = [.. _segments[from..to].Where(s => !s.IsDelivered)];
            _board.Add(new SequenceRange(_segments[from].Start, _segments[to - 1].End), ref _queue, ref delivered);
        }
        _rack.OnDelivered(_now, delivered);
        Update(fresh, until);
        if (fresh is [{ Sent: 1 } only]) _rtt.Sample(_now - only.SentAt, 1, TcpSettings.Default);
        int gone = _segments.FindIndex(s => !s.IsDelivered);
        if (_queue.IsEmpty) _segments.Clear();
        else if (_queue.First.Start > _segments[0].Start) _segments.RemoveRange(0, _segments.FindIndex(s => s.Start == _queue.First.Start));
        Assert.True(gone != 0 || _segments[0].Start == _queue.First.Start);
    }

    /// <summary>Steps 2 and 3.</summary>
    private void Update(List<Segment> fresh, Instant answerableUntil)
    {
        long fackBefore = _fack;
        foreach (Segment segment in fresh)
        {
            segment.IsDelivered = true;
            _fack = Math.Max(_fack, segment.End);
            if (segment.End < fackBefore && segment.Sent == 1) _hasReordering = true;
            if (segment.Sent > 1 && segment.SentAt > answerableUntil) continue;
            bool isNewer = !_hasDelivered || segment.SentAt > _newest.SentAt
                || segment.SentAt == _newest.SentAt && segment.End > _newest.End;
            if (!isNewer) continue;
            _hasDelivered = true;
            _newest = (segment.SentAt, segment.End);
            _roundTrip = _now - segment.SentAt;
        }
    }

    /// <summary>Steps 4 and 5.</summary>
    private void Judge(bool isRecovering)
    {
        if (!_hasDelivered) return;
        Assert.Equal(_hasReordering, _rack.HasSeenReordering);
        Duration window = Duration.Zero;
        int sacked = _segments.Count(s => s.IsDelivered);
        if ((_hasReordering || !isRecovering && sacked < 3) && _rtt.HasSample) window = Duration.Min(_rtt.Minimum / 4, _rtt.Smoothed);
        foreach (Segment segment in _segments.Where(s => !s.IsDelivered && !s.IsLost))
        {
            bool isBefore = segment.SentAt < _newest.SentAt || segment.SentAt == _newest.SentAt && segment.End < _newest.End;
            if (isBefore && segment.SentAt + _roundTrip + window <= _now) segment.IsLost = true;
        }
    }
}
