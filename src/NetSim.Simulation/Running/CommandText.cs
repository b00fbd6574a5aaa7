using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Running;

/// <summary>A program of the file as a shell would be told it.</summary>
public static class CommandText
{
    public static string Of(ExecPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return string.Join(' ', plan.Words.Select(Quote));
    }

    private static string Quote(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:@+=,%".Contains(c))
        ? word
        : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
