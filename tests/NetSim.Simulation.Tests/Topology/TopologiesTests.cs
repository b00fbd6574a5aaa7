using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Show;

namespace NetSim.Simulation.Tests.Topology;

/// <summary>The files under topologies/, which users copy.</summary>
public sealed class TopologiesTests
{
    public static TheoryData<string> Files()
    {
        TheoryData<string> files = [];
        foreach (string path in Directory.GetFiles(RepositoryFiles.Topologies,
            "*.yaml").Order(StringComparer.Ordinal)) files.Add(Path.GetFileName(path));
        return files;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_topology_loads_without_a_word(string file)
    {
        TopologyLoad load = TopologyLoader.LoadFile(Path.Combine(RepositoryFiles.Topologies, file));
        Assert.Empty(load.Diagnostics);
        Assert.Equal(Path.GetFileNameWithoutExtension(file), load.Plan!.Name);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_topology_begins_with_the_schema_a_picture_and_a_command(string file)
    {
        string[] lines = File.ReadAllLines(Path.Combine(RepositoryFiles.Topologies, file));
        Assert.Equal("# yaml-language-server: $schema=./topology.schema.json", lines[0]);
        string comment = string.Join('\n', lines.TakeWhile(line => line.StartsWith('#')));
        Assert.Contains("--", comment);
        Assert.Contains($"./netsim run topologies/{file}", comment);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_plan_written_out_loads_as_the_same_plan(string file)
    {
        TopologyPlan plan = TopologyLoader.LoadFile(Path.Combine(RepositoryFiles.Topologies, file)).Plan!;
        string shown = PlanWriter.ToYaml(plan);
        TopologyLoad again = TopologyLoader.LoadText(shown, "shown.yaml", new PlanOptions { BaseFolder = RepositoryFiles.Topologies });
        Assert.Empty(again.Diagnostics);
        Assert.Equal(PlanText.Of(plan), PlanText.Of(again.Plan!));
        Assert.Equal(shown, PlanWriter.ToYaml(again.Plan!));
    }

    [Fact]
    public void Every_kind_of_value_survives_being_written_out()
    {
        string path = Path.Combine(RepositoryFiles.Root, "tests", "NetSim.Simulation.Tests", "Topology", "everything.yaml");
        TopologyLoad load = TopologyLoader.LoadFile(path);
        Assert.Empty(load.Diagnostics);
        string shown = PlanWriter.ToYaml(load.Plan!);
        TopologyLoad again = TopologyLoader.LoadText(shown, "shown.yaml", new PlanOptions { BaseFolder = Path.GetDirectoryName(path) });
        Assert.Empty(again.Diagnostics);
        Assert.Equal(PlanText.Of(load.Plan!), PlanText.Of(again.Plan!));
        RepositoryFiles.AssertSameAs(Path.ChangeExtension(path, ".shown.expected"), shown);
    }
}
