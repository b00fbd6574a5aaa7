using System.Globalization;

namespace NetSim.Wire.Time;

/// <summary>A span of time in whole nanoseconds; may be negative. 64 bits hold 292 years.</summary>
public readonly record struct Duration(long Nanoseconds) : IComparable<Duration>
{
    public static readonly Duration Zero = new(0);
    public static readonly Duration MaxValue = new(long.MaxValue);

    public static Duration FromMicroseconds(long microseconds) => new(checked(microseconds * 1_000));
    public static Duration FromMilliseconds(long milliseconds) => new(checked(milliseconds * 1_000_000));
    public static Duration FromSeconds(long seconds) => new(checked(seconds * 1_000_000_000));

    public double TotalSeconds => Nanoseconds / 1e9;
    public double TotalMilliseconds => Nanoseconds / 1e6;
    public double TotalMicroseconds => Nanoseconds / 1e3;

    public int CompareTo(Duration other) => Nanoseconds.CompareTo(other.Nanoseconds);

    public static Duration Min(Duration a, Duration b) => a.Nanoseconds <= b.Nanoseconds ? a : b;
    public static Duration Max(Duration a, Duration b) => a.Nanoseconds >= b.Nanoseconds ? a : b;

    public static Duration operator +(Duration a, Duration b) => new(a.Nanoseconds + b.Nanoseconds);
    public static Duration operator -(Duration a, Duration b) => new(a.Nanoseconds - b.Nanoseconds);
    public static Duration operator *(Duration a, long factor) => new(a.Nanoseconds * factor);
    public static Duration operator /(Duration a, long divisor) => new(a.Nanoseconds / divisor);
    public static bool operator <(Duration a, Duration b) => a.Nanoseconds < b.Nanoseconds;
    public static bool operator >(Duration a, Duration b) => a.Nanoseconds > b.Nanoseconds;
    public static bool operator <=(Duration a, Duration b) => a.Nanoseconds <= b.Nanoseconds;
    public static bool operator >=(Duration a, Duration b) => a.Nanoseconds >= b.Nanoseconds;

    /// <summary>The largest unit that keeps the number at or above one: <c>1.5 ms</c>, <c>200 ns</c>, <c>3 s</c>.</summary>
    public override string ToString()
    {
        (double divisor, string unit) = Math.Abs((double)Nanoseconds) switch
        {
            >= 1_000_000_000 => (1e9, "s"),
            >= 1_000_000 => (1e6, "ms"),
            >= 1_000 => (1e3, "µs"),
            _ => (1.0, "ns"),
        };
        return (Nanoseconds / divisor).ToString("0.######", CultureInfo.InvariantCulture) + " " + unit;
    }
}
