using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Network.Tracking;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>nat: { outside: eth1, forward: [ { port: 8080, to: "10.0.0.2:80" } ] }</c>.</summary>
internal sealed class NatDocument : DocumentRecord
{
    public static readonly WordShape<NatFiltering> FilteringWords = new(
        new("endpoint-independent", NatFiltering.EndpointIndependent),
        new("address-and-port-dependent", NatFiltering.AddressAndPortDependent));

    public static readonly RecordShape<NatDocument> Shape =
        new RecordShape<NatDocument>("nat", static () => new NatDocument(),
            "How a router translates IPv4 addresses: all nodes behind it share the address of one interface (RFC 3022, RFC 4787, RFC 5382).")
            .Required("outside", Scalars.Text, static (n, v) => n.Outside = v, "the interface whose address they share; the others are inside")
            .Defaulted("filtering", FilteringWords, NatFiltering.EndpointIndependent, static (n, v) => n.Filtering = v.Value,
                "who may use a port that a node inside has opened: everybody, or only whom it has spoken to (RFC 4787 section 5)")
            .Optional("forward", static () => new ListShape<ForwardDocument>(ForwardDocument.Shape), static (n, v) => n.Forwards = v.Value,
                "ports of the outside that always lead to a node inside");

    public Located<string>? Outside { get; private set; }
    public NatFiltering Filtering { get; private set; }
    public List<Located<ForwardDocument>> Forwards { get; private set; } = [];
}

/// <summary><c>{ port: 8080, to: "10.0.0.2:80", transport: tcp }</c>.</summary>
internal sealed class ForwardDocument : DocumentRecord
{
    private static ScalarShape<IpEndpoint> EndShape => new()
    {
        Parse = (string text, out IpEndpoint value, out Problem problem) =>
        {
            bool isEnd = IpEndpoint.TryParse(text, out value) && value.Address.IsIPv4 && value.Port != 0;
            problem = isEnd ? default : new(DiagnosticCode.BadForward, $"{Quoted.Text(text)} is not an IPv4 address with a port, as in '10.0.0.2:80'");
            return isEnd;
        },
        Schema = static json =>
        {
            json.WriteString("type", "string");
            json.WriteString("pattern", "^[0-9.]+:[0-9]{1,5}$");
        },
    };

    public static readonly RecordShape<ForwardDocument> Shape =
        new RecordShape<ForwardDocument>("forward", static () => new ForwardDocument(), "A port of the outside that always leads to a node inside.")
            .Required("port", Scalars.Port, static (f, v) => f.Port = v, "at the outside address")
            .Required("to", EndShape, static (f, v) => f.To = v, "address and port inside")
            .Defaulted("transport", Transports.Words, Transport.Both, static (f, v) => f.Transport = v.Value, Transports.Meaning);

    public Located<ushort>? Port { get; private set; }
    public Located<IpEndpoint>? To { get; private set; }
    public Transport Transport { get; private set; }
}

/// <summary><c>conntrack: { limit: 1000, udp: 2 min }</c>.</summary>
internal sealed class ConntrackDocument : DocumentRecord
{
    public static readonly RecordShape<ConntrackDocument> Shape =
        new RecordShape<ConntrackDocument>("conntrack", static () => new ConntrackDocument(),
            "How many conversations a router with nat or firewall follows, and for how long it remembers one that is silent.")
            .Defaulted("limit", Scalars.Integer(1, 10_000_000), TrackingOptions.Default.Limit, static (c, v) => c.Limit = v.Value,
                "over this no new one begins")
            .Defaulted("tcp-established", Scalars.Duration, TrackingOptions.Default.TcpEstablished, static (c, v) => c.TcpEstablished = v.Value,
                "an open TCP connection (RFC 5382 REQ-5)")
            .Defaulted("tcp-transitory", Scalars.Duration, TrackingOptions.Default.TcpTransitory, static (c, v) => c.TcpTransitory = v.Value,
                "a TCP connection that is half open, closing or reset")
            .Defaulted("udp", Scalars.Duration, TrackingOptions.Default.Udp, static (c, v) => c.Udp = v.Value,
                "UDP, and protocols without ports (RFC 4787 REQ-5)")
            .Defaulted("icmp", Scalars.Duration, TrackingOptions.Default.Icmp, static (c, v) => c.Icmp = v.Value, "echoes (RFC 5508 REQ-2)");

    private int Limit { get; set; }
    private Duration TcpEstablished { get; set; }
    private Duration TcpTransitory { get; set; }
    private Duration Udp { get; set; }
    private Duration Icmp { get; set; }

    public TrackingOptions ToPlan() => new()
    {
        Limit = Limit,
        TcpEstablished = TcpEstablished,
        TcpTransitory = TcpTransitory,
        Udp = Udp,
        Icmp = Icmp,
    };
}
