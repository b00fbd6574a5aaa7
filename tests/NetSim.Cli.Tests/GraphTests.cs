using System.Xml.Linq;

namespace NetSim.Cli.Tests;

/// <summary><c>netsim graph</c> and <c>netsim new</c>.</summary>
public sealed class GraphTests
{
    private const string Network = """
        name: drawn
        nodes:
          web: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24 } } }
          r1: { kind: router, interfaces: { eth0: { address: 10.0.0.1/24 }, eth1: { address: 10.0.1.1/24 }, lab0: { address: 10.9.0.2/24, tun: { device: ns-graph0 } } } }
          sw: { kind: switch, ports: 2 }
          hub: { kind: hub, ports: 2 }
        links:
          - { endpoints: ["web:eth0", "r1:eth0"], id: wan, rate: 10 Mbit/s, delay: 5 ms, loss: 1 %, reverse: { rate: 1 Mbit/s } }
          - { endpoints: ["r1:eth1", "sw:1"], delay: { mean: 1 ms, jitter: 100 us }, state: down }
          - sw:2 <-> hub:1
        """;

    [Fact]
    public void Dot_has_a_shape_for_each_kind_and_says_what_links_do()
    {
        using var folder = new TestFolder();
        NetsimResult result = Netsim.Run("graph", folder.Write("network.yaml", Network), "--format", "dot");
        Assert.True(result.Status == 0, result.ToString());
        Assert.StartsWith("graph \"drawn\" {\n", result.Output);
        Assert.Contains("n0 [label=\"web\\neth0 10.0.0.2/24\", shape=box", result.Output);
        Assert.Contains("shape=ellipse", result.Output);
        Assert.Contains("n2 [label=\"sw\", shape=hexagon", result.Output);
        Assert.Contains("n3 [label=\"hub\", shape=diamond", result.Output);
        Assert.Contains("d0 [label=\"ns-graph0\\nTUN of this machine\", shape=cylinder", result.Output);
        Assert.Contains("n1 -- d0 [taillabel=\"lab0\"]", result.Output);
        Assert.Contains("n0 -- n1 [taillabel=\"eth0\", headlabel=\"eth0\", label=\"wan\\nfrom web: 10 Mbit/s, 5 ms, loss 1 %\\nfrom r1: 1 Mbit/s, 5 ms, loss 1 %\"];", result.Output);
        Assert.Contains("label=\"1 ms ± 100 us\\ndown\", style=dashed];", result.Output);
        Assert.Contains("n2 -- n3 [taillabel=\"2\", headlabel=\"1\"];", result.Output);
    }

    [Fact]
    public void Mermaid_has_them_too()
    {
        using var folder = new TestFolder();
        NetsimResult result = Netsim.Run("graph", folder.Write("network.yaml", Network), "--format", "mermaid");
        Assert.Equal("""
            flowchart LR
                n0["web"]
                n1(("r1"))
                n2{{"sw"}}
                n3{"hub"}
                d0[("ns-graph0")]
                n1 --- d0
                n0 ---|"wan<br/>from web: 10 Mbit/s, 5 ms, loss 1 %<br/>from r1: 1 Mbit/s, 5 ms, loss 1 %"| n1
                n1 -.-|"1 ms ± 100 us<br/>down"| n2
                n2 --- n3

            """, result.Output);
    }

    [SkippableFact]
    public void Graphviz_draws_every_topology()
    {
        Command.Require("dot");
        foreach (string file in Directory.GetFiles(SourceTree.File("topologies"), "*.yaml").Order(StringComparer.Ordinal))
        {
            NetsimResult result = Netsim.Run("graph", file);
            Assert.True(result.Status == 0, $"{file}: {result}");
            XDocument drawing = XDocument.Parse(result.Output);
            int nodes = drawing.Descendants().Count(element => element.Attribute("class")?.Value == "node");
            string[] dot = Netsim.Run("graph", file, "--format", "dot").Output.Split('\n');
            Assert.Equal(dot.Count(line => line.Contains("shape=", StringComparison.Ordinal)), nodes);
        }
    }

    [SkippableFact]
    public void Without_Graphviz_a_sentence_says_what_to_do()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs env(1)");
        using var folder = new TestFolder();
        string dotnet = Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "/usr/bin/dotnet";
        Skip.IfNot(File.Exists(dotnet), "does not find dotnet");
        NetsimResult result = Netsim.RunBy("env", $"PATH={folder}", dotnet, Netsim.Program, "graph", SourceTree.Topology("hello"));
        Assert.Equal((3, ""), (result.Status, result.Output));
        Assert.Contains("apt install graphviz", result.Errors);
        Assert.Contains("--format dot", result.Errors);
        UsageTests.AssertNoTrace(result);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("switch")]
    public void A_new_file_runs_and_holds_what_it_expects(string template)
    {
        using var folder = new TestFolder();
        NetsimResult result = Netsim.Run("run", folder.Write("new.yaml", Netsim.Run("new", template).Output));
        Assert.True(result.Status == 0, result.ToString());
        Assert.Contains("held", result.Output);
    }

    [Fact]
    public void A_new_file_with_a_device_is_good_and_hello_is_the_one_without_a_name()
    {
        using var folder = new TestFolder();
        NetsimResult result = Netsim.Run("plan", folder.Write("new.yaml", Netsim.Run("new", "tun").Output));
        Assert.True(result.Status == 0, result.ToString());
        Assert.Contains("ns-tun0", result.Output);
        Assert.Equal(Netsim.Run("new", "hello").Output, Netsim.Run("new").Output);
    }

    [Fact]
    public void A_template_that_there_is_not_is_answered_with_those_that_there_are()
    {
        NetsimResult result = Netsim.Run("new", "helo");
        Assert.Equal((2, ""), (result.Status, result.Output));
        Assert.Contains("did you mean 'hello'?", result.Errors);
    }
}
