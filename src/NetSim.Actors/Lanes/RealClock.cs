namespace NetSim.Actors.Lanes;

/// <summary>Monotonic nanoseconds since the start, shared by all lanes; with a scale of 2, twice as fast as the wall.</summary>
internal sealed class RealClock(double scale)
{
    private static readonly double NanosecondsPerTick = 1e9 / TimeProvider.System.TimestampFrequency;

    private readonly long _start = TimeProvider.System.GetTimestamp();
    private readonly double _scaledPerTick = NanosecondsPerTick * scale;

    public long Read() => (long)((TimeProvider.System.GetTimestamp() - _start) * _scaledPerTick);

    public long RealNanosecondsUntil(long due)
    {
        if (due == long.MaxValue) return long.MaxValue;
        double left = (due - Read()) / scale;
        return left <= 0 ? 0 : (long)Math.Ceiling(left);
    }
}
