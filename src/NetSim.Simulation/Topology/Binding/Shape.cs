using System.Text.Json;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Yaml;

namespace NetSim.Simulation.Topology.Binding;

/// <summary>
/// What a value of the file looks like, said once: <see cref="TryBind"/> reads it, <see cref="WriteSchema"/> describes it in the
/// JSON schema, so the two cannot drift apart.
/// </summary>
internal abstract class Shape<T>
{
    /// <summary>Whether a value with faults is worth having: a list without the items that could not be read.</summary>
    public virtual bool IsUsefulInPart => false;

    /// <returns>False if the value has faults; they are then among the diagnostics.</returns>
    public abstract bool TryBind(YamlNode node, Place place, DiagnosticBag diagnostics, out T value);

    /// <summary>Writes the keywords of this shape into the JSON object that is open.</summary>
    public abstract void WriteSchema(SchemaWriter schema);

    /// <summary>Writes a default value as JSON.</summary>
    public virtual void WriteValue(Utf8JsonWriter json, T value) => json.WriteStringValue(value?.ToString());
}
