using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Yaml;

namespace NetSim.Simulation.Topology.Binding;

/// <summary>An entry of a mapping from names that the user chooses.</summary>
internal sealed record Named<T>(string Name, T Value, Place Place);

/// <summary>A mapping from names that the user chooses to values of one shape, in the order of the file.</summary>
internal sealed class NamedShape<T>(Shape<T> item) : Shape<List<Named<T>>>
{
    public override bool IsUsefulInPart => true;

    public override bool TryBind(YamlNode node, Place place, DiagnosticBag diagnostics, out List<Named<T>> value)
    {
        value = [];
        if (node is not YamlMapping mapping)
        {
            diagnostics.Add(place, DiagnosticCode.NotAMapping, $"a mapping from names is needed here, and this is {node.Noun}");
            return false;
        }
        bool isGood = true;
        foreach (YamlEntry entry in mapping.Entries)
        {
            Place at = place.Key(entry.Key, (entry.Line, entry.Column), (entry.Value.Line, entry.Value.Column));
            if (!Name.IsValid(entry.Key, out Problem problem)) diagnostics.AddAtKey(at, problem.Code, problem.Message);
            bool isBound = item.TryBind(entry.Value, at, diagnostics, out T bound);
            if (isBound) value.Add(new Named<T>(entry.Key, bound, at));
            isGood &= isBound;
        }
        return isGood;
    }

    public override void WriteSchema(SchemaWriter schema)
    {
        schema.Json.WriteString("type", "object");
        schema.Json.WriteStartObject("propertyNames");
        schema.Json.WriteString("pattern", Name.Pattern);
        schema.Json.WriteEndObject();
        schema.Nested("additionalProperties", item);
    }
}
