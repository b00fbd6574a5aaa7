using System.Text.Json.Nodes;
using NetSim.Simulation.Topology;

namespace NetSim.Simulation.Tests.Topology;

public sealed class SchemaTests
{
    private static readonly JsonSchemaCheck Schema = new(JsonNode.Parse(TopologySchema.ToJson())!.AsObject());

    [Theory]
    [MemberData(nameof(TopologiesTests.Files), MemberType = typeof(TopologiesTests))]
    public void Every_topology_is_valid_by_the_schema(string file) =>
        Assert.Empty(Schema.Validate(YamlToJson.Convert(File.ReadAllText(Path.Combine(RepositoryFiles.Topologies, file)))));

    [Fact]
    public void The_schema_beside_the_topologies_is_the_one_that_the_code_makes() =>
        RepositoryFiles.AssertSameAs(Path.Combine(RepositoryFiles.Topologies, "topology.schema.json"), TopologySchema.ToJson());

    /// <summary>An editor must not mark what runs.</summary>
    [Fact]
    public void What_the_loader_takes_is_valid_by_the_schema()
    {
        int taken = 0;
        foreach (string path in Directory.GetFiles(RepositoryFiles.Bad, "*.yaml"))
        {
            string yaml = File.ReadAllText(path);
            if (TopologyLoader.LoadText(yaml, path, new PlanOptions { BaseFolder = RepositoryFiles.Bad }).Plan is null) continue;
            Assert.Empty(Schema.Validate(YamlToJson.Convert(yaml)));
            taken++;
        }
        Assert.True(taken > 5);
    }

    [Theory]
    [InlineData("shape-unknown-keys")]
    [InlineData("shape-missing-keys")]
    [InlineData("shape-wrong-kinds-of-value")]
    [InlineData("shape-unknown-words")]
    [InlineData("shape-later-features")]
    [InlineData("shape-bad-names")]
    [InlineData("shape-booleans")]
    [InlineData("shape-app-with-key-beside")]
    [InlineData("quantity-without-unit")]
    [InlineData("quantity-unknown-unit")]
    [InlineData("quantity-negative")]
    [InlineData("quantity-not-a-number")]
    [InlineData("number-out-of-range")]
    [InlineData("number-not-whole")]
    [InlineData("address-mac")]
    [InlineData("link-bad-endpoints")]
    [InlineData("app-body-and-folder")]
    [InlineData("device-tun-and-tap")]
    [InlineData("event-unknown")]
    [InlineData("event-sets-nothing")]
    [InlineData("expect-comparisons")]
    [InlineData("expect-nothing")]
    public void What_is_wrong_in_form_is_invalid_by_the_schema(string file) =>
        Assert.NotEmpty(Schema.Validate(YamlToJson.Convert(File.ReadAllText(Path.Combine(RepositoryFiles.Bad, file + ".yaml")))));

    [Fact]
    public void Every_key_is_described()
    {
        JsonObject definitions = JsonNode.Parse(TopologySchema.ToJson())!["$defs"]!.AsObject();
        foreach ((string name, JsonNode? definition) in definitions)
        {
            Assert.False(string.IsNullOrEmpty(definition!["description"]?.GetValue<string>()), name);
            foreach ((string key, JsonNode? property) in definition["properties"]!.AsObject())
            {
                Assert.False(string.IsNullOrEmpty(property!["description"]?.GetValue<string>()), $"{name}.{key}");
            }
        }
    }
}
