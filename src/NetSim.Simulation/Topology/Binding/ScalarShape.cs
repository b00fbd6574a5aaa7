using System.Text.Json;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Yaml;

namespace NetSim.Simulation.Topology.Binding;

internal delegate bool ScalarParser<T>(string text, out T value, out Problem problem);

/// <summary>One value, from its text.</summary>
internal sealed class ScalarShape<T> : Shape<T>
{
    public required ScalarParser<T> Parse { get; init; }

    /// <summary>Writes the keywords: type, pattern, bounds.</summary>
    public required Action<Utf8JsonWriter> Schema { get; init; }

    /// <summary>How a default is written, if not as the text of the value.</summary>
    public Action<Utf8JsonWriter, T>? Default { get; init; }

    public override bool TryBind(YamlNode node, Place place, DiagnosticBag diagnostics, out T value)
    {
        value = default!;
        if (node is not YamlScalar scalar)
        {
            diagnostics.Add(place, DiagnosticCode.NotOneValue, $"one value is needed here, and this is {node.Noun}");
            return false;
        }
        if (scalar.IsNull)
        {
            diagnostics.AddAtKey(place, DiagnosticCode.MissingValue, "the value is missing");
            return false;
        }
        if (Parse(scalar.Text, out value, out Problem problem)) return true;
        diagnostics.Add(place, problem);
        return false;
    }

    public override void WriteSchema(SchemaWriter schema) => Schema(schema.Json);

    public override void WriteValue(Utf8JsonWriter json, T value)
    {
        if (Default is { } write) write(json, value);
        else base.WriteValue(json, value);
    }
}
