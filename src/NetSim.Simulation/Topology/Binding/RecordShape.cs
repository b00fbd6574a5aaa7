using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Yaml;

namespace NetSim.Simulation.Topology.Binding;

/// <summary>
/// A mapping with known keys: the one place where a key is declared. From here it is read, checked, suggested for a misspelt one,
/// and described in the JSON schema.
/// </summary>
internal sealed class RecordShape<T>(string name, Func<T> create, string description) : Shape<T>, ISchemaDefinition
    where T : DocumentRecord
{
    private readonly List<Key<T>> _keys = [];
    private readonly List<KeyGroup> _groups = [];
    private readonly List<KeyDependency> _dependencies = [];

    public string DefinitionName => name;

    /// <summary>Whether the key may stand without a value, for "all defaults".</summary>
    public bool MayBeEmpty { get; init; }

    public RecordShape<T> Required<TValue>(string key, Shape<TValue> shape, Action<T, Located<TValue>> set, string meaning)
    {
        _keys.Add(new Key<T, TValue>(key, shape, set, meaning) { IsRequired = true });
        return this;
    }

    public RecordShape<T> Optional<TValue>(string key, Shape<TValue> shape, Action<T, Located<TValue>> set, string meaning)
    {
        _keys.Add(new Key<T, TValue>(key, shape, set, meaning));
        return this;
    }

    /// <summary>With a shape that has tables of its own.</summary>
    public RecordShape<T> Optional<TValue>(string key, Func<Shape<TValue>> shape, Action<T, Located<TValue>> set, string meaning) =>
        Optional(key, new DeferredShape<TValue>(shape), set, meaning);

    public RecordShape<T> Defaulted<TValue>(string key, Shape<TValue> shape, TValue value, Action<T, Located<TValue>> set, string meaning)
    {
        _keys.Add(new DefaultedKey<T, TValue>(key, shape, value, set, meaning));
        return this;
    }

    /// <summary>Takes over the keys of another record, which becomes a part of this one.</summary>
    public RecordShape<T> Include<TPart>(RecordShape<TPart> part, Func<T, TPart> select) where TPart : DocumentRecord
    {
        foreach (Key<TPart> key in part._keys) _keys.Add(new IncludedKey<T, TPart>(key, select));
        return this;
    }

    public RecordShape<T> ExactlyOneOf(params string[] keys)
    {
        _groups.Add(new KeyGroup(keys, IsNeeded: true));
        return this;
    }

    public RecordShape<T> AtMostOneOf(params string[] keys)
    {
        _groups.Add(new KeyGroup(keys, IsNeeded: false));
        return this;
    }

    public RecordShape<T> OnlyWith(string other, params string[] keys)
    {
        foreach (string key in keys) _dependencies.Add(new KeyDependency(key, other));
        return this;
    }

    public bool Knows(string key) => Find(key) is not null;

    public override bool TryBind(YamlNode node, Place place, DiagnosticBag diagnostics, out T value)
    {
        value = create();
        value.Place = place;
        foreach (Key<T> key in _keys) key.SetDefault(value, place);
        if (node is YamlMapping mapping)
        {
            // A key that is missing may be there, misspelt; that was said then.
            List<string> meant = [];
            foreach (YamlEntry entry in mapping.Entries) BindEntry(value, entry, meant, diagnostics);
            CheckKeys(value, mapping, meant, diagnostics);
            return true;
        }
        if (MayBeEmpty && node is YamlScalar { IsNull: true }) return true;
        diagnostics.Add(place, DiagnosticCode.NotAMapping,
            $"a mapping with the keys {string.Join(", ", KeyNames)} is needed here, and this is {node.Noun}");
        return false;
    }

    private IEnumerable<string> KeyNames => _keys.Select(key => key.Name);

    private void BindEntry(T record, YamlEntry entry, List<string> meant, DiagnosticBag diagnostics)
    {
        Place at = record.Place.Key(entry.Key, (entry.Line, entry.Column), (entry.Value.Line, entry.Value.Column));
        if (Find(entry.Key) is { } key)
        {
            record.IsDamaged |= !key.Bind(record, entry.Value, at, diagnostics);
            return;
        }
        record.IsDamaged = true;
        meant.Add(Spelling.Nearest(entry.Key, KeyNames) ?? "");
        string hint = Spelling.DidYouMean(entry.Key, KeyNames);
        diagnostics.AddAtKey(at, DiagnosticCode.UnknownKey, $"unknown key{hint} (known: {string.Join(", ", KeyNames)})");
    }

    private void CheckKeys(T record, YamlMapping mapping, List<string> meant, DiagnosticBag diagnostics)
    {
        foreach (Key<T> key in _keys)
        {
            if (!key.IsRequired || KeyGroup.Has(mapping, key.Name)) continue;
            record.IsDamaged = true;
            if (!meant.Contains(key.Name))
            {
                diagnostics.AddAtKey(record.Place, DiagnosticCode.MissingKey,
                    $"the key '{key.Name}' is missing ({key.Description})");
            }
        }
        foreach (KeyGroup group in _groups) record.IsDamaged |= !group.Check(mapping, meant, record.Place, diagnostics);
        foreach (KeyDependency dependency in _dependencies) record.IsDamaged |= !dependency.Check(mapping, record.Place, diagnostics);
    }

    private Key<T>? Find(string key)
    {
        foreach (Key<T> candidate in _keys)
        {
            if (candidate.Name == key) return candidate;
        }
        return null;
    }

    public override void WriteSchema(SchemaWriter schema) => schema.Refer(this);

    public void WriteDefinition(SchemaWriter schema)
    {
        schema.Json.WriteString("description", description);
        if (MayBeEmpty) schema.Strings("type", ["object", "null"]);
        else schema.Json.WriteString("type", "object");
        schema.Json.WriteStartObject("properties");
        foreach (Key<T> key in _keys) key.WriteProperty(schema);
        schema.Json.WriteEndObject();
        schema.Json.WriteBoolean("additionalProperties", false);
        IEnumerable<string> required = _keys.Where(key => key.IsRequired).Select(key => key.Name);
        if (required.Any()) schema.Strings("required", required);
        KeyGroup.WriteSchema(_groups, schema);
        KeyDependency.WriteSchema(_dependencies, schema);
    }
}
