using NetSim.Simulation.Topology.Binding;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Document;

/// <summary>What runs on a node: a list entry whose one key is the kind.</summary>
internal abstract class ApplicationDocument : DocumentRecord
{
    public static readonly Shape<ApplicationDocument> Shape = new KindShape<ApplicationDocument>("application")
        .Add("ping", PingDocument.Shape)
        .Add("echo", EchoDocument.Shape)
        .Add("discard", DiscardDocument.Shape)
        .Add("chargen", ChargenDocument.Shape)
        .Add("http", HttpDocument.Shape)
        .Add("http-client", HttpClientDocument.Shape)
        .Add("bulk", BulkDocument.Shape)
        .Add("sink", SinkDocument.Shape);

    public Located<Duration> Start { get; private set; }
    public Located<Duration>? Stop { get; private set; }

    /// <summary>The keys that go with every application.</summary>
    protected static RecordShape<T> WithTimes<T>(RecordShape<T> shape) where T : ApplicationDocument => shape
        .Defaulted("start", Scalars.Duration, Duration.Zero, static (a, v) => a.Start = v, "when it starts")
        .Optional("stop", Scalars.Duration, static (a, v) => a.Stop = v, "when it stops, if it has not ended by then");
}
