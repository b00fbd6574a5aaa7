using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Yaml;

namespace NetSim.Simulation.Topology.Binding;

/// <summary>Written like one type, held as another.</summary>
internal sealed class MappedShape<TWritten, T>(Shape<TWritten> written, Func<TWritten, T> map) : Shape<T>
{
    public override bool TryBind(YamlNode node, Place place, DiagnosticBag diagnostics, out T value)
    {
        bool bound = written.TryBind(node, place, diagnostics, out TWritten found);
        value = bound ? map(found) : default!;
        return bound;
    }

    public override void WriteSchema(SchemaWriter schema) => written.WriteSchema(schema);
}
