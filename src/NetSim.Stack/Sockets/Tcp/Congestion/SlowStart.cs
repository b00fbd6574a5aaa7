namespace NetSim.Stack.Sockets.Tcp.Congestion;

/// <summary>Growth below ssthresh, the same for all loss-based algorithms: appropriate byte counting (RFC 3465, RFC 5681 3.1).</summary>
internal sealed class SlowStart(int byteCountingLimit)
{
    private bool _afterTimeout;

    /// <summary>
    /// RFC 3465 2.3: after a time-out an ACK may cover what was received long before, so only one segment per ACK counts.
    /// </summary>
    public void OnTimeout() => _afterTimeout = true;

    /// <summary>The window after the ACK; it stops at ssthresh, and what is left over goes to congestion avoidance.</summary>
    public long Grow(long window, long threshold, in AckSample sample, out int leftOver)
    {
        int limit = (_afterTimeout ? 1 : byteCountingLimit) * sample.SegmentSize;
        int counted = Math.Min(sample.Acknowledged, limit);
        int growth = (int)Math.Min(counted, threshold - window);
        leftOver = counted - growth;
        if (window + growth >= threshold) _afterTimeout = false;
        return window + growth;
    }
}
