using NetSim.Simulation.Topology.Binding;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Document;

/// <summary>Of the spanning tree protocols, those that a switch can speak.</summary>
internal enum SpanningTreeMode : byte
{
    Rapid,
}

/// <summary><c>stp: rstp</c>, or <c>stp: { mode: rstp, priority: 4096, hello: 1 s }</c>.</summary>
internal sealed class SpanningTreeDocument : DocumentRecord
{
    public static readonly WordShape<SpanningTreeMode> ModeWords = new(new Word<SpanningTreeMode>("rstp", SpanningTreeMode.Rapid));

    private static readonly RecordShape<SpanningTreeDocument> Shape =
        new RecordShape<SpanningTreeDocument>("stp", static () => new SpanningTreeDocument(), "The spanning tree protocol of a switch.")
            .Required("mode", ModeWords, static (_, _) => { }, "rstp: the rapid one (IEEE 802.1D-2004 clause 17)")
            .Optional("priority", Scalars.Integer(0, 61_440), static (s, v) => s.Priority = v,
                "a multiple of 4096; the switch with the least becomes the root; 32768 if nothing is said")
            .Optional("hello", Scalars.Duration, static (s, v) => s.HelloTime = v, "from one message to the next: 1 s to 10 s; 2 s if nothing is said")
            .Optional("max-age", Scalars.Duration, static (s, v) => s.MaxAge = v,
                "how far messages of this root go, a second for each switch: 6 s to 40 s; 20 s if nothing is said")
            .Optional("forward-delay", Scalars.Duration, static (s, v) => s.ForwardDelay = v,
                "how long a port listens, and then learns, beside a switch that does not agree: 4 s to 30 s; 15 s if nothing is said");

    public static readonly Shape<SpanningTreeDocument> EitherShape = new EitherShape<SpanningTreeDocument>(
        new MappedShape<SpanningTreeMode, SpanningTreeDocument>(ModeWords, static _ => new SpanningTreeDocument()), Shape);

    public Located<int>? Priority { get; private set; }
    public Located<Duration>? HelloTime { get; private set; }
    public Located<Duration>? MaxAge { get; private set; }
    public Located<Duration>? ForwardDelay { get; private set; }
}
