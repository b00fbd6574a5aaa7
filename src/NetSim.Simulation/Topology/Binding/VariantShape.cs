using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Yaml;

namespace NetSim.Simulation.Topology.Binding;

/// <summary>One of the variants of a <see cref="VariantShape{T}"/>.</summary>
internal sealed record Variant<T>(string Word, Shape<T> Shape);

/// <summary>A mapping whose other keys depend on a word in it: <c>{ model: state, p13: 1 % }</c>. Without the word the first variant is meant.</summary>
internal sealed class VariantShape<T>(string key, params Variant<T>[] variants) : Shape<T>
{
    private readonly WordShape<int> _words = new([.. variants.Select(static (variant, index) => new Word<int>(variant.Word, index))]);

    public override bool TryBind(YamlNode node, Place place, DiagnosticBag diagnostics, out T value)
    {
        value = default!;
        int chosen = 0;
        if (node is YamlMapping mapping)
        {
            foreach (YamlEntry entry in mapping.Entries)
            {
                if (entry.Key != key) continue;
                Place at = place.Key(entry.Key, (entry.Line, entry.Column), (entry.Value.Line, entry.Value.Column));
                if (!_words.TryBind(entry.Value, at, diagnostics, out chosen)) return false;
            }
        }
        return variants[chosen].Shape.TryBind(node, place, diagnostics, out value);
    }

    public override void WriteSchema(SchemaWriter schema)
    {
        schema.Json.WriteStartArray("anyOf");
        foreach (Variant<T> variant in variants) schema.Item(variant.Shape);
        schema.Json.WriteEndArray();
    }
}
