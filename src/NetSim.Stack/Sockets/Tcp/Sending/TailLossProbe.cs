using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>
/// Tail loss probes (RFC 8985 section 7): if after two round trips no ACK has come, one segment more asks for one. What it calls forth
/// tells RACK of a lost tail long before the retransmission timer would.
/// </summary>
internal struct TailLossProbe()
{
    private const long None = long.MinValue;

    /// <summary>WCDelAckT: how long a peer may sit on the ACK of a single segment.</summary>
    private static readonly Duration LongestAckDelay = Duration.FromMilliseconds(200);

    /// <summary>Below it a probe would ask about the peer's scheduler and not about the path.</summary>
    private static readonly Duration Granularity = Duration.FromMilliseconds(1);

    /// <summary>RFC 8985 7.2: while no round trip is known.</summary>
    private static readonly Duration WithoutSample = Duration.FromSeconds(1);

    private long _end = None;
    private bool _isRetransmission;

    /// <summary>When the probe goes; <see cref="Instant.MaxValue"/> if none is to.</summary>
    public Instant Deadline { get; private set; } = Instant.MaxValue;

    /// <summary>The time has come: the next segment out is the probe.</summary>
    public bool IsDue { get; private set; }

    /// <summary>A probe is out and nothing is known of it yet (TLP.end_seq is set).</summary>
    public readonly bool IsOutstanding => _end != None;

    /// <summary>TLP_calc_PTO.</summary>
    /// <param name="now">When new data was sent, or the last ACK of some came.</param>
    /// <param name="rtt">Of the connection.</param>
    /// <param name="segments">Outstanding.</param>
    /// <param name="timeoutAt">The retransmission timer, before or instead of which the probe goes.</param>
    public void Arm(Instant now, in RttEstimator rtt, int segments, Instant timeoutAt)
    {
        Duration wait = rtt.HasSample ? Duration.Max(rtt.Smoothed * 2, Granularity) : WithoutSample;
        if (segments == 1) wait += LongestAckDelay;
        Deadline = Instant.Min(now + wait, timeoutAt);
    }

    public void OnDeadline()
    {
        Deadline = Instant.MaxValue;
        IsDue = true;
    }

    /// <summary>The probe went out, or there was nothing that could go.</summary>
    public void OnSent(long nxt, bool isRetransmission)
    {
        IsDue = false;
        _end = nxt;
        _isRetransmission = isRetransmission;
    }

    /// <summary>TLP_process_ack.</summary>
    /// <param name="una">SND.UNA after the ACK.</param>
    /// <param name="duplicateEnd">Right edge of the D-SACK on it; <see cref="long.MinValue"/> if there is none.</param>
    /// <param name="isBareDuplicate">A duplicate ACK without any SACK block.</param>
    /// <returns>True if the probe repaired a loss, which nothing else tells congestion control of.</returns>
    public bool OnAck(long una, long duplicateEnd, bool isBareDuplicate)
    {
        if (_end == None || una < _end) return false;
        if (!_isRetransmission || duplicateEnd == _end || una == _end && isBareDuplicate)
        {
            _end = None;
            return false;
        }
        if (una == _end) return false;
        _end = None;
        return true;
    }

    /// <summary>A loss is known, the timer expired or all is acknowledged: no probe is needed.</summary>
    public void Disarm()
    {
        Deadline = Instant.MaxValue;
        IsDue = false;
    }

    /// <summary>As <see cref="Disarm"/>, and the probe that is out means nothing any more.</summary>
    public void Forget()
    {
        Disarm();
        _end = None;
    }
}
