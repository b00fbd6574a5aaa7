namespace NetSim.Actors.Lanes;

/// <summary>Between TimeSpan (100 ns) and the nanoseconds of a lane.</summary>
internal static class LaneTime
{
    private const long NanosecondsPerTick = 100;

    public static long Nanoseconds(TimeSpan span) => span.Ticks > long.MaxValue / NanosecondsPerTick ? long.MaxValue : span.Ticks * NanosecondsPerTick;

    public static TimeSpan Span(long nanoseconds) => new(nanoseconds / NanosecondsPerTick);

    /// <summary>Never overflows: the far future is as late as it gets.</summary>
    public static long After(long now, long delay) => delay > long.MaxValue - now ? long.MaxValue : now + delay;
}
