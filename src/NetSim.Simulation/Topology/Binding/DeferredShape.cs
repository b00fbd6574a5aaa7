using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Yaml;

namespace NetSim.Simulation.Topology.Binding;

/// <summary>
/// A shape whose tables are set up when a file first has its key, so that what a file does not use costs nothing at the start.
/// </summary>
internal sealed class DeferredShape<T>(Func<Shape<T>> make) : Shape<T>
{
    private Shape<T>? _made;

    private Shape<T> Made => _made ??= make();

    public override bool IsUsefulInPart => Made.IsUsefulInPart;

    public override bool TryBind(YamlNode node, Place place, DiagnosticBag diagnostics, out T value) =>
        Made.TryBind(node, place, diagnostics, out value);

    public override void WriteSchema(SchemaWriter schema) => Made.WriteSchema(schema);
}
