using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Congestion;

/// <summary>
/// CUBIC (RFC 9438). Windows are counted in segments, as in the RFC's formulas, with fractions. Only + - * / are used on
/// doubles, so that every machine gets the same bits.
/// </summary>
internal sealed class Cubic(int byteCountingLimit) : ICongestionControl
{
    /// <summary>C and beta of RFC 9438 5.1 and 4.6.</summary>
    private const double Scale = 0.4;
    private const double Decrease = 0.7;

    /// <summary>RFC 9438 4.3: the additive increase with which Reno would fare as well as with its own factors.</summary>
    private const double FriendlyIncrease = 3 * (1 - Decrease) / (1 + Decrease);

    private SlowStart _slowStart = new(byteCountingLimit);
    private int _segmentSize;
    private double _window;
    private double _threshold = double.PositiveInfinity;

    private bool _inEpoch;
    private bool _startsFlat;

    // Made when the first slow start is over.
    private AvoidanceState? _avoidance;

    public long Window => (long)(_window * _segmentSize);

    public long SlowStartThreshold => double.IsInfinity(_threshold) ? long.MaxValue : (long)(_threshold * _segmentSize);

    /// <summary>K of RFC 9438 4.2, in seconds: when the window is back at its maximum. For tests.</summary>
    internal double SecondsToMaximum => _avoidance?.Inflection ?? 0;

    /// <summary>W_max in segments. For tests.</summary>
    internal double WindowMaximum => _avoidance?.WindowMaximum ?? 0;

    private AvoidanceState Avoidance => _avoidance ??= new AvoidanceState();

    public void Start(long initialWindow, int segmentSize)
    {
        _segmentSize = segmentSize;
        _window = (double)initialWindow / segmentSize;
    }

    public void OnAcknowledged(in AckSample sample)
    {
        if (!sample.IsWindowLimited) return;
        int counted = sample.Acknowledged;
        if (_window < _threshold)
        {
            counted = GrowInSlowStart(sample);
            if (counted == 0) return;
        }
        Avoid(sample, (double)counted / _segmentSize);
    }

    /// <summary>Slow start counts in bytes.</summary>
    /// <returns>Bytes left over for congestion avoidance.</returns>
    private int GrowInSlowStart(in AckSample sample)
    {
        long before = SlowStartThreshold;
        long threshold = Math.Max(before, Window);
        long window = _slowStart.Grow(Window, ref threshold, sample, out int leftOver);
        if (threshold < before) _threshold = (double)threshold / _segmentSize;
        // Rounding down to bytes must not keep the window for ever a fraction below the threshold.
        _window = window >= threshold ? _threshold : (double)window / _segmentSize;
        return leftOver;
    }

    /// <summary>Congestion avoidance, RFC 9438 4.2 to 4.5.</summary>
    private void Avoid(in AckSample sample, double segments)
    {
        if (!_inEpoch) StartEpoch(sample.Now);
        ShiftOverPause(sample);
        Avoidance.LastGrowth = sample.Now;

        double elapsed = (sample.Now - Avoidance.Start).TotalSeconds;
        double increase = Avoidance.Friendly >= Avoidance.WindowBefore ? 1 : FriendlyIncrease;
        Avoidance.Friendly += increase * segments / _window;
        if (Curve(elapsed) < Avoidance.Friendly)
        {
            _window = Math.Max(_window, Avoidance.Friendly);
            return;
        }
        double target = Math.Clamp(Curve(elapsed + sample.SmoothedRtt.TotalSeconds), _window, 1.5 * _window);
        _window += (target - _window) / _window * segments;
    }

    /// <summary>RFC 9438 5.8: time in which the window was not used must not count, or the curve runs away.</summary>
    private void ShiftOverPause(in AckSample sample)
    {
        Duration pause = sample.Now - Avoidance.LastGrowth - sample.SmoothedRtt;
        if (sample.SmoothedRtt > Duration.Zero && pause > sample.SmoothedRtt) Avoidance.Start += pause;
    }

    private void StartEpoch(Instant now)
    {
        _inEpoch = true;
        Avoidance.Start = Avoidance.LastGrowth = now;
        Avoidance.Friendly = _window;
        if (_startsFlat || Avoidance.WindowMaximum <= _window)
        {
            // RFC 9438 4.8 and 4.10: after a time-out or a slow start that saw no loss the curve starts at its inflection.
            _startsFlat = false;
            Avoidance.WindowMaximum = _window;
            Avoidance.Inflection = 0;
            return;
        }
        Avoidance.Inflection = CubeRoot((Avoidance.WindowMaximum - _window) / Scale);
    }

    public void OnCongestion(Instant now, long flight)
    {
        Reduce(flight);
        _slowStart.OnCongestion();
        _window = _threshold;
    }

    public void OnRecoveredWithoutSack(long flight)
    {
        double burstFree = (double)(Math.Max(flight, _segmentSize) + _segmentSize) / _segmentSize;
        _window = Math.Min(_threshold, burstFree);
    }

    public void OnTimeout(Instant now, long flight, bool isRepeated)
    {
        if (!isRepeated) Reduce(flight);
        _slowStart.OnTimeout();
        _startsFlat = true;
        _window = 1;
    }

    public void OnIdle(Instant now, long restartWindow)
    {
        _window = Math.Min(_window, (double)restartWindow / _segmentSize);
        _inEpoch = false;
    }

    public void OnSegmentSize(int segmentSize)
    {
        double ratio = (double)_segmentSize / segmentSize;
        _window = Math.Max(1, _window * ratio);
        _threshold *= ratio;
        Avoidance.WindowMaximum *= ratio;
        Avoidance.WindowBefore *= ratio;
        Avoidance.Friendly *= ratio;
        _segmentSize = segmentSize;
    }

    /// <summary>RFC 9438 4.6 and 4.7. The flight, not the window, is what the network bore.</summary>
    private void Reduce(long flight)
    {
        double borne = Math.Min(_window, (double)flight / _segmentSize);
        Avoidance.WindowBefore = _window;
        Avoidance.WindowMaximum = _window < Avoidance.WindowMaximum ? _window * (1 + Decrease) / 2 : _window;
        _threshold = Math.Max(borne * Decrease, 2);
        _inEpoch = false;
    }

    /// <summary>W_cubic(t), RFC 9438 equation 1.</summary>
    private double Curve(double seconds)
    {
        double distance = seconds - Avoidance.Inflection;
        return Scale * distance * distance * distance + Avoidance.WindowMaximum;
    }

    /// <summary>Newton's iteration: unlike the library's, the same on every platform.</summary>
    internal static double CubeRoot(double value)
    {
        if (value <= 0) return 0;
        double root = value > 1 ? value / 2 : 1;
        for (int i = 0; i < 200; i++)
        {
            double next = (2 * root + value / (root * root)) / 3;
            if (next >= root && i > 0) break;
            root = next;
        }
        return root;
    }

    /// <summary>Of congestion avoidance: since the window was reduced last. Windows are in segments.</summary>
    private sealed class AvoidanceState
    {
        public Instant Start;
        public Instant LastGrowth;

        /// <summary>W_max.</summary>
        public double WindowMaximum;

        /// <summary>cwnd_prior.</summary>
        public double WindowBefore;

        /// <summary>W_est.</summary>
        public double Friendly;

        /// <summary>K, in seconds.</summary>
        public double Inflection;
    }
}
