using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Yaml;

namespace NetSim.Simulation.Topology.Document;

/// <summary>
/// The second step: what the file says, typed, and nothing more. Names are not looked up, most defaults not filled in; every value
/// knows its line and column.
/// </summary>
internal sealed class TopologyDocument : DocumentRecord
{
    public static readonly RecordShape<TopologyDocument> Shape =
        new RecordShape<TopologyDocument>("topology", static () => new TopologyDocument(), "A network in a file.")
            .Required("name", Scalars.NameText, static (t, v) => t.Name = v, "what the run is called in its output")
            .Defaulted("seed", Scalars.Seed, 1UL, static (t, v) => t.Seed = v, "what every random draw of the run is made from")
            .Optional("time", static () => TimeDocument.Shape, static (t, v) => t.Time = v.Value, "the clock, and when the run ends")
            .Optional("defaults", static () => DefaultsDocument.Shape, static (t, v) => t.Defaults = v.Value,
                "what holds where neither a link nor its profile, nor a node, says otherwise")
            .Optional("profiles", static () => new NamedShape<LinkPropertiesDocument>(LinkPropertiesDocument.Shape), static (t, v) => t.Profiles = v.Value,
                "named link properties")
            .Required("nodes", new NamedShape<NodeDocument>(NodeDocument.Shape), static (t, v) => t.Nodes = v.Value,
                "hosts, routers and switches by their names")
            .Optional("links", static () => new ListShape<LinkDocument>(LinkDocument.EitherShape), static (t, v) => t.Links = v.Value,
                "the cables between interfaces and switch ports")
            .Optional("routing", static () => RoutingDocument.EitherShape, static (t, v) => t.Routing = v.Value,
                "whether routes are computed from the links; static-shortest if nothing is said")
            .Optional("events", static () => new ListShape<EventDocument>(EventDocument.Shape), static (t, v) => t.Events = v.Value,
                "what changes while it runs")
            .Optional("capture", static () => new ListShape<CaptureDocument>(CaptureDocument.Shape), static (t, v) => t.Captures = v.Value,
                "packets to write to pcapng files")
            .Optional("trace", static () => TraceDocument.Shape, static (t, v) => t.Trace = v.Value, "what is told to OpenTelemetry")
            .Optional("expect", static () => new ListShape<ExpectationDocument>(ExpectationDocument.Shape), static (t, v) => t.Expectations = v.Value,
                "what makes the run a test");

    public Located<string>? Name { get; private set; }
    public Located<ulong> Seed { get; private set; } = null!;
    public TimeDocument? Time { get; private set; }
    public DefaultsDocument? Defaults { get; private set; }
    public List<Named<LinkPropertiesDocument>> Profiles { get; private set; } = [];
    public List<Named<NodeDocument>> Nodes { get; private set; } = [];
    public List<Located<LinkDocument>> Links { get; private set; } = [];
    public RoutingDocument? Routing { get; private set; }
    public List<Located<EventDocument>> Events { get; private set; } = [];
    public List<Located<CaptureDocument>> Captures { get; private set; } = [];
    public TraceDocument? Trace { get; set; }
    public List<Located<ExpectationDocument>> Expectations { get; private set; } = [];

    /// <returns>Null if the root is not even a mapping.</returns>
    public static TopologyDocument? Bind(YamlNode root, DiagnosticBag diagnostics) =>
        Shape.TryBind(root, Place.Top(root.Line, root.Column), diagnostics, out TopologyDocument document) ? document : null;
}
