using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Yaml;

namespace NetSim.Simulation.Topology.Binding;

/// <summary>A key of a record: its name, what it means, the shape of its value and where that goes.</summary>
internal abstract class Key<TRecord>(string name, string description)
{
    public string Name { get; } = name;
    public string Description { get; } = description;
    public bool IsRequired { get; init; }

    public abstract bool Bind(TRecord record, YamlNode node, Place place, DiagnosticBag diagnostics);

    public virtual void SetDefault(TRecord record, Place place)
    {
    }

    /// <summary>Writes the property of the JSON schema.</summary>
    public void WriteProperty(SchemaWriter schema)
    {
        schema.Json.WriteStartObject(Name);
        schema.Json.WriteString("description", Description);
        WriteValue(schema);
        schema.Json.WriteEndObject();
    }

    public abstract void WriteValue(SchemaWriter schema);
}

internal class Key<TRecord, T>(string name, Shape<T> shape, Action<TRecord, Located<T>> set, string description)
    : Key<TRecord>(name, description)
{
    protected Shape<T> Shape { get; } = shape;

    protected void Set(TRecord record, T value, Place place) => set(record, new Located<T>(value, place));

    public override bool Bind(TRecord record, YamlNode node, Place place, DiagnosticBag diagnostics)
    {
        bool isGood = Shape.TryBind(node, place, diagnostics, out T value);
        if (isGood || Shape.IsUsefulInPart) Set(record, value, place);
        return isGood;
    }

    public override void WriteValue(SchemaWriter schema) => Shape.WriteSchema(schema);
}

/// <summary>A key whose value is known when it is not given.</summary>
internal sealed class DefaultedKey<TRecord, T>(string name, Shape<T> shape, T value, Action<TRecord, Located<T>> set, string description)
    : Key<TRecord, T>(name, shape, set, description)
{
    public override void SetDefault(TRecord record, Place place) => Set(record, value, place);

    public override void WriteValue(SchemaWriter schema)
    {
        base.WriteValue(schema);
        schema.Json.WritePropertyName("default");
        Shape.WriteValue(schema.Json, value);
    }
}

/// <summary>A key of a record that another record takes over.</summary>
internal sealed class IncludedKey<TRecord, TPart>(Key<TPart> key, Func<TRecord, TPart> part) : Key<TRecord>(key.Name, key.Description)
{
    public override bool Bind(TRecord record, YamlNode node, Place place, DiagnosticBag diagnostics) =>
        key.Bind(part(record), node, place, diagnostics);

    public override void SetDefault(TRecord record, Place place) => key.SetDefault(part(record), place);

    public override void WriteValue(SchemaWriter schema) => key.WriteValue(schema);
}
