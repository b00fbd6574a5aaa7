using NetSim.Simulation.Running;

namespace NetSim.Cli.Output.Reports;

/// <summary>A file that <c>--report</c> names: its ending says what is written.</summary>
internal static class ReportFile
{
    private static readonly (string Ending, Action<Stream, RunSummary> Write)[] Kinds =
    [
        (".xml", JUnitReport.Write),
        (".json", SummaryJson.Write),
        (".csv", CsvReport.Write),
    ];

    /// <summary>What is wrong with the name, before anything runs; null if nothing is.</summary>
    public static string? Check(string path)
    {
        if (KindOf(path) is null)
            return $"'{path}' ends in nothing that is known: .xml (JUnit), .json (the summary) or .csv (links and flows)";
        string? folder = Path.GetDirectoryName(Path.GetFullPath(path));
        return folder is null || Directory.Exists(folder) ? null : $"there is no folder '{folder}'";
    }

    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    public static void Write(string path, RunSummary summary)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        KindOf(path)!(file, summary);
    }

    private static Action<Stream, RunSummary>? KindOf(string path)
    {
        foreach ((string ending, Action<Stream, RunSummary> write) in Kinds)
            if (path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) return write;
        return null;
    }
}
