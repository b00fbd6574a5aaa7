using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Quantities;

/// <summary>A duration as a file or a command line writes it: <c>10 ms</c>, <c>1.5s</c>, <c>2 min</c>; whole nanoseconds.</summary>
public static class DurationText
{
    private static readonly string[] Steps = ["ns", "us", "ms", "s"];

    internal static readonly UnitTable Table = new()
    {
        Noun = "a duration",
        Example = "10 ms",
        Units =
        [
            new("ns", 1), new("us", 1_000), new("µs", 1_000), new("μs", 1_000), new("ms", 1_000_000), new("s", 1_000_000_000),
            new("min", 60_000_000_000), new("h", 3_600_000_000_000),
        ],
        Offered = ["ns", "us", "ms", "s", "min", "h"],
        Likely = ["ms", "s"],
        Hints =
        [
            new("m", "min"), new("minute", "min"), new("minutes", "min"), new("mins", "min"), new("sec", "s"), new("secs", "s"),
            new("second", "s"), new("seconds", "s"), new("msec", "ms"), new("msecs", "ms"), new("millisecond", "ms"),
            new("milliseconds", "ms"), new("usec", "us"), new("usecs", "us"), new("nsec", "ns"), new("hour", "h"), new("hours", "h"),
        ],
        Most = 1_000_000 * 3_600_000_000_000,
        MostText = "1000000 h",
        Format = value => Format(new Duration(value)),
    };

    /// <param name="problem">What is wrong and what to write instead, as part of a sentence.</param>
    public static bool TryParse(string text, out Duration value, out string? problem)
    {
        bool parsed = TryParse(text, out value, out Problem found);
        problem = parsed ? null : found.Message;
        return parsed;
    }

    internal static bool TryParse(string text, out Duration value, out Problem problem)
    {
        bool parsed = QuantityText.TryParse(text, Table, out long nanoseconds, out problem);
        value = new Duration(nanoseconds);
        return parsed;
    }

    /// <summary>Exact, and read back to the same value.</summary>
    public static string Format(Duration value) => value == Duration.Zero ? "0 s" : QuantityText.Format(value.Nanoseconds, Steps);
}
