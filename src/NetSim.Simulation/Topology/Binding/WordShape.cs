using System.Text.Json;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Yaml;

namespace NetSim.Simulation.Topology.Binding;

/// <summary>A word of the file and what it stands for.</summary>
internal readonly record struct Word<T>(string Text, T Value);

/// <summary>One of a few words.</summary>
internal sealed class WordShape<T>(params Word<T>[] words) : Shape<T>
{
    private string[] Known => [.. words.Select(word => word.Text)];

    public string TextOf(T value)
    {
        foreach (Word<T> word in words)
        {
            if (EqualityComparer<T>.Default.Equals(word.Value, value)) return word.Text;
        }
        throw new ArgumentOutOfRangeException(nameof(value), value, "a value without a word");
    }

    public override bool TryBind(YamlNode node, Place place, DiagnosticBag diagnostics, out T value)
    {
        value = default!;
        if (node is not YamlScalar scalar)
        {
            diagnostics.Add(place, DiagnosticCode.NotOneValue, $"this is {node.Noun}: write {Spelling.OneOf(Known)}");
            return false;
        }
        if (scalar.IsNull)
        {
            diagnostics.AddAtKey(place, DiagnosticCode.MissingValue, $"the value is missing: write {Spelling.OneOf(Known)}");
            return false;
        }
        foreach (Word<T> word in words)
        {
            if (word.Text != scalar.Text) continue;
            value = word.Value;
            return true;
        }
        string hint = Spelling.DidYouMean(scalar.Text, Known);
        diagnostics.Add(place, DiagnosticCode.UnknownWord,
            $"{Quoted.Text(scalar.Text)} is unknown{hint} (known: {string.Join(", ", Known)})");
        return false;
    }

    public override void WriteSchema(SchemaWriter schema) => schema.Strings("enum", Known);

    public override void WriteValue(Utf8JsonWriter json, T value) => json.WriteStringValue(TextOf(value));
}
