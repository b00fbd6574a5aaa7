using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>ping: { to: web, count: 5 }</c>.</summary>
internal sealed class PingDocument : TransportDocument
{
    /// <summary>An IPv4 packet of 65535 bytes less the headers of IP and ICMP.</summary>
    public const int MostPayload = 65_507;

    public const int DefaultCount = 5;
    public const int DefaultSize = 56;
    public static readonly Duration DefaultInterval = Duration.FromSeconds(1);

    public static new readonly RecordShape<PingDocument> Shape = WithRepeat(WithDscp(
        new RecordShape<PingDocument>("ping", static () => new PingDocument(), "Sends ICMP echo requests.")
            .Required("to", Scalars.Text, static (p, v) => p.To = v, "a node, an interface of one (web:eth0) or an address")
            .Defaulted("count", Scalars.Integer(1, int.MaxValue), DefaultCount, static (p, v) => p.Count = v.Value, "how many requests")
            .Defaulted("every", Scalars.Duration, DefaultInterval, static (p, v) => p.Every = v.Value, "time from one request to the next")
            .Defaulted("size", Scalars.Bytes(0, MostPayload), DefaultSize, static (p, v) => p.Size = v.Value,
                "payload bytes, as in ping(8)")
            .Defaulted("ttl", Scalars.Integer(1, 255), 64, static (p, v) => p.Ttl = v.Value, "time to live, or hop limit")));

    public Located<string>? To { get; private set; }
    public int Count { get; private set; }
    public Duration Every { get; private set; }
    public int Size { get; private set; }
    public int Ttl { get; private set; }
}

/// <summary><c>http-client: { url: "http://web/" }</c>.</summary>
internal sealed class HttpClientDocument : TransportDocument
{
    public static new readonly RecordShape<HttpClientDocument> Shape = WithRepeat(WithTcp(
        new RecordShape<HttpClientDocument>("httpClient", static () => new HttpClientDocument(), "Fetches a page.")
            .Required("url", Scalars.Text, static (h, v) => h.Url = v, "http://HOST[:PORT]/PATH; the host is a node or an address")
            .Defaulted("count", Scalars.Integer(1, int.MaxValue), 1, static (h, v) => h.Count = v.Value, "how many times")
            .Optional("every", DistributionDocument.Interval, static (h, v) => h.Every = v, "time from the start of one request to that of the next: 1 s")
            .Optional("think", DistributionDocument.Interval, static (h, v) => h.Think = v, "time from the end of one answer to the start of the next request")
            .AtMostOneOf("every", "think")));

    public Located<string>? Url { get; private set; }
    public int Count { get; private set; }
    public Located<Distribution>? Every { get; private set; }
    public Located<Distribution>? Think { get; private set; }
}

/// <summary><c>bulk: { to: edge, bytes: 10 MB }</c>.</summary>
internal sealed class BulkDocument : TransportDocument
{
    public static new readonly RecordShape<BulkDocument> Shape = WithRepeat(WithTcp(
        new RecordShape<BulkDocument>("bulk", static () => new BulkDocument(), "Sends over one TCP connection as fast as it can.")
            .Required("to", Scalars.Text, static (b, v) => b.To = v, "a node, an interface of one (web:eth0) or an address")
            .Defaulted("port", Scalars.Port, SinkDocument.DefaultPort, static (b, v) => b.Port = v, "the port of the receiver")
            .Optional("bytes", DistributionDocument.ByteCount, static (b, v) => b.Bytes = v.Value, "how much")
            .Optional("for", Scalars.Duration, static (b, v) => b.For = v.Value, "how long")
            .AtMostOneOf("bytes", "for")));

    public Located<string>? To { get; private set; }
    public Located<ushort> Port { get; private set; } = null!;
    public Distribution? Bytes { get; private set; }
    public Duration? For { get; private set; }
}
