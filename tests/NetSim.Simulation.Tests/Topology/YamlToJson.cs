using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Yaml;

namespace NetSim.Simulation.Tests.Topology;

/// <summary>What an editor hands to a JSON schema: YAML by its core schema (YAML 1.2.2 section 10.3).</summary>
internal static partial class YamlToJson
{
    public static JsonNode? Convert(string yaml)
    {
        DiagnosticBag diagnostics = new("test.yaml");
        YamlNode? root = YamlReader.Read(yaml, diagnostics);
        Assert.Empty(diagnostics.InOrder());
        return Convert(root!);
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMapping mapping => new JsonObject(mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key, Convert(entry.Value)))),
        YamlSequence sequence => new JsonArray([.. sequence.Items.Select(Convert)]),
        YamlScalar { IsNull: true } => null,
        YamlScalar { Style: ScalarStyle.Plain } scalar => Parse(Plain(scalar.Text)),
        YamlScalar scalar => Parse(JsonSerializer.Serialize(scalar.Text)),
        _ => throw new NotSupportedException(),
    };

    private static JsonNode? Parse(string json) => JsonNode.Parse(json);

    private static string Plain(string text)
    {
        if (text is "true" or "True" or "TRUE") return "true";
        if (text is "false" or "False" or "FALSE") return "false";
        if (Integer().IsMatch(text)) return Int128.Parse(text, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
        if (Float().IsMatch(text) && double.TryParse(text, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)) return number.ToString("R", CultureInfo.InvariantCulture);
        return JsonSerializer.Serialize(text);
    }

    [GeneratedRegex("^[-+]?[0-9]+$")]
    private static partial Regex Integer();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex Float();
}
