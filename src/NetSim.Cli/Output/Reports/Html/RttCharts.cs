using NetSim.Simulation.Sampling;

namespace NetSim.Cli.Output.Reports.Html;

/// <summary>How long packets took to and fro: as pings and as TCP have measured it.</summary>
internal static class RttCharts
{
    /// <summary>Null without an answer to any ping.</summary>
    public static Chart? Pings(RunSamples samples)
    {
        var groups = new OrderedDictionary<string, List<(double Time, double Value)>>();
        foreach (PingSamples ping in samples.Pings)
        {
            List<(double, double)> answers = AnswersTo(samples, ping);
            if (answers.Count == 0) continue;
            string name = $"{ping.Ping.Node} → {ping.Ping.To.Text}";
            if (groups.TryGetValue(name, out List<(double, double)>? points)) points.AddRange(answers);
            else groups.Add(name, answers);
        }
        if (groups.Count == 0) return null;
        List<ChartLine> lines = [.. groups.Take(ChartSvg.Colours).Select((group, i) => new ChartLine(group.Key, [.. group.Value.OrderBy(point => point.Time)])
        {
            Colour = i,
            Mark = ChartMark.LineAndDots,
            Detail = Describe(group.Value),
        })];
        return new Chart("Round-trip time of pings, ms", lines) { Time = (0, samples.Times[^1].TotalSeconds) };
    }

    /// <summary>Null without a connection that has measured one.</summary>
    /// <param name="samples">The readings.</param>
    /// <param name="flows">Those to draw, in the order of their colours.</param>
    public static Chart? Connections(RunSamples samples, IReadOnlyList<FlowSamples> flows)
    {
        var lines = new List<ChartLine>();
        for (int i = 0; i < flows.Count && lines.Count < ChartSvg.Colours; i++)
        {
            List<(double Time, double Value)> points = SampleLines.Levels(samples, flows[i].SmoothedRtt, 1e-6);
            points.RemoveAll(point => point.Value == 0);
            if (points.Count > 0) lines.Add(new ChartLine(FlowCharts.NameOf(flows[i].Flow), points) { Colour = i, Detail = Describe(points) });
        }
        return lines.Count == 0 ? null : new Chart("Smoothed round-trip time of TCP, ms", lines) { Time = (0, samples.Times[^1].TotalSeconds) };
    }

    /// <summary>Of several between two readings, the mean.</summary>
    private static List<(double Time, double Value)> AnswersTo(RunSamples samples, PingSamples ping)
    {
        var points = new List<(double, double)>();
        foreach (int at in SampleLines.Rises(ping.Answers))
        {
            long answers = ping.Answers.Values[at] - (at == 0 ? 0 : ping.Answers.Values[at - 1]);
            long sum = ping.RoundTrips.Values[at] - (at == 0 ? 0 : ping.RoundTrips.Values[at - 1]);
            points.Add((SampleLines.TimeOf(samples, ping.Answers, at), sum / 1e6 / answers));
        }
        return points;
    }

    private static string Describe(List<(double Time, double Value)> points) =>
        FormattableString.Invariant($"min/mean/max {points.Min(point => point.Value):0.#}/{points.Average(point => point.Value):0.#}/{points.Max(point => point.Value):0.#} ms");
}
