using System.Text;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Yaml;

namespace NetSim.Simulation.Tests.Topology;

public sealed class YamlReaderTests
{
    private readonly DiagnosticBag _diagnostics = new("test.yaml");

    private YamlMapping Read(string yaml)
    {
        YamlNode? root = YamlReader.Read(yaml, _diagnostics);
        Assert.Empty(_diagnostics.InOrder());
        return Assert.IsType<YamlMapping>(root);
    }

    private static string Text(YamlMapping mapping, string key) =>
        Assert.IsType<YamlScalar>(mapping.Entries.Single(entry => entry.Key == key).Value).Text;

    [Theory]
    [InlineData("on")]
    [InlineData("no")]
    [InlineData("1e3")]
    [InlineData("22:22")]
    [InlineData("0o17")]
    [InlineData("0x1F")]
    [InlineData("2001-12-14")]
    [InlineData("true")]
    [InlineData("010")]
    [InlineData("=")]
    public void A_word_that_some_parsers_change_stays_as_it_is_written(string word) => Assert.Equal(word, Text(Read($"key: {word}\n"),
        "key"));

    [Theory]
    [InlineData("", true)]
    [InlineData("~", true)]
    [InlineData("null", true)]
    [InlineData("'null'", false)]
    [InlineData("\"\"", false)]
    [InlineData("nil", false)]
    public void Only_the_nulls_of_the_core_schema_are_nothing(string word, bool isNull) =>
        Assert.Equal(isNull, Assert.IsType<YamlScalar>(Read($"key: {word}\n").Entries[0].Value).IsNull);

    [Fact]
    public void Every_node_knows_its_line_and_column()
    {
        YamlMapping root = Read("a: 1\nbb:\n  - x\n  - { c: [ 5 ] }\n");
        Assert.Equal((1, 4), (root.Entries[0].Value.Line, root.Entries[0].Value.Column));
        Assert.Equal((2, 1), (root.Entries[1].Line, root.Entries[1].Column));
        YamlSequence list = Assert.IsType<YamlSequence>(root.Entries[1].Value);
        Assert.Equal((3, 5), (list.Items[0].Line, list.Items[0].Column));
        YamlEntry c = Assert.IsType<YamlMapping>(list.Items[1]).Entries[0];
        Assert.Equal((4, 7), (c.Line, c.Column));
        Assert.Equal((4, 12), (Assert.IsType<YamlSequence>(c.Value).Items[0].Line, Assert.IsType<YamlSequence>(c.Value).Items[0].Column));
    }

    [Fact]
    public void An_alias_is_the_node_that_it_names()
    {
        YamlMapping root = Read("a: &x { k: v }\nb: *x\n");
        Assert.Same(root.Entries[0].Value, root.Entries[1].Value);
    }

    [Fact]
    public void Of_two_anchors_of_one_name_the_nearer_one_above_counts()
    {
        YamlMapping root = Read("a: &x 1\nb: &x 2\nc: *x\n");
        Assert.Equal("2", Text(root, "c"));
    }

    [Fact]
    public void A_merge_key_fills_in_what_is_not_said()
    {
        YamlMapping root = Read("a: &a { x: 1, y: 2 }\nb: &b { y: 3, z: 4 }\nc: { y: 9, <<: [*a, *b] }\nd: { '<<': text }\n");
        YamlMapping merged = Assert.IsType<YamlMapping>(root.Entries[2].Value);
        Assert.Equal(["y", "x", "z"], merged.Entries.Select(entry => entry.Key));
        Assert.Equal("9", Text(merged, "y"));
        Assert.Equal("1", Text(merged, "x"));
        Assert.Equal("4", Text(merged, "z"));
        Assert.Equal("text", Text(Assert.IsType<YamlMapping>(root.Entries[3].Value), "<<"));
    }

    [Fact]
    public void The_limits_themselves_are_allowed()
    {
        Read($"a: {new string('[', 63)}{new string(']', 63)}\n");
        Read($"a: &a 1\nb: [{string.Join(", ", Enumerable.Repeat("*a", YamlLimits.Aliases))}]\n");
        // The root, one value, the list, and its items.
        Read($"a: 1\nb: [{string.Join(',', Enumerable.Repeat('x', YamlLimits.Nodes - 3))}]\n");
    }

