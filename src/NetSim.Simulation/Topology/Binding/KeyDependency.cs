using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Yaml;

namespace NetSim.Simulation.Topology.Binding;

/// <summary>A key that means something only together with another one.</summary>
internal sealed record KeyDependency(string Key, string Other)
{
    public bool Check(YamlMapping mapping, Place place, DiagnosticBag diagnostics)
    {
        if (KeyGroup.Has(mapping, Other)) return true;
        foreach (YamlEntry entry in mapping.Entries)
        {
            if (entry.Key != Key) continue;
            Place at = place.Key(entry.Key, (entry.Line, entry.Column), (entry.Value.Line, entry.Value.Column));
            diagnostics.AddAtKey(at, DiagnosticCode.KeyNeedsOther, $"'{Key}' goes only with '{Other}'");
            return false;
        }
        return true;
    }

    public static void WriteSchema(List<KeyDependency> dependencies, SchemaWriter schema)
    {
        if (dependencies.Count == 0) return;
        schema.Json.WriteStartObject("dependentRequired");
        foreach (KeyDependency dependency in dependencies) schema.Strings(dependency.Key, [dependency.Other]);
        schema.Json.WriteEndObject();
    }
}
