using NetSim.Simulation.Topology.Diagnostics;

namespace NetSim.Simulation.Topology.Quantities;

/// <summary>
/// A rate in whole bits per second, prefixes by 1000 as in tc. Bytes per second are refused: in tc <c>bps</c> means bytes,
/// everywhere else bits.
/// </summary>
public readonly record struct BitRate(long BitsPerSecond)
{
    private const string UnlimitedWord = "unlimited";

    /// <summary>A link that takes no time to send.</summary>
    public static readonly BitRate Unlimited;

    private static readonly string[] Steps = ["bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"];

    internal static readonly UnitTable Table = new()
    {
        Noun = "a rate",
        Example = "100 Mbit/s",
        Units =
        [
            new("bit/s", 1), new("kbit/s", 1_000), new("Kbit/s", 1_000), new("Mbit/s", 1_000_000), new("mbit/s", 1_000_000),
            new("Gbit/s", 1_000_000_000), new("gbit/s", 1_000_000_000), new("Tbit/s", 1_000_000_000_000), new("tbit/s", 1_000_000_000_000),
            new("bit", 1), new("kbit", 1_000), new("Kbit", 1_000), new("Mbit", 1_000_000), new("mbit", 1_000_000),
            new("Gbit", 1_000_000_000), new("gbit", 1_000_000_000), new("Tbit", 1_000_000_000_000), new("tbit", 1_000_000_000_000),
        ],
        Offered = ["bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"],
        Likely = ["Mbit/s"],
        Hints =
        [
            new("bps", "bit/s"), new("kbps", "kbit/s"), new("mbps", "Mbit/s"), new("gbps", "Gbit/s"), new("tbps", "Tbit/s"),
            new("b/s", "bit/s"), new("kb/s", "kbit/s"), new("mb/s", "Mbit/s"), new("gb/s", "Gbit/s"), new("tb/s", "Tbit/s"),
            new("k", "kbit/s"), new("m", "Mbit/s"), new("g", "Gbit/s"), new("bits", "bit/s"), new("bits/s", "bit/s"),
            // Last, since these differ from bits only in a capital letter.
            new("B/s", "bit/s", 8), new("kB/s", "kbit/s", 8), new("KB/s", "kbit/s", 8), new("MB/s", "Mbit/s", 8), new("GB/s", "Gbit/s", 8),
        ],
        Most = 1_000_000_000_000_000,
        MostText = "1000 Tbit/s",
        Format = value => new BitRate(value).ToString(),
    };

    public bool IsUnlimited => BitsPerSecond == 0;

    internal static bool TryParse(string text, out BitRate value, out Problem problem)
    {
        value = default;
        problem = default;
        if (text == UnlimitedWord) return true;
        if (!QuantityText.TryParse(text, Table, out long bits, out problem)) return false;
        value = new BitRate(bits);
        if (bits > 0) return true;
        problem = new Problem(DiagnosticCode.OutOfRange,
            $"{Quoted.Text(text)} would let nothing pass: write '{UnlimitedWord}' for no limit, or 'state: down' for a cut link");
        return false;
    }

    /// <summary>Exact, and read back to the same value.</summary>
    public override string ToString() => IsUnlimited ? UnlimitedWord : QuantityText.Format(BitsPerSecond, Steps);
}
