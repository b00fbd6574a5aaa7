using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Yaml;

namespace NetSim.Simulation.Topology.Binding;

/// <summary>One of the kinds of a <see cref="KindShape{T}"/>.</summary>
internal sealed record Kind<T>(string Name, Shape<T> Shape, Func<string, bool> Knows);

/// <summary>A mapping with one key, which names the kind of the value: <c>ping: { to: web }</c>.</summary>
internal sealed class KindShape<T>(string noun) : Shape<T>
{
    private readonly List<Kind<T>> _kinds = [];

    public KindShape<T> Add<TRecord>(string kind, Func<RecordShape<TRecord>> shape) where TRecord : DocumentRecord, T
    {
        Shape<T> deferred = new DeferredShape<T>(() => new MappedShape<TRecord, T>(shape(), static record => record));
        _kinds.Add(new Kind<T>(kind, deferred, key => shape().Knows(key)));
        return this;
    }

    private IEnumerable<string> Names => _kinds.Select(kind => kind.Name);

    private string Kinds => $"(kinds: {string.Join(", ", Names)})";

    public override bool TryBind(YamlNode node, Place place, DiagnosticBag diagnostics, out T value)
    {
        value = default!;
        if (node is not YamlMapping mapping)
        {
            diagnostics.Add(place, DiagnosticCode.NotAMapping,
                $"an {noun} is a mapping from its kind, and this is {node.Noun}: write '{_kinds[0].Name}: {{ … }}' {Kinds}");
            return false;
        }
        Kind<T>? found = null;
        bool isBound = false;
        foreach (YamlEntry entry in mapping.Entries)
        {
            Place at = place.Key(entry.Key, (entry.Line, entry.Column), (entry.Value.Line, entry.Value.Column));
            if (Find(entry.Key) is not { } kind)
            {
                ReportUnknown(entry.Key, at, mapping, diagnostics);
            }
            else if (found is not null)
            {
                diagnostics.AddAtKey(at, DiagnosticCode.KeysExclude, $"one entry is one {noun}: '{found.Name}' stands here already");
            }
            else
            {
                found = kind;
                isBound = kind.Shape.TryBind(entry.Value, at, diagnostics, out value);
            }
        }
        if (mapping.Entries.Count == 0) diagnostics.Add(place, DiagnosticCode.MissingKey, $"the kind is missing {Kinds}");
        return isBound;
    }

    private void ReportUnknown(string key, Place at, YamlMapping mapping, DiagnosticBag diagnostics)
    {
        foreach (YamlEntry entry in mapping.Entries)
        {
            if (Find(entry.Key) is not { } kind || !kind.Knows(key)) continue;
            diagnostics.AddAtKey(at, DiagnosticCode.UnknownKey, $"this key belongs inside: write '{kind.Name}: {{ {key}: … }}'");
            return;
        }
        string hint = Spelling.DidYouMean(key, Names);
        diagnostics.AddAtKey(at, DiagnosticCode.UnknownKey, $"unknown kind of {noun}{hint} {Kinds}");
    }

    private Kind<T>? Find(string name)
    {
        foreach (Kind<T> kind in _kinds)
        {
            if (kind.Name == name) return kind;
        }
        return null;
    }

    public override void WriteSchema(SchemaWriter schema)
    {
        schema.Json.WriteString("type", "object");
        schema.Json.WriteStartObject("properties");
        foreach (Kind<T> kind in _kinds) schema.Nested(kind.Name, kind.Shape);
        schema.Json.WriteEndObject();
        schema.Json.WriteBoolean("additionalProperties", false);
        schema.Json.WriteNumber("minProperties", 1);
        schema.Json.WriteNumber("maxProperties", 1);
    }
}
