using System.Text.Json;

namespace NetSim.Benchmarks.Compare;

/// <summary>What one run of a workload found, on either side: both print JSON with the same names.</summary>
/// <param name="Delivered">Datagrams, bytes or replies.</param>
/// <param name="SetUpSeconds">Until the network was ready to run.</param>
/// <param name="RunSeconds">Of the wall, without set-up.</param>
/// <param name="SimulatedSeconds">What was simulated in that time.</param>
/// <param name="BytesPerNode">Memory that the network took when it was ready to run, applications included.</param>
internal sealed record Outcome(long Delivered, double SetUpSeconds, double RunSeconds, double SimulatedSeconds, double BytesPerNode)
{
    /// <exception cref="FormatException">It is something else.</exception>
    public static Outcome Parse(string output)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(output);
            JsonElement json = document.RootElement;
            return new Outcome(
                json.GetProperty("delivered").GetInt64(),
                json.GetProperty("setup_s").GetDouble(),
                json.GetProperty("wall_s").GetDouble(),
                json.GetProperty("simulated_s").GetDouble(),
                json.GetProperty("bytes_per_node").GetDouble());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"this is no outcome of a workload ({e.Message}): {output.Trim()}", e);
        }
    }

    /// <summary>Of workloads that deliver bytes, in Mbit/s.</summary>
    public double Goodput => Delivered * 8 / SimulatedSeconds / 1e6;

    /// <summary>Each figure by itself. What is delivered is the same in all turns: both simulators are deterministic.</summary>
    public static Outcome Median(IReadOnlyList<Outcome> turns) => turns[0] with
    {
        SetUpSeconds = Middle(turns, turn => turn.SetUpSeconds),
        RunSeconds = Middle(turns, turn => turn.RunSeconds),
        BytesPerNode = Middle(turns, turn => turn.BytesPerNode),
    };

    private static double Middle(IReadOnlyList<Outcome> turns, Func<Outcome, double> figure)
    {
        double[] sorted = [.. turns.Select(figure).Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
