using NetSim.Simulation.Topology.Binding;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Document;

/// <summary>What runs on a node: a list entry whose one key is the kind.</summary>
internal abstract class ApplicationDocument : DocumentRecord
{
    public static readonly Shape<ApplicationDocument> Shape = new KindShape<ApplicationDocument>("application")
        .Add("ping", static () => PingDocument.Shape)
        .Add("traceroute", static () => TracerouteDocument.Shape)
        .Add("echo", static () => EchoDocument.Shape)
        .Add("discard", static () => DiscardDocument.Shape)
        .Add("chargen", static () => ChargenDocument.Shape)
        .Add("http", static () => HttpDocument.Shape)
        .Add("http-client", static () => HttpClientDocument.Shape)
        .Add("bulk", static () => BulkDocument.Shape)
        .Add("transfer", static () => TransferDocument.Shape)
        .Add("traffic", static () => TrafficDocument.Shape)
        .Add("replay", static () => ReplayDocument.Shape)
        .Add("lookup", static () => LookupDocument.Shape)
        .Add("sink", static () => SinkDocument.Shape)
        .Add("iperf", static () => IperfDocument.Shape)
        .Add("dns", static () => DnsDocument.Shape)
        .Add("dhcp-server", static () => DhcpServerDocument.Shape)
        .Add("dhcpv6-server", static () => Dhcpv6ServerDocument.Shape)
        .Add("mdns", static () => MdnsDocument.Shape);

    /// <summary>What events call it.</summary>
    public Located<string>? Id { get; private set; }

    public Located<Duration> Start { get; private set; } = null!;
    public Located<Duration>? Stop { get; private set; }
    public Located<RepeatDocument>? Repeat { get; private set; }

    /// <summary>The keys that go with every application.</summary>
    protected static RecordShape<T> WithTimes<T>(RecordShape<T> shape) where T : ApplicationDocument => shape
        .Optional("id", Scalars.NameText, static (a, v) => a.Id = v, "a name for events; without it, NODE:KIND is one")
        .Defaulted("start", Scalars.Duration, Duration.Zero, static (a, v) => a.Start = v, "when it starts")
        .Optional("stop", Scalars.Duration, static (a, v) => a.Stop = v, "when it stops, if it has not ended by then");

    /// <summary>The same for what comes to an end by itself.</summary>
    protected static RecordShape<T> WithRepeat<T>(RecordShape<T> shape) where T : ApplicationDocument => WithTimes(shape)
        .Optional("repeat", static () => RepeatDocument.Shape, static (a, v) => a.Repeat = v, "starts it again after its end");
}
