using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Diagnostics;

namespace NetSim.Simulation.Tests.Topology;

/// <summary>
/// Each file of Bad/ is wrong in its own way; beside it stands what is said of it, to the column. NETSIM_UPDATE_EXPECTED=1 rewrites
/// these texts, and then they must be read.
/// </summary>
public sealed class BadFilesTests
{
    // Found before the text is read as YAML, or only with files that cannot be kept in a source tree.
    private static readonly DiagnosticCode[] TestedElsewhere =
        [DiagnosticCode.FileUnreadable, DiagnosticCode.FileTooLarge, DiagnosticCode.NotUtf8, DiagnosticCode.TooManyNodes, DiagnosticCode.BadFilter, DiagnosticCode.NoFilterCompiler,
            DiagnosticCode.NotImportable, DiagnosticCode.PoolTooSmall];

    public static TheoryData<string> Files()
    {
        TheoryData<string> files = [];
        foreach (string path in Paths()) files.Add(Path.GetFileNameWithoutExtension(path));
        return files;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Everything_wrong_is_said_at_its_place(string file)
    {
        string said = Say(file, out TopologyLoad load);
        Assert.NotEmpty(load.Diagnostics);
        Assert.Equal(load.Errors > 0, load.Plan is null);
        RepositoryFiles.AssertSameAs(Path.Combine(RepositoryFiles.Bad, file + ".expected"), said);
    }

    [Fact]
    public void Every_code_has_a_file_that_shows_it()
    {
        HashSet<DiagnosticCode> shown = [.. TestedElsewhere];
        foreach (string path in Paths())
        {
            Say(Path.GetFileNameWithoutExtension(path), out TopologyLoad load);
            foreach (Diagnostic diagnostic in load.Diagnostics) shown.Add(diagnostic.Code);
        }
        Assert.Empty(Enum.GetValues<DiagnosticCode>().Except(shown));
    }

    [Fact]
    public void Every_code_has_one_rule_and_the_rules_are_in_order()
    {
        Assert.Equal(Enum.GetValues<DiagnosticCode>(), DiagnosticRule.All.Select(rule => rule.Code));
        Assert.All(DiagnosticRule.All, rule => Assert.EndsWith(".", rule.Sentence));
    }

    private static IEnumerable<string> Paths() => Directory.GetFiles(RepositoryFiles.Bad, "*.yaml").Order(StringComparer.Ordinal);

    private static string Say(string file, out TopologyLoad load)
    {
        string path = Path.Combine(RepositoryFiles.Bad, file + ".yaml");
        load = TopologyLoader.LoadText(File.ReadAllText(path), file + ".yaml", new PlanOptions { BaseFolder = RepositoryFiles.Bad });
        return string.Concat(load.Diagnostics.Select(diagnostic => diagnostic + "\n"));
    }
}
