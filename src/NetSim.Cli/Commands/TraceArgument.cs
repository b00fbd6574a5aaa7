using System.Globalization;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Cli.Commands;

/// <summary>
/// The value of <c>--trace-packets</c>: a ratio, or what a file says in <c>trace: { packets: … }</c>. It counts more than what the file says; what a ratio leaves open is as in
/// the file.
/// </summary>
internal static class TraceArgument
{
    /// <summary>What is wrong with it, as far as that can be said without the network; null if nothing is.</summary>
    public static string? Objection(string text)
    {
        if (TryReadRatio(text, out double ratio)) return ratio is >= 0 and <= 1 ? null : "a ratio lies between 0 and 1";
        return text.Contains(':', StringComparison.Ordinal) ? null : $"'{text}' is neither a ratio nor in the words of a file: filter: tcp port 443, nodes: [a, b], start: 1 s, stop: 2 s, per-second: 100";
    }

    /// <param name="text">As the user wrote it, without <see cref="Objection"/>.</param>
    /// <param name="plan">The network.</param>
    /// <param name="trace">What is traced.</param>
    /// <param name="problems">What is wrong with it.</param>
    public static bool TryRead(string text, TopologyPlan plan, out TracePlan? trace, out IReadOnlyList<string> problems)
    {
        TracePlan inFile = plan.Trace ?? new TracePlan { Flows = FlowTracing.All };
        (trace, problems) = (null, []);
        if (TryReadRatio(text, out double ratio))
        {
            trace = inFile with { Packets = (inFile.Packets ?? new PacketTracePlan(0, DropTracing.Always)) with { Ratio = ratio } };
            return true;
        }
        Order<PacketTracePlan> words = OrderReader.ReadPacketTrace(plan, text);
        problems = words.Problems;
        if (words.Plan is not { } packets) return false;
        trace = inFile with { Packets = packets };
        return true;
    }

    private static bool TryReadRatio(string text, out double ratio) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out ratio);
}
