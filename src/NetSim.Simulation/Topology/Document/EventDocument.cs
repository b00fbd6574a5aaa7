using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Document;

/// <summary>Something that happens while it runs: <c>{ at: 10 s, link: wan, set: { state: down }, for: 2 s }</c>.</summary>
internal sealed class EventDocument : DocumentRecord
{
    public static readonly RecordShape<EventDocument> Shape =
        new RecordShape<EventDocument>("event", static () => new EventDocument(), "Something that happens while it runs.")
            .Optional("at", Scalars.Duration, static (e, v) => e.At = v, "when, counted from the start of the run")
            .Optional("when", static () => ConditionDocument.Shape, static (e, v) => e.When = v.Value, "what it waits for, instead of a time")
            .Optional("after", Scalars.Duration, static (e, v) => e.After = v.Value, "how long after what it waits for")
            .Optional("every", Scalars.Duration, static (e, v) => e.Every = v, "again and again: from one time to the next")
            .Optional("count", Scalars.Integer(1, int.MaxValue), static (e, v) => e.Count = v.Value,
                "how often at most; without it, until the end of the run")
            .Optional("for", Scalars.Duration, static (e, v) => e.For = v, "after this long it is undone")
            .Optional("link", Scalars.Text, static (e, v) => e.Link = v, "the link, by its id or by an endpoint of it (web:eth0)")
            .Optional("interface", EndpointDocument.Shape, static (e, v) => e.Interface = v.Value, "the interface (web:eth0)")
            .Optional("node", Scalars.Text, static (e, v) => e.Node = v, "the node")
            .Optional("application", Scalars.Text, static (e, v) => e.Application = v,
                "the application, by its id or as NODE:KIND (web:ping)")
            .Optional("set", static () => ChangeDocument.Shape, static (e, v) => e.Set = v.Value, "what changes; all else stays as it is")
            .Optional("reset", TrueShape("reset"), static (e, v) => e.Reset = v.Value, "true: back to what the file says")
            .Optional("restart", TrueShape("restart"), static (e, v) => e.Restart = v.Value,
                "true: the node boots, or the application starts anew; connections are lost")
            .Optional("stop", TrueShape("stop"), static (e, v) => e.Stop = v.Value, "true: the application stops")
            .Optional("partition", static () => GroupsShape, static (e, v) => e.Partition = v,
                "groups of nodes, as in [[web, r1], [edge]]: links between two groups are cut")
            .Optional("heal", TrueShape("heal"), static (e, v) => e.Heal = v.Value, "true: all partitions end")
            .ExactlyOneOf("at", "when")
            .ExactlyOneOf("link", "interface", "node", "application", "partition", "heal")
            .ExactlyOneOf("set", "reset", "restart", "stop", "partition", "heal")
            .OnlyWith("when", "after")
            .OnlyWith("every", "count");

    /// <summary>Of a key that is there or not.</summary>
    private static ScalarShape<bool> TrueShape(string key) => new()
    {
        Parse = (string text, out bool value, out Problem problem) =>
        {
            value = text == "true";
            problem = value ? default : new Problem(DiagnosticCode.UnknownWord,
                $"{Quoted.Text(text)} is unknown: write '{key}: true', or leave it out");
            return value;
        },
        Schema = json => json.WriteBoolean("const", true),
    };

    private static ListShape<List<Located<string>>> GroupsShape => new(new ListShape<string>(Scalars.Text));

    public Located<Duration>? At { get; private set; }
    public ConditionDocument? When { get; private set; }
    public Duration? After { get; private set; }
    public Located<Duration>? Every { get; private set; }
    public int? Count { get; private set; }
    public Located<Duration>? For { get; private set; }
    public Located<string>? Link { get; private set; }
    public EndpointDocument? Interface { get; private set; }
    public Located<string>? Node { get; private set; }
    public Located<string>? Application { get; private set; }
    public ChangeDocument? Set { get; private set; }
    public bool Reset { get; private set; }
    public bool Restart { get; private set; }
    public bool Stop { get; private set; }
    public bool Heal { get; private set; }
    public Located<List<Located<List<Located<string>>>>>? Partition { get; private set; }
}

/// <summary>What an event sets.</summary>
internal sealed class ChangeDocument : DocumentRecord
{
    public static readonly RecordShape<ChangeDocument> Shape =
        new RecordShape<ChangeDocument>("change", static () => new ChangeDocument(), "What an event sets; of an interface or a node only the state.")
            .Optional("state", LinkDocument.StateWords, static (c, v) => c.State = v.Value,
                "up, or down: a cut cable, an interface that is set down, a node that is off")
            .Include(DirectionDocument.Shape, static c => c.Forward)
            .Optional("reverse", static () => DirectionDocument.Shape, static (c, v) => c.Reverse = v.Value,
                "what is different from the second endpoint to the first");

    public OperState? State { get; private set; }
    public DirectionDocument Forward { get; } = new();
    public DirectionDocument? Reverse { get; private set; }
}
