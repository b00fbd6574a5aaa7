using System.Text.RegularExpressions;

namespace NetSim.Architecture.Tests;

/// <summary>Rules of the house that the compiler does not know.</summary>
public partial class HouseRuleTests
{
    private const int LongestFile = 600;

    [Fact]
    public void No_file_is_longer_than_600_lines()
    {
        string[] tooLong = [.. SourceTree.CSharpFiles("src").Concat(SourceTree.CSharpFiles("tests"))
            .Select(file => (Name: SourceTree.Relative(file), Lines: File.ReadLines(file).Count()))
            .Where(file => file.Lines > LongestFile)
            .Select(file => $"{file.Name}: {file.Lines}")];
        Assert.Empty(tooLong);
    }

    [Fact]
    public void No_folder_is_a_bin_for_leftovers()
    {
        string[] bins = ["Utils", "Utilities", "Helpers", "Common", "Misc", "Infrastructure"];
        string[] found = [.. Directory.EnumerateDirectories(SourceTree.Source, "*", SearchOption.AllDirectories)
            .Where(folder => bins.Contains(Path.GetFileName(folder)))
            .Select(SourceTree.Relative)];
        Assert.Empty(found);
    }

    [Fact]
    public void Code_has_no_regions_no_unfinished_business_and_no_empty_summaries()
    {
        string[] found = [.. SourceTree.CSharpFiles("src")
            .SelectMany(file => File.ReadLines(file).Select((line, i) => (Place: $"{SourceTree.Relative(file)}:{i + 1}", Line: line)))
            .Where(entry => Unwanted().IsMatch(entry.Line))
            .Select(entry => $"{entry.Place}: {entry.Line.Trim()}")];
        Assert.Empty(found);
    }

    [Fact]
    public void Every_banned_symbol_says_why()
    {
        foreach (string file in Directory.EnumerateFiles(SourceTree.Source, "BannedSymbols*.txt", SearchOption.AllDirectories))
        {
            foreach (string line in File.ReadLines(file).Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal)))
                Assert.True(line.Contains(';', StringComparison.Ordinal) && line.Split(';')[1].Trim().Length > 10, $"{SourceTree.Relative(file)}: {line}");
        }
    }

    /// <summary>Time and chance come in as arguments everywhere below the edges.</summary>
    [Theory]
    [InlineData("NetSim.Wire")]
    [InlineData("NetSim.Stack")]
    [InlineData("NetSim.Actors")]
    [InlineData("NetSim.Simulation")]
    public void A_project_below_the_edges_bans_the_wall_clock_and_shared_randomness(string project)
    {
        string banned = File.ReadAllText(Path.Combine(SourceTree.Source, project, "BannedSymbols.txt"));
        foreach (string symbol in (string[])["P:System.DateTime.UtcNow", "P:System.DateTime.Now", ":System.Random", "M:System.Guid.NewGuid"])
            Assert.Contains(symbol, banned, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\s*#region|\bTODO\b|\bFIXME\b|\bHACK\b|NotImplementedException|<summary>\s*</summary>")]
    private static partial Regex Unwanted();
}
