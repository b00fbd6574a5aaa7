using NetSim.Simulation.Topology.Drawing;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Tests.Topology.Drawing;

/// <summary>A file's names hold nothing that would have to be escaped; those of a plan from code may.</summary>
public sealed class EscapingTests
{
    private static TopologyPlan Plan()
    {
        TopologyPlanBuilder builder = new("of \"us\" \\ all");
        builder.AddNode("a\"b\\n\n<i>#", NodeKind.Host);
        return builder.Build();
    }

    [Fact]
    public void Dot_takes_every_name_for_text()
    {
        string dot = DotWriter.ToDot(Plan());
        Assert.StartsWith("graph \"of \\\"us\\\" \\\\ all\" {\n", dot);
        Assert.Contains("n0 [label=\"a\\\"b\\\\n <i>#\",", dot);
    }

    [Fact]
    public void Mermaid_takes_every_name_for_text() =>
        Assert.Equal("flowchart LR\n    n0[\"a#34;b#92;n #60;i#62;#35;\"]\n", MermaidWriter.ToMermaid(Plan()));
}
