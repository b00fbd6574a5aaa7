using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>
/// Path MTU discovery without ICMP (RFC 4821, RFC 8899), told in payload bytes of a segment. It sleeps until full segments vanish again and
/// again: then there may be a black hole, which swallows what is too long and says nothing. The segments become short, and data of the
/// connection's own probes for what the path does take. A probe that is lost is repaired, and slows the connection down, like any
/// segment.
/// </summary>
internal sealed class PathMtuSearch
{
    /// <summary>BASE_PLPMTU of RFC 8899 5.1.2, less the longest usual headers.</summary>
    public const int BaseSize = 1200 - 80;

    /// <summary>What every IPv4 path is expected to take (RFC 1122 3.3.3), less the same.</summary>
    public const int LeastSize = 576 - 80;

    /// <summary>Sizes closer together are the same (RFC 4821 7.4).</summary>
    private const int Precision = 32;

    private const long None = long.MinValue;

    /// <summary>Before the first probe, and between probes: long enough to see whether the path works at all.</summary>
    public static readonly Duration ProbeInterval = Duration.FromSeconds(10);

    /// <summary>PMTU_RAISE_TIMER of RFC 8899 5.1.1: the path may have become better.</summary>
    public static readonly Duration RaiseInterval = Duration.FromSeconds(600);

    private readonly int _limit;
    private int _tooLong;
    private int _probeSize;
    private long _probeEnd = None;
    private Instant _nextAt;

    /// <param name="now">When the black hole was suspected.</param>
    /// <param name="limit">The size that both ends and the links of ours allow.</param>
    public PathMtuSearch(Instant now, int limit)
    {
        _limit = limit;
        _tooLong = limit + 1;
        _nextAt = now + ProbeInterval;
    }

    /// <summary>The size to fall back to; null if there is none below <paramref name="size"/>.</summary>
    public static int? Below(int size) => size > BaseSize ? BaseSize : size > LeastSize ? LeastSize : null;

    public bool IsProbing => _probeEnd != None;

    public long ProbeStart { get; private set; }

    public long ProbeEnd => _probeEnd;

    public int ProbeSize => _probeSize;

    /// <summary>The size of the next probe, if one is due: first the whole, then the middle of what is left.</summary>
    public bool TryBegin(Instant now, int current, out int size)
    {
        size = 0;
        if (IsProbing || now < _nextAt) return false;
        if (_tooLong - current <= Precision)
        {
            // The search is over; should the path become better, it begins again.
            _tooLong = _limit + 1;
            _nextAt = now + RaiseInterval;
            if (current >= _limit) _nextAt = Instant.MaxValue;
            return false;
        }
        size = _tooLong > _limit ? _limit : (current + _tooLong) / 2;
        return true;
    }

    public void OnSent(long start, int size) => (ProbeStart, _probeEnd, _probeSize) = (start, start + size, size);

    /// <summary>Part of the probe is being sent again: it was lost.</summary>
    public void OnLost(Instant now)
    {
        _tooLong = _probeSize;
        _probeEnd = None;
        _nextAt = now + ProbeInterval;
    }

    /// <summary>Everything before <paramref name="una"/> has arrived.</summary>
    /// <returns>The size that the path is now known to take, if that is news.</returns>
    public int? OnAcknowledged(Instant now, long una)
    {
        if (!IsProbing || una < _probeEnd) return null;
        _probeEnd = None;
        _nextAt = now;
        return _probeSize;
    }

    /// <summary>A router says that more than <paramref name="size"/> does not pass (RFC 8899 4.6.2), the probe on its way included.</summary>
    public void OnTooLong(int size)
    {
        _tooLong = Math.Min(_tooLong, size + 1);
        if (_probeSize > size) _probeEnd = None;
    }

    /// <summary>It was suspected again: what was thought to be good is not.</summary>
    public void OnBlackHole(Instant now, int size)
    {
        _tooLong = Math.Min(_tooLong, size);
        _probeEnd = None;
        _nextAt = now + ProbeInterval;
    }
}
