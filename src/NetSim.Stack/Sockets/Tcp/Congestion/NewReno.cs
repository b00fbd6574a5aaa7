using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Congestion;

/// <summary>Slow start and congestion avoidance of RFC 5681, counting bytes (RFC 3465).</summary>
internal sealed class NewReno(int byteCountingLimit) : ICongestionControl
{
    private SlowStart _slowStart = new(byteCountingLimit);
    private int _segmentSize;
    private long _counted;

    public long Window { get; private set; }

    public long SlowStartThreshold { get; private set; } = long.MaxValue;

    public void Start(long initialWindow, int segmentSize)
    {
        _segmentSize = segmentSize;
        Window = initialWindow;
    }

    public void OnAcknowledged(in AckSample sample)
    {
        if (!sample.IsWindowLimited) return;
        int counted = sample.Acknowledged;
        if (Window < SlowStartThreshold)
        {
            long threshold = SlowStartThreshold;
            Window = _slowStart.Grow(Window, ref threshold, sample, out counted);
            SlowStartThreshold = threshold;
            if (counted == 0) return;
        }
        // RFC 3465 2.1: one segment for each window's worth of acknowledged bytes, and a window is worth its whole segments: the rest is never sent, and
        // waiting for it would cost a small window a round trip now and then.
        _counted += counted;
        long worth = Math.Max(Window - Window % _segmentSize, _segmentSize);
        if (_counted < worth) return;
        _counted -= worth;
        Window += _segmentSize;
    }

    public void OnCongestion(Instant now, long flight)
    {
        Halve(flight);
        _slowStart.OnCongestion();
        Window = SlowStartThreshold;
    }

    public void OnRecoveredWithoutSack(long flight) =>
        Window = Math.Min(SlowStartThreshold, Math.Max(flight, _segmentSize) + _segmentSize);

    public void OnTimeout(Instant now, long flight, bool isRepeated)
    {
        if (!isRepeated) Halve(flight);
        _slowStart.OnTimeout();
        Window = _segmentSize;
    }

    public void OnIdle(Instant now, long restartWindow) => Window = Math.Min(Window, restartWindow);

    public void OnSegmentSize(int segmentSize)
    {
        _segmentSize = segmentSize;
        Window = Math.Max(Window, segmentSize);
    }

    /// <summary>RFC 5681 equation 4.</summary>
    private void Halve(long flight)
    {
        SlowStartThreshold = Math.Max(flight / 2, 2L * _segmentSize);
        _counted = 0;
    }
}
