using NetSim.Wire.Time;

namespace NetSim.Wire.Capture;

/// <summary>How an interface's stamps count: if_tsresol and if_tsoffset.</summary>
/// <param name="Resolution">Top bit clear: ticks of 10^-n s; set: ticks of 2^-n s.</param>
/// <param name="OffsetSeconds">Added to every stamp.</param>
internal readonly record struct PcapngTime(byte Resolution, long OffsetSeconds)
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Of an interface that says nothing.</summary>
    public static readonly PcapngTime Default = new(Pcapng.Microseconds, 0);

    /// <summary>Rounded down to nanoseconds; a time out of range becomes the nearest one in range.</summary>
    public Instant ToInstant(ulong ticks)
    {
        UInt128 nanoseconds = (Resolution & 0x80) != 0
            ? (UInt128)ticks * NanosecondsPerSecond >> (Resolution & 0x7F)
            : Scale(ticks, Pcapng.Nanoseconds - Resolution);
        Int128 time = (Int128)nanoseconds + (Int128)OffsetSeconds * NanosecondsPerSecond;
        return new Instant((long)Int128.Clamp(time, 0, long.MaxValue));
    }

    private static UInt128 Scale(UInt128 value, int exponent)
    {
        for (; exponent > 0; exponent--) value *= 10;
        for (; exponent < 0 && value > 0; exponent++) value /= 10;
        return value;
    }
}
