using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp;

/// <summary>
/// How many ACKs may answer segments that should not have come (RFC 5961 section 7). One for each connection: a counter that all share
/// could be read by an outsider (CVE-2016-5696). It also ends an exchange of ACKs between two ends that disagree.
/// </summary>
internal struct AckRateLimit
{
    private static readonly Duration Period = Duration.FromSeconds(5);

    private Instant _periodEnds;
    private int _spent;

    /// <summary>One more in this period, of at most <paramref name="most"/>.</summary>
    public bool TrySpend(Instant now, int most)
    {
        if (now >= _periodEnds)
        {
            _periodEnds = now + Period;
            _spent = 0;
        }
        if (_spent >= most) return false;
        _spent++;
        return true;
    }
}
