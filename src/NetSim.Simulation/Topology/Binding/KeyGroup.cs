using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Yaml;

namespace NetSim.Simulation.Topology.Binding;

/// <summary>Keys of which at most one, or exactly one, is given.</summary>
internal sealed record KeyGroup(string[] Keys, bool IsNeeded)
{
    public static bool Has(YamlMapping mapping, string key)
    {
        foreach (YamlEntry entry in mapping.Entries)
        {
            if (entry.Key == key) return true;
        }
        return false;
    }

    /// <param name="mapping">What is given.</param>
    /// <param name="unknown">What the unknown keys of the mapping may mean: any of them could be the missing one.</param>
    /// <param name="place">Of the mapping.</param>
    /// <param name="diagnostics">Hears of it.</param>
    public bool Check(YamlMapping mapping, List<string> unknown, Place place, DiagnosticBag diagnostics)
    {
        string[] given = [.. Keys.Where(key => Has(mapping, key))];
        if (given.Length == 1 || (given.Length == 0 && !IsNeeded)) return true;
        if (given.Length == 0 && unknown.Count > 0) return false;
        string message = given.Length == 0
            ? $"one of {Spelling.OneOf(Keys)} is needed"
            : $"{string.Join(" and ", given)} exclude each other";
        diagnostics.AddAtKey(place, DiagnosticCode.KeysExclude, message);
        return false;
    }

    public static void WriteSchema(List<KeyGroup> groups, SchemaWriter schema)
    {
        if (groups.Count == 0) return;
        schema.Json.WriteStartArray("allOf");
        foreach (KeyGroup group in groups) group.WriteSchema(schema);
        schema.Json.WriteEndArray();
    }

    private void WriteSchema(SchemaWriter schema)
    {
        if (IsNeeded) WriteOneOf(schema);
        else WritePairs(schema);
    }

    private void WriteOneOf(SchemaWriter schema)
    {
        schema.Json.WriteStartObject();
        schema.Json.WriteStartArray("oneOf");
        foreach (string key in Keys)
        {
            schema.Json.WriteStartObject();
            schema.Strings("required", [key]);
            schema.Json.WriteEndObject();
        }
        schema.Json.WriteEndArray();
        schema.Json.WriteEndObject();
    }

    /// <summary>No two of them; "required" alone would also speak of a value that is no object.</summary>
    private void WritePairs(SchemaWriter schema)
    {
        for (int i = 0; i < Keys.Length; i++)
        {
            for (int j = i + 1; j < Keys.Length; j++)
            {
                schema.Json.WriteStartObject();
                schema.Json.WriteStartObject("not");
                schema.Json.WriteString("type", "object");
                schema.Strings("required", [Keys[i], Keys[j]]);
                schema.Json.WriteEndObject();
                schema.Json.WriteEndObject();
            }
        }
    }
}
