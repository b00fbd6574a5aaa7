using System.Globalization;
using NetSim.Wire.Time;

namespace NetSim.Cli.Output;

/// <summary>Numbers for people: decimal multiples, a point, commas between thousands, whatever the language of the system.</summary>
internal static class Figures
{
    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Count(long count, string noun) => count == 1 ? $"1 {noun}" : $"{Number(count)} {noun}s";

    /// <summary>Milliseconds without their unit, to the microsecond.</summary>
    public static string Number(Duration time) => time.TotalMilliseconds.ToString("0.000", CultureInfo.InvariantCulture);

    public static string Milliseconds(Duration time) => $"{Number(time)} ms";

    public static string Seconds(Duration time) => $"{time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s";

    public static string Size(long bytes) => Scaled(bytes, ["B", "KB", "MB", "GB", "TB"]);

    public static string Rate(double bits) => Scaled(bits, ["bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"]);

    private static string Scaled(double value, string[] units)
    {
        int unit = 0;
        while (value >= 1000 && unit < units.Length - 1)
        {
            value /= 1000;
            unit++;
        }
        return $"{value.ToString(unit == 0 ? "0" : "0.##", CultureInfo.InvariantCulture)} {units[unit]}";
    }
}
