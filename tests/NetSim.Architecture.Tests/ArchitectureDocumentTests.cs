using System.Text.RegularExpressions;

namespace NetSim.Architecture.Tests;

/// <summary>A document that names things which no longer exist misleads; so its names are checked.</summary>
public partial class ArchitectureDocumentTests
{
    [Fact]
    public void Every_type_that_the_document_names_exists()
    {
        string text = File.ReadAllText(Path.Combine(SourceTree.Source, "ARCHITECTURE.md"));
        var declared = SourceTree.CSharpFiles("src")
            .SelectMany(file => Declaration().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value))
            .ToHashSet(StringComparer.Ordinal);

        string[] unknown = [.. TypeName().Matches(text).Select(match => match.Groups["name"].Value).Distinct()
            .Where(name => !declared.Contains(name))];

        Assert.Empty(unknown);
    }

    [Fact]
    public void Every_folder_that_the_document_names_exists()
    {
        string text = File.ReadAllText(Path.Combine(SourceTree.Source, "ARCHITECTURE.md"));
        string[] unknown = [.. FolderName().Matches(text).Select(match => match.Groups["path"].Value).Distinct()
            .Where(path => !Directory.Exists(Path.Combine(SourceTree.Source, path)) && !File.Exists(Path.Combine(SourceTree.Source, path)))];

        Assert.Empty(unknown);
    }

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record|record struct|delegate \w+)\s+(?<name>[A-Z]\w+)")]
    private static partial Regex Declaration();

    /// <summary>In the document a type stands in backticks, in PascalCase with at least two humps: `HostStack`.</summary>
    [GeneratedRegex(@"`(?<name>I?[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+)`")]
    private static partial Regex TypeName();

    /// <summary>A folder or file under src stands in backticks with a slash: `NetSim.Stack/Network`.</summary>
    [GeneratedRegex(@"`(?<path>NetSim\.[A-Za-z.]+/[A-Za-z0-9/.]*)`")]
    private static partial Regex FolderName();
}
