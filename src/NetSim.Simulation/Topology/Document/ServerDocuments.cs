using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Document;

/// <summary>The old services of the Internet, on TCP and UDP.</summary>
internal static class Transports
{
    public static readonly WordShape<Transport> Words = new(new("both", Transport.Both), new("tcp", Transport.Tcp), new("udp", Transport.Udp));

    public const string Meaning = "tcp, udp or both";
}

/// <summary><c>echo: { port: 7 }</c>.</summary>
internal sealed class EchoDocument : ApplicationDocument
{
    public static new readonly RecordShape<EchoDocument> Shape = WithTimes(
        new RecordShape<EchoDocument>("echo", static () => new EchoDocument(), "Sends back what it gets (RFC 862).")
            { MayBeEmpty = true }
            .Defaulted("port", Scalars.Port, (ushort)7, static (e, v) => e.Port = v, "where it listens")
            .Defaulted("transport", Transports.Words, Transport.Both, static (e, v) => e.Transport = v.Value, Transports.Meaning));

    public Located<ushort> Port { get; private set; } = null!;
    public Transport Transport { get; private set; }
}

/// <summary><c>discard: { port: 9 }</c>.</summary>
internal sealed class DiscardDocument : ApplicationDocument
{
    public static new readonly RecordShape<DiscardDocument> Shape = WithTimes(
        new RecordShape<DiscardDocument>("discard", static () => new DiscardDocument(), "Throws away what it gets (RFC 863).")
            { MayBeEmpty = true }
            .Defaulted("port", Scalars.Port, (ushort)9, static (d, v) => d.Port = v, "where it listens")
            .Defaulted("transport", Transports.Words, Transport.Both, static (d, v) => d.Transport = v.Value, Transports.Meaning));

    public Located<ushort> Port { get; private set; } = null!;
    public Transport Transport { get; private set; }
}

/// <summary><c>chargen: { port: 19, bytes: 200 KB }</c>.</summary>
internal sealed class ChargenDocument : ApplicationDocument
{
    public static new readonly RecordShape<ChargenDocument> Shape = WithTimes(
        new RecordShape<ChargenDocument>("chargen", static () => new ChargenDocument(), "Sends lines of characters (RFC 864).")
            { MayBeEmpty = true }
            .Defaulted("port", Scalars.Port, (ushort)19, static (c, v) => c.Port = v, "where it listens")
            .Defaulted("transport", Transports.Words, Transport.Both, static (c, v) => c.Transport = v.Value, Transports.Meaning)
            .Optional("bytes", DistributionDocument.ByteCount, static (c, v) => c.Bytes = v.Value,
                "how much each TCP connection gets before it is closed; without it, characters until the peer closes"));

    public Located<ushort> Port { get; private set; } = null!;
    public Transport Transport { get; private set; }
    public Distribution? Bytes { get; private set; }
}

/// <summary><c>http: { port: 80, body: "hello\n" }</c>.</summary>
internal sealed class HttpDocument : TransportDocument
{
    public static new readonly RecordShape<HttpDocument> Shape = WithTimes(WithTcp(
        new RecordShape<HttpDocument>("http", static () => new HttpDocument(), "A web server.")
            .Defaulted("port", Scalars.Port, (ushort)80, static (h, v) => h.Port = v, "where it listens")
            .Optional("body", Scalars.Text, static (h, v) => h.Body = v, "what it answers to every request")
            .Optional("folder", Scalars.Text, static (h, v) => h.Folder = v,
                "the files that it serves: a folder beside or below the topology file")
            .Optional("size", DistributionDocument.ByteCount, static (h, v) => h.Size = v, "how long a page is, at every path and each time anew: zeros")
            .ExactlyOneOf("body", "folder", "size")));

    public Located<ushort> Port { get; private set; } = null!;
    public Located<string>? Body { get; private set; }
    public Located<string>? Folder { get; private set; }
    public Located<Distribution>? Size { get; private set; }
}

/// <summary><c>sink: { port: 5001 }</c>.</summary>
internal sealed class SinkDocument : ApplicationDocument
{
    /// <summary>What bulk and sink use if no port is given.</summary>
    public const ushort DefaultPort = 5001;

    public static new readonly RecordShape<SinkDocument> Shape = WithTimes(
        new RecordShape<SinkDocument>("sink", static () => new SinkDocument(), "Takes what TCP connections bring, and counts it.")
            { MayBeEmpty = true }
            .Defaulted("port", Scalars.Port, DefaultPort, static (s, v) => s.Port = v, "where it listens"));

    public Located<ushort> Port { get; private set; } = null!;
}
