using System.Globalization;
using NetSim.Simulation.Sampling;

namespace NetSim.Cli.Output.Reports.Html;

/// <summary>How busy links were, and how long their queues.</summary>
internal sealed class LinkCharts
{
    /// <summary>Of the time that it was busy, and of the longest queue: below that a line would lie on the axis.</summary>
    private const double LeastShare = 0.02;

    private readonly RunSamples _samples;
    private readonly (double From, double To) _time;

    /// <summary>Those that are drawn, in the order of their names' colours.</summary>
    private readonly List<DirectionSamples> _chosen;

    public LinkCharts(RunSamples samples)
    {
        _samples = samples;
        _time = (0, samples.Times[^1].TotalSeconds);
        long longest = Math.Max(1, samples.Directions.Select(direction => SampleLines.Most(direction.Queue)).DefaultIfEmpty().Max());
        double duration = Math.Max(1, samples.Times[^1].Nanoseconds);
        _chosen = [.. samples.Directions
            .Select((direction, index) => (Direction: direction, Index: index, Weight: SampleLines.Last(direction.Busy) / duration + (double)SampleLines.Most(direction.Queue) / longest))
            .Where(entry => entry.Weight > LeastShare)
            .OrderByDescending(entry => entry.Weight).ThenBy(entry => entry.Index)
            .Take(ChartSvg.Colours)
            .OrderBy(entry => entry.Index)
            .Select(entry => entry.Direction)];
    }

    /// <summary>Directions that have carried something, and are not drawn.</summary>
    public int NotDrawn => _samples.Directions.Count - _chosen.Count;

    /// <summary>Null if no busy link has a rate.</summary>
    public Chart? Utilisation()
    {
        List<ChartLine> lines = LinesOf(direction => direction.Busy, direction => SampleLines.Rates(_samples, direction.Busy, 100 / 1e9),
            direction => $"{Percent(SampleLines.Last(direction.Busy) / (double)_samples.Times[^1].Nanoseconds)} of the time");
        return lines.Count == 0 ? null : new Chart("Utilisation, % of the rate", lines) { Time = _time, Top = 100 };
    }

    /// <summary>All queues on one scale; null if nothing ever waited.</summary>
    public Chart? Queues()
    {
        List<ChartLine> lines = LinesOf(direction => direction.Queue, direction => SampleLines.Levels(_samples, direction.Queue), Describe);
        return lines.Count == 0 ? null : new Chart("Queue length, packets", lines) { Time = _time };
    }

    /// <summary>Each queue on a scale of its own, with the times at which it dropped something.</summary>
    public IEnumerable<Chart> EachQueue()
    {
        for (int i = 0; i < _chosen.Count; i++)
        {
            DirectionSamples direction = _chosen[i];
            if (SampleLines.Most(direction.Queue) == 0) continue;
            List<(double Time, double Value)> points = SampleLines.Levels(_samples, direction.Queue);
            List<ChartLine> lines = [new ChartLine("packets waiting", points) { Colour = i, Detail = Describe(direction) }];
            List<(double, double)> drops = [.. SampleLines.Rises(direction.Dropped).Select(at => points[at])];
            if (drops.Count > 0) lines.Add(new ChartLine("drops", drops) { Mark = ChartMark.Dots, Colour = Contrast(i), Detail = Figures.Number(SampleLines.Last(direction.Dropped)) });
            yield return new Chart($"{Name(direction)}: queue length, packets", lines) { Time = _time, Size = ChartSize.Half };
        }
    }

    /// <summary>Of links that have no rate, which can neither be busy nor have a queue; null if none carried anything.</summary>
    public Chart? Unlimited()
    {
        List<DirectionSamples> fast = [.. _samples.Directions.Select((direction, index) => (direction, index)).Where(entry => SampleLines.Last(entry.direction.Busy) == 0)
            .OrderByDescending(entry => SampleLines.Last(entry.direction.Sent)).ThenBy(entry => entry.index).Take(ChartSvg.Colours).Select(entry => entry.direction)];
        if (fast.Count == 0) return null;
        List<ChartLine> lines = [.. fast.Select((direction, i) => new ChartLine(Name(direction), SampleLines.Rates(_samples, direction.Sent, 8 / 1e6))
        {
            Colour = i,
            Detail = Figures.Size(SampleLines.Last(direction.Sent)),
        })];
        return new Chart("Links without a rate: throughput, Mbit/s", lines) { Time = _time };
    }

    private List<ChartLine> LinesOf(Func<DirectionSamples, SampleColumn> column, Func<DirectionSamples, List<(double, double)>> points, Func<DirectionSamples, string> describe)
    {
        var lines = new List<ChartLine>();
        for (int i = 0; i < _chosen.Count; i++)
        {
            if (SampleLines.Most(column(_chosen[i])) == 0) continue;
            lines.Add(new ChartLine(Name(_chosen[i]), points(_chosen[i])) { Colour = i, Detail = describe(_chosen[i]) });
        }
        return lines;
    }

    private static string Describe(DirectionSamples direction) =>
        $"mean {direction.Queue.Values.Average().ToString("0.#", CultureInfo.InvariantCulture)}, at most {Figures.Number(SampleLines.Most(direction.Queue))}";

    private static int Contrast(int colour) => colour == ChartColours.Alarm ? ChartColours.Alarm + 1 : ChartColours.Alarm;

    private static string Name(DirectionSamples direction) =>
        direction.Link.Contains(':', StringComparison.Ordinal) ? $"{direction.From} → {direction.To}" : $"{direction.Link}: {direction.From} → {direction.To}";

    private static string Percent(double share) => (share * 100).ToString(share < 0.1 ? "0.0" : "0", CultureInfo.InvariantCulture) + " %";
}
