namespace NetSim.Cli.Output.Reports.Html;

/// <summary>How the points of a line are drawn.</summary>
internal enum ChartMark
{
    Line,

    /// <summary>Each by itself.</summary>
    Dots,

    LineAndDots,
}

/// <summary>One of the things that a chart shows.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Points">Time in seconds, and the value; in the order of time.</param>
internal sealed record ChartLine(string Name, IReadOnlyList<(double Time, double Value)> Points)
{
    /// <summary>Its figures, beside the name.</summary>
    public string Detail { get; init; } = "";

    public ChartMark Mark { get; init; }

    /// <summary>Which of the page's colours: what is the same in two charts has the same.</summary>
    public int Colour { get; init; }

    public double Most => Points.Count == 0 ? 0 : Points.Max(point => point.Value);
}

/// <summary>Something over simulated time.</summary>
/// <param name="Title">What, and in which unit.</param>
/// <param name="Lines">Drawn one over the other.</param>
internal sealed record Chart(string Title, IReadOnlyList<ChartLine> Lines)
{
    /// <summary>Where the axis of time begins and ends, in seconds.</summary>
    public required (double From, double To) Time { get; init; }

    /// <summary>Where the other axis ends; null: where the values do.</summary>
    public double? Top { get; init; }

    public ChartSize Size { get; init; }
}

/// <summary>How much room a chart has.</summary>
internal enum ChartSize
{
    /// <summary>The width of the page.</summary>
    Wide,

    /// <summary>Two side by side.</summary>
    Half,
}
