using NetSim.Benchmarks.Compare;

namespace NetSim.Cli.Tests.Benchmarks;

public sealed class MarkedSectionTests
{
    private const string Document = $"above\n\n{MarkedSection.Begin}\n| old |\n{MarkedSection.End}\n\nbelow\n";

    [Fact]
    public void Only_what_stands_between_the_markers_is_replaced()
    {
        string once = MarkedSection.Replace(Document, "| new |\n|---|\n");
        Assert.Equal($"above\n\n{MarkedSection.Begin}\n| new |\n|---|\n{MarkedSection.End}\n\nbelow\n", once);
        Assert.Equal(once, MarkedSection.Replace(once, "| new |\n|---|\n"));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData(MarkedSection.Begin)]
    [InlineData(MarkedSection.End)]
    [InlineData(MarkedSection.End + MarkedSection.Begin)]
    [InlineData(MarkedSection.Begin + MarkedSection.Begin + MarkedSection.End)]
    [InlineData(MarkedSection.Begin + MarkedSection.End + MarkedSection.End)]
    public void A_document_without_the_two_markers_is_left_alone(string document) =>
        Assert.Throws<FormatException>(() => MarkedSection.Replace(document, "new"));

    [Fact]
    public void The_document_on_performance_has_the_markers_and_a_line_for_each_comparison()
    {
        string text = File.ReadAllText(SourceTree.File("docs/performance.md"));
        Assert.NotEqual(text, MarkedSection.Replace(text, "new"));
        Assert.All(Comparison.All.SelectMany(comparison => comparison.Ways), way => Assert.Contains($"| {way.Work} | `{way.Bench}` | ", text));
    }
}
