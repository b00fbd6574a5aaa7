using System.Globalization;
using System.Text;
using NetSim.Hosting.Outputs;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace NetSim.Hosting.Exporters.Terminal;

/// <summary>Writes a table of all numbers that are not zero.</summary>
internal sealed class ConsoleMetricExporter(TextWriter output, RunClock clock) : BaseExporter<Metric>
{
    /// <summary>More series of one metric than this are only counted: files and collectors get them all.</summary>
    private const int MostSeries = 40;

    public override ExportResult Export(in Batch<Metric> batch)
    {
        var rows = new List<(string Series, string Value)>();
        foreach (Metric metric in batch) AddRows(rows, metric);
        if (rows.Count == 0) return ExportResult.Success;
        int width = rows.Max(row => row.Series.Length);
        int valueWidth = rows.Max(row => row.Value.Length);
        output.WriteLine($"metrics at {clock.Now} (what is zero is left out)");
        foreach ((string series, string value) in rows)
            output.WriteLine($"  {series.PadRight(width)}  {value.PadLeft(valueWidth)}".TrimEnd());
        output.WriteLine();
        return ExportResult.Success;
    }

    private static void AddRows(List<(string Series, string Value)> rows, Metric metric)
    {
        if (!MetricSeries.IsKnown(metric.MetricType)) return;
        int head = rows.Count;
        int left = 0;
        foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
        {
            var series = new MetricSeries(in point, metric.MetricType);
            if (series.IsZero) continue;
            if (rows.Count - head < MostSeries) rows.Add(($"  {NameOf(series)}", ValueOf(series)));
            else left++;
        }
        if (rows.Count == head) return;
        rows.Insert(head, ($"{metric.Name} ({metric.Unit})", ""));
        if (left > 0) rows.Add(($"  … and {left} more", ""));
    }

    private static string NameOf(in MetricSeries series)
    {
        var name = new StringBuilder();
        foreach (KeyValuePair<string, object?> tag in series.Tags)
        {
            if (name.Length > 0) name.Append(' ');
            name.Append(tag.Value);
        }
        return name.Length == 0 ? "all" : name.ToString();
    }

    private static string ValueOf(in MetricSeries series) => series.IsWhole
        ? series.Whole.ToString("N0", CultureInfo.InvariantCulture)
        : series.Fraction.ToString("0.#########", CultureInfo.InvariantCulture);
}
