using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Yaml;

namespace NetSim.Simulation.Topology.Binding;

internal enum ListForm
{
    /// <summary>Always a list.</summary>
    List,

    /// <summary>A list, or one value that stands for a list of one.</summary>
    OneOrMany,
}

/// <summary>A list whose items have one shape. An item that cannot be read is left out, after it was reported.</summary>
internal sealed class ListShape<T>(Shape<T> item, ListForm form = ListForm.List) : Shape<List<Located<T>>>
{
    /// <summary>How many items there must be; null for any number.</summary>
    public int? Count { get; init; }

    public override bool IsUsefulInPart => true;

    public override bool TryBind(YamlNode node, Place place, DiagnosticBag diagnostics, out List<Located<T>> value)
    {
        value = [];
        if (node is YamlSequence sequence)
        {
            bool isGood = HasCount(sequence, place, diagnostics);
            for (int i = 0; i < sequence.Items.Count; i++)
            {
                YamlNode child = sequence.Items[i];
                isGood &= TryAdd(child, place.Item(i, child.Line, child.Column), diagnostics, value);
            }
            return isGood;
        }
        if (form == ListForm.OneOrMany) return TryAdd(node, place, diagnostics, value);
        diagnostics.Add(place, DiagnosticCode.NotAList, $"a list is needed here, and this is {node.Noun}");
        return false;
    }

    private bool TryAdd(YamlNode node, Place place, DiagnosticBag diagnostics, List<Located<T>> value)
    {
        bool isGood = item.TryBind(node, place, diagnostics, out T bound);
        if (isGood) value.Add(new Located<T>(bound, place));
        return isGood;
    }

    private bool HasCount(YamlSequence sequence, Place place, DiagnosticBag diagnostics)
    {
        if (Count is not { } count || sequence.Items.Count == count) return true;
        diagnostics.Add(place, DiagnosticCode.WrongCount, $"the list has {sequence.Items.Count} items, and {count} are needed");
        return false;
    }

    public override void WriteSchema(SchemaWriter schema)
    {
        if (form == ListForm.OneOrMany)
        {
            schema.Json.WriteStartArray("anyOf");
            schema.Item(item);
            schema.Json.WriteStartObject();
            WriteList(schema);
            schema.Json.WriteEndObject();
            schema.Json.WriteEndArray();
            return;
        }
        WriteList(schema);
    }

    private void WriteList(SchemaWriter schema)
    {
        schema.Json.WriteString("type", "array");
        schema.Nested("items", item);
        if (Count is not { } count) return;
        schema.Json.WriteNumber("minItems", count);
        schema.Json.WriteNumber("maxItems", count);
    }
}
