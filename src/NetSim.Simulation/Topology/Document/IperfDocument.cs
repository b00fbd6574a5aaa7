using NetSim.Simulation.Applications.Iperf;
using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>iperf: { port: 5201 }</c> is a server, <c>iperf: { to: edge, time: 10 s }</c> a client.</summary>
internal sealed class IperfDocument : TransportDocument
{
    public const ushort DefaultPort = 5201;
    public static readonly Duration DefaultTime = Duration.FromSeconds(10);

    /// <summary>iperf3's own: 1 Mbit/s, in which M is 1024².</summary>
    public static readonly BitRate DefaultDatagramRate = new(1_048_576);

    public static new readonly RecordShape<IperfDocument> Shape = WithRepeat(WithTcp(
        new RecordShape<IperfDocument>("iperf", static () => new IperfDocument(),
            "Measures throughput in the protocol of iperf3: with 'to' a client, without it a server.")
            { MayBeEmpty = true }
            .Optional("to", Scalars.Text, static (i, v) => i.To = v, "the server: a node, an interface of one (web:eth0) or an address")
            .Defaulted("port", Scalars.Port, DefaultPort, static (i, v) => i.Port = v, "the port of the server, on TCP and UDP")
            .Optional("time", Scalars.Duration, static (i, v) => i.Time = v, "how long it sends: 10 s if neither this nor bytes is given")
            .Optional("bytes", Scalars.Size, static (i, v) => i.Bytes = v.Value, "how much it sends, over all streams")
            .Optional("parallel", Scalars.Integer(1, IperfParameters.MostStreams), static (i, v) => i.Parallel = v.Value, "how many streams, in each direction: 1")
            .Optional("reverse", Scalars.YesNo, static (i, v) => i.Reverse = v.Value, "the server sends")
            .Optional("bidir", Scalars.YesNo, static (i, v) => i.Bidir = v.Value, "both send")
            .Optional("udp", Scalars.YesNo, static (i, v) => i.Udp = v.Value, "datagrams, and their jitter and loss")
            .Optional("rate", Scalars.Rate, static (i, v) => i.Rate = v.Value,
                "payload of each stream: for UDP 1.048576 Mbit/s if not given, and 'unlimited' means 1 Gbit/s")
            .Optional("length", Scalars.Bytes(IperfParameters.LeastUdpLength, IperfParameters.MostUdpLength), static (i, v) => i.Length = v.Value,
                "bytes of a write (128 KiB) or a datagram (as many as fit into a packet)")
            .AtMostOneOf("time", "bytes")
            .AtMostOneOf("reverse", "bidir")
            .OnlyWith("to", "time", "bytes", "parallel", "reverse", "bidir", "udp", "rate", "length", "repeat", "dscp", "tcp")));

    public Located<string>? To { get; private set; }
    public Located<ushort> Port { get; private set; } = null!;
    public Located<Duration>? Time { get; private set; }
    public ByteSize? Bytes { get; private set; }
    public int Parallel { get; private set; } = 1;
    public bool Reverse { get; private set; }
    public bool Bidir { get; private set; }
    public bool Udp { get; private set; }
    public BitRate? Rate { get; private set; }
    public int? Length { get; private set; }
}
