using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Document;

/// <summary>A change of a link or an interface while it runs: <c>{ at: 10 s, link: wan, set: { state: down } }</c>.</summary>
internal sealed class EventDocument : DocumentRecord
{
    private static readonly Shape<bool> TrueShape = new ScalarShape<bool>
    {
        Parse = (string text, out bool value, out Problem problem) =>
        {
            value = text == "true";
            problem = value ? default : new Problem(DiagnosticCode.UnknownWord,
                $"{Quoted.Text(text)} is unknown: write 'reset: true', or leave it out");
            return value;
        },
        Schema = json => json.WriteBoolean("const", true),
    };

    public static readonly RecordShape<EventDocument> Shape =
        new RecordShape<EventDocument>("event", static () => new EventDocument(), "A change while it runs.")
            .Required("at", Scalars.Duration, static (e, v) => e.At = v, "when, counted from the start of the run")
            .Optional("link", Scalars.Text, static (e, v) => e.Link = v, "the link, by its id or by an endpoint of it (web:eth0)")
            .Optional("interface", EndpointDocument.Shape, static (e, v) => e.Interface = v.Value, "the interface (web:eth0)")
            .Optional("set", static () => ChangeDocument.Shape, static (e, v) => e.Set = v.Value, "what changes; all else stays as it is")
            .Optional("reset", TrueShape, static (e, v) => e.Reset = v.Value, "true: back to what the file says")
            .ExactlyOneOf("link", "interface")
            .ExactlyOneOf("set", "reset");

    public Located<Duration>? At { get; private set; }
    public Located<string>? Link { get; private set; }
    public EndpointDocument? Interface { get; private set; }
    public ChangeDocument? Set { get; private set; }
    public bool Reset { get; private set; }
}

/// <summary>What an event sets.</summary>
internal sealed class ChangeDocument : DocumentRecord
{
    public static readonly RecordShape<ChangeDocument> Shape =
        new RecordShape<ChangeDocument>("change", static () => new ChangeDocument(), "What an event sets; of an interface only the state.")
            .Optional("state", LinkDocument.StateWords, static (c, v) => c.State = v.Value,
                "up, or down: a cut cable, or an interface that is set down")
            .Include(DirectionDocument.Shape, static c => c.Forward)
            .Optional("reverse", static () => DirectionDocument.Shape, static (c, v) => c.Reverse = v.Value,
                "what is different from the second endpoint to the first");

    public OperState? State { get; private set; }
    public DirectionDocument Forward { get; } = new();
    public DirectionDocument? Reverse { get; private set; }
}
