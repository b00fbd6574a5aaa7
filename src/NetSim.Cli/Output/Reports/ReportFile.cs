using NetSim.Cli.Output.Reports.Html;

namespace NetSim.Cli.Output.Reports;

/// <summary>A file that <c>--report</c> names: its ending says what is written.</summary>
internal static class ReportFile
{
    private const string DrawnEnding = ".html";

    private static readonly (string Ending, Action<Stream, RunReport> Write)[] Kinds =
    [
        (DrawnEnding, HtmlReport.Write),
        (".xml", static (stream, report) => JUnitReport.Write(stream, report.Summary)),
        (".json", static (stream, report) => SummaryJson.Write(stream, report.Summary)),
        (".csv", static (stream, report) => CsvReport.Write(stream, report.Summary)),
    ];

    /// <summary>What is wrong with the name, before anything runs; null if nothing is.</summary>
    public static string? Check(string path)
    {
        if (KindOf(path) is null)
            return $"'{path}' ends in nothing that is known: .html (a page with charts), .xml (JUnit), .json (the summary) or .csv (links and flows)";
        string? folder = Path.GetDirectoryName(Path.GetFullPath(path));
        return folder is null || Directory.Exists(folder) ? null : $"there is no folder '{folder}'";
    }

    /// <summary>Whether it shows what the run was like over time, so that somebody has to look meanwhile.</summary>
    public static bool NeedsSamples(string path) => path.EndsWith(DrawnEnding, StringComparison.OrdinalIgnoreCase);

    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    public static void Write(string path, RunReport report)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        KindOf(path)!(file, report);
    }

    private static Action<Stream, RunReport>? KindOf(string path)
    {
        foreach ((string ending, Action<Stream, RunReport> write) in Kinds)
            if (path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) return write;
        return null;
    }
}
