namespace NetSim.Wire.Time;

/// <summary>
/// A point in time, in whole nanoseconds since the start of the run (virtual clock) or of the process (real clock).
/// A <see cref="TimeSpan"/> counts 100 ns, in which 100 Gbit/s sends 1250 bytes: too coarse for a link.
/// </summary>
public readonly record struct Instant(long Nanoseconds) : IComparable<Instant>
{
    public static readonly Instant Zero = new(0);
    public static readonly Instant MaxValue = new(long.MaxValue);

    public double TotalSeconds => Nanoseconds / 1e9;

    public int CompareTo(Instant other) => Nanoseconds.CompareTo(other.Nanoseconds);

    public static Instant Min(Instant a, Instant b) => a.Nanoseconds <= b.Nanoseconds ? a : b;
    public static Instant Max(Instant a, Instant b) => a.Nanoseconds >= b.Nanoseconds ? a : b;

    public static Instant operator +(Instant time, Duration span) => new(time.Nanoseconds + span.Nanoseconds);
    public static Instant operator -(Instant time, Duration span) => new(time.Nanoseconds - span.Nanoseconds);
    public static Duration operator -(Instant later, Instant earlier) => new(later.Nanoseconds - earlier.Nanoseconds);
    public static bool operator <(Instant a, Instant b) => a.Nanoseconds < b.Nanoseconds;
    public static bool operator >(Instant a, Instant b) => a.Nanoseconds > b.Nanoseconds;
    public static bool operator <=(Instant a, Instant b) => a.Nanoseconds <= b.Nanoseconds;
    public static bool operator >=(Instant a, Instant b) => a.Nanoseconds >= b.Nanoseconds;

    public override string ToString() => new Duration(Nanoseconds).ToString();
}
