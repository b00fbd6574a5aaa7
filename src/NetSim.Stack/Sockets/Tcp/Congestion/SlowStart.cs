namespace NetSim.Stack.Sockets.Tcp.Congestion;

/// <summary>
/// Growth below ssthresh, the same for all loss-based algorithms: appropriate byte counting (RFC 3465, RFC 5681 3.1), and for the first
/// slow start HyStart++ (RFC 9406).
/// </summary>
internal struct SlowStart(int byteCountingLimit)
{
    private bool _afterTimeout;

    /// <summary>When the first slow start is over (RFC 9406 4.3), ssthresh says where to stop.</summary>
    private bool _isFirstOver;

    // Made when the window first grows.
    private HyStart? _first;

    /// <summary>
    /// RFC 3465 2.3: after a time-out an ACK may cover what was received long before, so only one segment per ACK counts.
    /// </summary>
    public void OnTimeout()
    {
        _afterTimeout = true;
        EndFirst();
    }

    /// <summary>ssthresh was found by a loss or a mark.</summary>
    public void OnCongestion() => EndFirst();

    private void EndFirst()
    {
        _isFirstOver = true;
        _first = null;
    }

    /// <summary>
    /// The window after the ACK. It stops at ssthresh, and what is left over goes to congestion avoidance.
    /// </summary>
    /// <param name="window">Before the ACK.</param>
    /// <param name="threshold">ssthresh; set to the window if slow start ends of itself.</param>
    /// <param name="sample">The ACK.</param>
    /// <param name="leftOver">Bytes acknowledged that count for congestion avoidance.</param>
    public long Grow(long window, ref long threshold, in AckSample sample, out int leftOver)
    {
        int limit = (_afterTimeout ? 1 : byteCountingLimit) * sample.SegmentSize;
        int counted = Math.Min(sample.Acknowledged, limit);
        if (!_isFirstOver)
        {
            HyStart first = _first ??= new HyStart();
            first.OnAck(sample);
            counted = first.Restrain(counted);
            if (first.IsOver)
            {
                EndFirst();
                threshold = window;
            }
        }
        int growth = (int)Math.Min(counted, threshold - window);
        leftOver = counted - growth;
        if (window + growth >= threshold) _afterTimeout = false;
        return window + growth;
    }
}
