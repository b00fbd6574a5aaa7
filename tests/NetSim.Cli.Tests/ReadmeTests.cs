using System.Text.RegularExpressions;

namespace NetSim.Cli.Tests;

/// <summary>What README.md shows is what users get.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Text = File.ReadAllText(SourceTree.File("README.md"));

    [Fact]
    public void The_first_network_says_what_it_is_said_to_say()
    {
        string[] shown = [.. Section("A first network").Split('\n').Where(line => line.StartsWith("    ", StringComparison.Ordinal)).Select(line => line[4..])];
        Assert.True(shown.Length > 8);
        NetsimResult run = Netsim.Run("run", SourceTree.Topology("hello"));
        string[] said = run.Output.Split('\n');
        // How long it takes is the machine's business.
        foreach (string line in shown.Where(line => line.Trim() != "…" && !line.Contains("of virtual time in", StringComparison.Ordinal))) Assert.Contains(line, said);
    }

    [Fact]
    public void The_example_of_a_file_runs_and_holds_what_it_expects()
    {
        using var folder = new TestFolder();
        string file = folder.Write("two-hosts.yaml", YamlBlock().Match(Text).Groups[1].Value);
        NetsimResult run = Netsim.Run("run", file);
        Assert.True(run.Status == 0, run.ToString());
        Assert.Contains("held", run.Output);
    }

    [Fact]
    public void Every_command_of_the_program_is_in_the_table_and_the_other_way_round()
    {
        string[] documented = [.. Commands().Matches(Section("Commands")).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)];
        string help = Netsim.Run("--help").Output;
        string[] real = [.. help[help.IndexOf("Commands:", StringComparison.Ordinal)..].Split('\n')[1..].Where(line => line.Length > 2 && line[2] != ' ').Select(line => line.Trim().Split(' ')[0]).Order(StringComparer.Ordinal)];
        Assert.Equal(real, documented);
    }

    private static string Section(string title)
    {
        int start = Text.IndexOf($"\n## {title}\n", StringComparison.Ordinal), end = Text.IndexOf("\n## ", start + 4, StringComparison.Ordinal);
        return Text[start..end];
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlock();

    [GeneratedRegex(@"`netsim ([a-z]+)")]
    private static partial Regex Commands();
}
