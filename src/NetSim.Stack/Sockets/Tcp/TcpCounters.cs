namespace NetSim.Stack.Sockets.Tcp;

/// <summary>What is counted for all connections of one stack. Names of drops say the reason.</summary>
public enum TcpCounter
{
    SegmentsIn,
    SegmentsOut,
    SegmentsRetransmitted,
    BytesIn,
    BytesOut,
    ActiveOpens,
    PassiveOpens,
    SynCookiesSent,
    SynCookiesAccepted,
    ResetsSent,
    ResetsReceived,
    ChallengeAcksSent,
    TimeoutsExpired,
    TailLossProbesSent,
    RecoveriesEntered,
    MarkedRoundTrips,
    MarksReceived,
    SacksReneged,
    DuplicatesReported,
    PathMtuReduced,
    IcmpErrorsTaken,
    FastOpensAccepted,
    FastOpensGivenUp,
    BlackHolesSuspected,
    PathProbesSent,

    DroppedMalformed,
    DroppedChecksum,
    DroppedOldTimestamp,
    DroppedNoTimestamp,
    DroppedOutsideWindow,
    DroppedNoAck,
    DroppedUnacceptableAck,
    DroppedAckOfUnsent,
    DroppedResetOutsideWindow,
    DroppedResetNotExact,
    DroppedSynInConnection,
    DroppedInTimeWait,
    DroppedDuplicateData,
    DroppedNoMemory,
    DroppedWindowClosed,
    DroppedAfterFin,
    DroppedAfterClose,
    DroppedNoPort,
    DroppedGroupAddress,
    DroppedBacklogFull,
    DroppedHalfOpenEvicted,
    DroppedReplyLimit,
    DroppedIcmpNotInFlight,
    DroppedIcmpMalformed,
}

/// <summary>Counters of one stack's TCP; one thread writes them.</summary>
public sealed class TcpCounters
{
    private readonly long[] _values = new long[Enum.GetValues<TcpCounter>().Length];

    public long this[TcpCounter counter] => _values[(int)counter];

    internal void Count(TcpCounter counter) => _values[(int)counter]++;

    internal void Add(TcpCounter counter, long amount) => _values[(int)counter] += amount;
}
