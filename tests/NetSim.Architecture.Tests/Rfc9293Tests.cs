using System.Text.RegularExpressions;

namespace NetSim.Architecture.Tests;

/// <summary>docs/rfc9293.md promises a test for every requirement; here the promise is kept.</summary>
public partial class Rfc9293Tests
{
    private static readonly string[][] Rows = [.. File.ReadAllLines(Path.Combine(SourceTree.Root, "docs", "rfc9293.md"))
        .Where(line => Row().IsMatch(line))
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1])];

    [Theory]
    [InlineData("MUST", 69)]
    [InlineData("SHLD", 31)]
    [InlineData("MAY", 18)]
    [InlineData("REC", 1)]
    public void Every_number_of_the_RFC_has_one_row(string kind, int count)
    {
        IEnumerable<string> wanted = Enumerable.Range(1, count).Select(number => $"{kind}-{number}");
        IEnumerable<string> found = Rows.Select(row => row[0]).Where(id => id.StartsWith(kind + "-", StringComparison.Ordinal));
        Assert.Equal(wanted.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_row_names_a_test_or_a_reason()
    {
        Assert.All(Rows, row => Assert.True(TestName().IsMatch(row[2]) || Reason().IsMatch(row[2]), string.Join(" | ", row)));
    }

    [Fact]
    public void Every_test_that_is_named_exists()
    {
        var tests = SourceTree.CSharpFiles("tests")
            .SelectMany(file => Method().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value))
            .ToHashSet(StringComparer.Ordinal);
        string[] unknown = [.. Rows.SelectMany(row => TestName().Matches(row[2]).Select(match => match.Groups["name"].Value))
            .Where(name => !tests.Contains(name))];
        Assert.Empty(unknown);
    }

    [GeneratedRegex(@"^\| (?:MUST|SHLD|MAY|REC)-\d+ \|")]
    private static partial Regex Row();

    [GeneratedRegex("`(?<name>[A-Za-z0-9_]+)`")]
    private static partial Regex TestName();

    [GeneratedRegex("(?:not done|by design): .{10,}")]
    private static partial Regex Reason();

    [GeneratedRegex(@"\[(?:Fact|Theory)\b.*?\]\s+(?:\[InlineData.*\]\s+|//.*\s+|\[MemberData.*\]\s+)*public (?:async )?(?:void|Task) (?<name>\w+)\(")]
    private static partial Regex Method();
}
