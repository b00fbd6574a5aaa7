using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications;

/// <summary>Minimum, mean, maximum and mean deviation of round-trip times, as ping(8) prints them.</summary>
public sealed class RoundTripTimes
{
    private Int128 _sum;
    private Int128 _sumOfSquares;

    public long Count { get; private set; }

    public Duration Min { get; private set; } = Duration.MaxValue;

    public Duration Max { get; private set; } = Duration.Zero;

    public Duration Mean => Count == 0 ? Duration.Zero : new Duration((long)(_sum / Count));

    /// <summary>Standard deviation of all samples.</summary>
    public Duration Deviation
    {
        get
        {
            if (Count == 0) return Duration.Zero;
            double mean = (double)_sum / Count;
            return new Duration((long)Math.Sqrt(Math.Max(0, (double)_sumOfSquares / Count - mean * mean)));
        }
    }

    internal long SumNanoseconds => (long)_sum;

    public void Add(Duration sample)
    {
        Count++;
        _sum += sample.Nanoseconds;
        _sumOfSquares += (Int128)sample.Nanoseconds * sample.Nanoseconds;
        Min = Duration.Min(Min, sample);
        Max = Duration.Max(Max, sample);
    }
}