    [Theory]
    [InlineData(DiagnosticCode.TooDeep, 65, 0)]
    [InlineData(DiagnosticCode.TooManyNodes, 0, 100_000)]
    public void One_more_than_the_limit_is_refused(DiagnosticCode code, int depth, int items)
    {
        string yaml = depth > 0 ? $"a: {new string('[', depth)}{new string(']', depth)}\n" : $"a: [{string.Join(',', Enumerable.Repeat('x', items))}]\n";
        Assert.Null(YamlReader.Read(yaml, _diagnostics));
        Assert.Equal(code, Assert.Single(_diagnostics.InOrder()).Code);
    }

    [Fact]
    public void Depth_is_counted_through_aliases()
    {
        StringBuilder yaml = new("a0: &a0 [x]\n");
        for (int i = 1; i <= 70; i++) yaml.Append($"a{i}: &a{i} [*a{i - 1}]\n");
        Assert.Null(YamlReader.Read(yaml.ToString(), _diagnostics));
        Assert.Equal(DiagnosticCode.TooDeep, Assert.Single(_diagnostics.InOrder()).Code);
    }

    /// <summary>What a bomb costs is bounded by the limit on nodes, not by what it stands for.</summary>
    [Theory]
    [InlineData("text-bomb")]
    [InlineData("text-merge-bomb")]
    public void A_bomb_takes_little_memory(string file)
    {
        string yaml = File.ReadAllText(Path.Combine(RepositoryFiles.Bad, file + ".yaml"));
        YamlReader.Read(yaml, _diagnostics);
        long before = GC.GetAllocatedBytesForCurrentThread();
        YamlReader.Read(yaml, new DiagnosticBag("again.yaml"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }

    /// <summary>Each byte of each topology in turn is left out, doubled or replaced: there may be errors, never an exception.</summary>
    [Theory]
    [MemberData(nameof(TopologiesTests.Files), MemberType = typeof(TopologiesTests))]
    public void No_text_makes_the_loader_throw(string file)
    {
        string yaml = File.ReadAllText(Path.Combine(RepositoryFiles.Topologies, file));
        yaml = yaml[yaml.IndexOf("\nname:", StringComparison.Ordinal)..];
        PlanOptions options = new() { BaseFolder = RepositoryFiles.Topologies };
        const string Replacements = "\t{}[]:,&*!|>'\"%@`#-?<~\0\\ \n\u00e9";
        for (int at = 0; at < yaml.Length; at++)
        {
            char replacement = Replacements[at % Replacements.Length];
            TopologyLoader.LoadText(yaml.Remove(at, 1), file, options);
            TopologyLoader.LoadText(string.Concat(yaml.AsSpan(0, at), [replacement], yaml.AsSpan(at)), file, options);
            if (at % 16 == 0) TopologyLoader.LoadText(yaml[..at], file, options);
        }
    }

    [Fact]
    public void A_file_that_is_no_text_or_not_there_is_an_error()
    {
        string folder = Directory.CreateTempSubdirectory("netsim-topology").FullName;
        try
        {
            AssertCode(DiagnosticCode.FileUnreadable, Path.Combine(folder, "missing.yaml"));
            AssertCode(DiagnosticCode.FileUnreadable, folder);
            AssertCode(DiagnosticCode.NotUtf8, Written(folder, [(byte)'a', (byte)'\n', (byte)'b', 0xFF]), line: 2, column: 2);
            AssertCode(DiagnosticCode.NotUtf8, Written(folder, Encoding.Unicode.GetBytes("name: x\n")), line: 1, column: 2);
            AssertCode(DiagnosticCode.EmptyFile, Written(folder, []));
            AssertCode(DiagnosticCode.FileTooLarge, Written(folder, new byte[YamlLimits.FileBytes + 1]));
            byte[] withMark = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes("name: x\nnodes: {}\n")];
            Assert.Empty(TopologyLoader.LoadFile(Written(folder, withMark)).Diagnostics);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Written(string folder, byte[] bytes)
    {
        string path = Path.Combine(folder, "file.yaml");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static void AssertCode(DiagnosticCode code, string path, int line = 1, int column = 1)
    {
        Diagnostic diagnostic = Assert.Single(TopologyLoader.LoadFile(path).Diagnostics);
        Assert.Equal((code, line, column), (diagnostic.Code, diagnostic.Line, diagnostic.Column));
    }
}
