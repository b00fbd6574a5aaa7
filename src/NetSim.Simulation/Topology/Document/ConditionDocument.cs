using NetSim.Simulation.Topology.Binding;

namespace NetSim.Simulation.Topology.Document;

/// <summary>What an event waits for: <c>when: { interface: "r1:eth0", frames: 1000 }</c>, or <c>when: { ended: "web:ping" }</c>.</summary>
internal sealed class ConditionDocument : DocumentRecord
{
    public static readonly RecordShape<ConditionDocument> Shape =
        new RecordShape<ConditionDocument>("condition", static () => new ConditionDocument(),
            "What an event waits for; it takes effect 2 ms later, since word of it has to come and go.")
            .Optional("interface", EndpointDocument.Shape, static (c, v) => c.Interface = v.Value, "the interface that counts (web:eth0)")
            .Optional("frames", Scalars.Integer(1, int.MaxValue), static (c, v) => c.Frames = v.Value, "how many frames it has seen, both ways")
            .Optional("filter", Scalars.Text, static (c, v) => c.Filter = v, "which frames count, in tcpdump's syntax: 'tcp port 80'")
            .Optional("ended", Scalars.Text, static (c, v) => c.Ended = v, "the application that has ended, by its id or as NODE:KIND")
            .ExactlyOneOf("interface", "ended")
            .ExactlyOneOf("frames", "ended")
            .OnlyWith("interface", "frames", "filter");

    public EndpointDocument? Interface { get; private set; }
    public int? Frames { get; private set; }
    public Located<string>? Filter { get; private set; }
    public Located<string>? Ended { get; private set; }
}
