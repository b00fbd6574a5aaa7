using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Congestion;

/// <summary>
/// How much may be in the network. What is lost and when recovery begins is not decided here; an algorithm hears of it and
/// answers with a window.
/// </summary>
internal interface ICongestionControl
{
    /// <summary>cwnd in bytes; never below one segment.</summary>
    long Window { get; }

    /// <summary>ssthresh in bytes.</summary>
    long SlowStartThreshold { get; }

    /// <summary>The handshake is done: sets the initial window.</summary>
    void Start(long initialWindow, int segmentSize);

    /// <summary>New data was acknowledged outside of fast recovery.</summary>
    void OnAcknowledged(in AckSample sample);

    /// <summary>Fast recovery begins: once per window of data.</summary>
    /// <param name="now">When.</param>
    /// <param name="flight">FlightSize, without what limited transmit added (RFC 5681 3.2 step 2).</param>
    void OnCongestion(Instant now, long flight);

    /// <summary>Fast recovery without SACK is over; the window must not let a burst go (RFC 6582 step 3 (1)).</summary>
    void OnRecoveredWithoutSack(long flight);

    /// <summary>The retransmission timer expired.</summary>
    /// <param name="now">When.</param>
    /// <param name="flight">FlightSize when it expired first for this segment.</param>
    /// <param name="isRepeated">The same segment timed out before: ssthresh stays (RFC 5681 3.1).</param>
    void OnTimeout(Instant now, long flight, bool isRepeated);

    /// <summary>Nothing was sent for longer than a retransmission time-out (RFC 5681 4.1).</summary>
    void OnIdle(Instant now, long restartWindow);

    /// <summary>The path's MTU changed.</summary>
    void OnSegmentSize(int segmentSize);
}
