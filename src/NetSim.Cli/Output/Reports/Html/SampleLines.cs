using NetSim.Simulation.Sampling;

namespace NetSim.Cli.Output.Reports.Html;

/// <summary>Readings as points of charts.</summary>
internal static class SampleLines
{
    /// <summary>What a column was at each reading.</summary>
    /// <param name="samples">Whose times they are.</param>
    /// <param name="column">The numbers.</param>
    /// <param name="scale">What one of them is worth.</param>
    public static List<(double Time, double Value)> Levels(RunSamples samples, SampleColumn column, double scale = 1)
    {
        var points = new List<(double, double)>(column.Values.Count);
        for (int i = 0; i < column.Values.Count; i++) points.Add((TimeOf(samples, column, i), column.Values[i] * scale));
        return points;
    }

    /// <summary>What a number that only grows has grown by, per second, between two readings.</summary>
    public static List<(double Time, double Value)> Rates(RunSamples samples, SampleColumn column, double scale = 1)
    {
        var points = new List<(double, double)>(column.Values.Count);
        double regular = samples.Times.Count > 2 ? (samples.Times[1] - samples.Times[0]).TotalSeconds : 0;
        for (int i = 0; i < column.Values.Count; i++)
        {
            int at = column.First + i;
            if (at == 0) continue;
            double seconds = (samples.Times[at] - samples.Times[at - 1]).TotalSeconds;
            // The last interval ends with the run; of a short one nothing can be said.
            if (seconds < regular / 4) continue;
            long before = i == 0 ? 0 : column.Values[i - 1];
            points.Add((samples.Times[at].TotalSeconds, (column.Values[i] - before) * scale / seconds));
        }
        return points;
    }

    /// <summary>The readings before which a count has gone up.</summary>
    public static IEnumerable<int> Rises(SampleColumn column)
    {
        for (int i = 0; i < column.Values.Count; i++)
            if (column.Values[i] > (i == 0 ? 0 : column.Values[i - 1])) yield return i;
    }

    public static double TimeOf(RunSamples samples, SampleColumn column, int index) => samples.Times[column.First + index].TotalSeconds;

    public static long Last(SampleColumn column) => column.Values.Count == 0 ? 0 : column.Values[^1];

    public static long Most(SampleColumn column) => column.Values.Count == 0 ? 0 : column.Values.Max();
}
