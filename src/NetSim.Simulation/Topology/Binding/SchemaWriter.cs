using System.Text.Json;

namespace NetSim.Simulation.Topology.Binding;

/// <summary>A part of the JSON schema that is written once and referred to by name.</summary>
internal interface ISchemaDefinition
{
    string DefinitionName { get; }

    void WriteDefinition(SchemaWriter schema);
}

/// <summary>Writes JSON schema, draft 2020-12: shapes write their keywords, named ones go to <c>$defs</c>.</summary>
internal sealed class SchemaWriter(Utf8JsonWriter json)
{
    private readonly List<ISchemaDefinition> _definitions = [];

    public Utf8JsonWriter Json { get; } = json;

    public void Refer(ISchemaDefinition definition)
    {
        Json.WriteString("$ref", $"#/$defs/{definition.DefinitionName}");
        foreach (ISchemaDefinition known in _definitions)
        {
            if (known.DefinitionName == definition.DefinitionName) return;
        }
        _definitions.Add(definition);
    }

    /// <summary>Also those that are met while the definitions are written.</summary>
    public void WriteDefinitions()
    {
        Json.WriteStartObject("$defs");
        for (int i = 0; i < _definitions.Count; i++)
        {
            Json.WriteStartObject(_definitions[i].DefinitionName);
            _definitions[i].WriteDefinition(this);
            Json.WriteEndObject();
        }
        Json.WriteEndObject();
    }

    /// <summary>An object-valued keyword that one shape fills in.</summary>
    public void Nested<T>(string keyword, Shape<T> shape)
    {
        Json.WriteStartObject(keyword);
        shape.WriteSchema(this);
        Json.WriteEndObject();
    }

    /// <summary>An item of an open array that one shape fills in.</summary>
    public void Item<T>(Shape<T> shape)
    {
        Json.WriteStartObject();
        shape.WriteSchema(this);
        Json.WriteEndObject();
    }

    public void Strings(string keyword, IEnumerable<string> values)
    {
        Json.WriteStartArray(keyword);
        foreach (string value in values) Json.WriteStringValue(value);
        Json.WriteEndArray();
    }
}
