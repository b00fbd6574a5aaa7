using System.Runtime.InteropServices;

namespace NetSim.Benchmarks.Compare;

/// <summary>What was measured on.</summary>
internal static class Machine
{
    private const string UnknownProcessor = "an unknown processor";

    /// <param name="turns">Of which the medians are.</param>
    /// <param name="ns3Version">As its packages name it.</param>
    /// <param name="now">The day.</param>
    public static string Describe(int turns, string ns3Version, DateTimeOffset now)
    {
        string processor = ProcessorIn(File.Exists("/proc/cpuinfo") ? File.ReadAllText("/proc/cpuinfo") : "");
        return FormattableString.Invariant($"""
            Medians of {turns} {(turns == 1 ? "turn" : "turns")}, {now:yyyy-MM-dd}: {processor}, {Environment.ProcessorCount} {(Environment.ProcessorCount == 1 ? "processor" : "processors")}, Linux {Kernel()}, {RuntimeInformation.FrameworkDescription}, ns-3 {ns3Version}.
            """);
    }

    /// <summary>The model of the first processor.</summary>
    public static string ProcessorIn(string cpuInfo)
    {
        foreach (string line in cpuInfo.Split('\n'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && line[..colon].Trim() == "model name") return line[(colon + 1)..].Trim();
        }
        return UnknownProcessor;
    }

    private static string Kernel() => Environment.OSVersion.Version.ToString(3);
}
