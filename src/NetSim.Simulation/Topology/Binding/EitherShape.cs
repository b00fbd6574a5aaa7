using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Yaml;

namespace NetSim.Simulation.Topology.Binding;

/// <summary>A short form in one value, or a long form as a mapping.</summary>
internal sealed class EitherShape<T>(Shape<T> one, Shape<T> mapping) : Shape<T>
{
    public override bool TryBind(YamlNode node, Place place, DiagnosticBag diagnostics, out T value) =>
        (node is YamlMapping ? mapping : one).TryBind(node, place, diagnostics, out value);

    public override void WriteSchema(SchemaWriter schema)
    {
        schema.Json.WriteStartArray("anyOf");
        schema.Item(one);
        schema.Item(mapping);
        schema.Json.WriteEndArray();
    }
}
