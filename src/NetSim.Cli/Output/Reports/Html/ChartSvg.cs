using System.Globalization;
using System.Text.RegularExpressions;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace NetSim.Cli.Output.Reports.Html;

/// <summary>
/// Draws a chart as SVG by OxyPlot. The library measures text by tables of its own and not by the fonts of the machine, so the same chart is the same
/// bytes everywhere. Colours are names that the page's style sheet gives a meaning, for light and for dark.
/// </summary>
internal static partial class ChartSvg
{
    /// <summary>So many colours the style sheet has.</summary>
    public const int Colours = 8;

    /// <summary>Stand for the colours of the page until the drawing is done.</summary>
    private static readonly OxyColor Ink = OxyColor.FromRgb(1, 2, 3);
    private static readonly OxyColor Grid = OxyColor.FromRgb(4, 5, 6);

    /// <param name="chart">What to draw.</param>
    /// <param name="number">Of the chart on its page: names within a page are for all drawings.</param>
    public static string Draw(Chart chart, int number)
    {
        (int width, int height) = chart.Size == ChartSize.Wide ? (1040, 300) : (520, 240);
        var model = new PlotModel
        {
            Culture = CultureInfo.InvariantCulture,
            DefaultFont = "sans-serif",
            DefaultFontSize = 12,
            TextColor = Ink,
            PlotAreaBorderColor = Grid,
            Background = OxyColors.Undefined,
            // The page's font may be wider than the one that the library measures by.
            Padding = new OxyThickness(14, 4, 14, 0),
        };
        model.Axes.Add(AxisOf(AxisPosition.Bottom, chart.Time.From, Math.Max(chart.Time.To, chart.Time.From + 1e-9), "seconds"));
        double most = chart.Lines.Max(line => line.Most);
        model.Axes.Add(AxisOf(AxisPosition.Left, 0, chart.Top ?? (most > 0 ? most * 1.06 : 1), title: null));
        foreach (ChartLine line in chart.Lines) model.Series.Add(SeriesOf(line));
        var exporter = new SvgExporter { Width = width, Height = height, IsDocument = false };
        return InPage(exporter.ExportToString(model), chart, number, (width, height));
    }

    private static LinearAxis AxisOf(AxisPosition position, double from, double to, string? title) => new()
    {
        Position = position,
        Minimum = from,
        Maximum = to,
        Title = title,
        MajorGridlineStyle = LineStyle.Solid,
        MajorGridlineColor = Grid,
        AxislineColor = Grid,
        TicklineColor = Grid,
        MinorTickSize = 0,
        MajorTickSize = 4,
        MajorGridlineThickness = 1,
    };

    private static LineSeries SeriesOf(ChartLine line)
    {
        OxyColor colour = OxyColor.FromRgb(7, 8, (byte)(line.Colour % Colours));
        var series = new LineSeries
        {
            Color = colour,
            StrokeThickness = 1.6,
            LineStyle = line.Mark == ChartMark.Dots ? LineStyle.None : LineStyle.Solid,
            LineJoin = LineJoin.Round,
            MarkerType = line.Mark == ChartMark.Line ? MarkerType.None : MarkerType.Circle,
            MarkerSize = line.Mark == ChartMark.Dots ? 2.2 : 2.6,
            MarkerFill = colour,
            Decimator = Decimator.Decimate,
        };
        foreach ((double time, double value) in line.Points) series.Points.Add(new DataPoint(time, value));
        return series;
    }

    /// <summary>Without what only a file of its own needs, and with a size that follows the page.</summary>
    private static string InPage(string svg, Chart chart, int number, (int Width, int Height) size)
    {
        int body = svg.IndexOf('>', svg.IndexOf("<svg", StringComparison.Ordinal)) + 1;
        string label = HtmlText.Encode($"{chart.Title}: {string.Join(", ", chart.Lines.Select(line => line.Name))}");
        string drawing = svg[body..]
            .Replace("rgb(1,2,3)", "var(--ink)", StringComparison.Ordinal)
            .Replace("rgb(4,5,6)", "var(--grid)", StringComparison.Ordinal)
            .Replace("clipPath", $"clip{number}-", StringComparison.Ordinal)
            .Replace($"<clip{number}- ", "<clipPath ", StringComparison.Ordinal)
            .Replace($"</clip{number}->", "</clipPath>", StringComparison.Ordinal);
        drawing = LineColour().Replace(drawing, "var(--c$1)");
        drawing = Tag().Replace(drawing, tag => LongFraction().Replace(tag.Value, "$1"));
        string kind = chart.Size == ChartSize.Wide ? "wide" : "half";
        return $"<svg class=\"{kind}\" viewBox=\"0 0 {size.Width} {size.Height}\" role=\"img\" aria-label=\"{label}\" xmlns=\"http://www.w3.org/2000/svg\">{drawing.Trim()}\n";
    }

    [GeneratedRegex(@"rgb\(7,8,(\d)\)")]
    private static partial Regex LineColour();

    /// <summary>With its coordinates; what stands between tags are words and numbers for people.</summary>
    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    /// <summary>A tenth of a pixel is as fine as a screen shows.</summary>
    [GeneratedRegex(@"(\d\.\d)\d+")]
    private static partial Regex LongFraction();
}
