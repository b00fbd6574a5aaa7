using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Document;

/// <summary>What a router says by its kind that it is for.</summary>
internal enum NodeRole : byte
{
    None,
    Nat,
    Firewall,
}

/// <summary>A kind as the file states it.</summary>
internal readonly record struct StatedKind(NodeKind Kind, NodeRole Role = NodeRole.None);

/// <summary>A host, a router (a host that forwards), a switch, a hub, or a network namespace of this machine.</summary>
internal sealed class NodeDocument : DocumentRecord
{
    public static readonly WordShape<StatedKind> KindWords = new(
        new("host", new(NodeKind.Host)), new("router", new(NodeKind.Router)), new("switch", new(NodeKind.Switch)), new("hub", new(NodeKind.Hub)),
        new("nat", new(NodeKind.Router, NodeRole.Nat)), new("firewall", new(NodeKind.Router, NodeRole.Firewall)),
        new("netns", new(NodeKind.Netns)));

    public static readonly RecordShape<NodeDocument> Shape =
        new RecordShape<NodeDocument>("node", static () => new NodeDocument(), "A host, a router, a switch, a hub, or a network namespace of this machine.")
            .Required("kind", KindWords, static (n, v) => (n.Kind, n.Role) = (v.Value.Kind, v.Value.Role),
                "host; router: a host that forwards; switch: joins Ethernet links; hub: the same without learning who is where; " +
                "nat: a router with 'nat' or 'outside'; firewall: a router with 'firewall'; " +
                "netns: a network namespace of this machine, made for the run")
            .Optional("interfaces", static () => new NamedShape<InterfaceDocument>(InterfaceDocument.Shape), static (n, v) => n.Interfaces = v,
                "the interfaces of a host or router by their names")
            .Optional("ports", static () => PortsDocument.Shape, static (n, v) => n.Ports = v,
                "how many ports a switch or hub has, numbered from 1; or the ports of a switch by their numbers, up to the highest")
            .Optional("ageing", Scalars.Duration, static (n, v) => n.Ageing = v,
                "how long a switch remembers where a station is that says nothing; 300 s if nothing is said")
            .Optional("mirror", static () => MirrorDocument.Shape, static (n, v) => n.Mirror = v,
                "a port of a switch that gets a copy of what others receive and send")
            .Optional("stp", static () => SpanningTreeDocument.EitherShape, static (n, v) => n.SpanningTree = v,
                "the spanning tree protocol of a switch, which makes loops of switches safe: rstp, or its settings; without it, a switch speaks none")
            .Optional("routes", static () => new ListShape<RouteDocument>(RouteDocument.Shape), static (n, v) => n.Routes = v,
                "static routes; they win over computed ones to the same prefix")
            .Optional("tcp", static () => TcpDocument.Shape, static (n, v) => n.Tcp = v, "how this node speaks TCP")
            .Optional("apps", static () => new ListShape<ApplicationDocument>(ApplicationDocument.Shape), static (n, v) => n.Applications = v,
                "what runs on the node")
            .Optional("exec", static () => new ListShape<ExecDocument>(ExecDocument.Shape), static (n, v) => n.Commands = v,
                "programs of this machine that run in a netns node, one after the other; only with --allow-exec")
            .Optional("resolver", static () => ResolverDocument.Shape, static (n, v) => n.Resolver = v,
                "the name servers that names are looked up with: nodes or addresses; without it, names mean the nodes of this file")
            .Optional("nat", static () => NatDocument.Shape, static (n, v) => n.Nat = v, "how a router translates addresses")
            .Optional("outside", Scalars.Text, static (n, v) => n.Outside = v, "short for 'nat: { outside: … }'")
            .Optional("firewall", static () => FirewallDocument.Shape, static (n, v) => n.Firewall = v, "what a router passes on")
            .Optional("conntrack", static () => ConntrackDocument.Shape, static (n, v) => n.Conntrack = v,
                "what a router with nat or firewall remembers of conversations")
            .AtMostOneOf("nat", "outside");

    public NodeKind? Kind { get; private set; }
    public NodeRole Role { get; private set; }
    public Located<List<Named<InterfaceDocument>>>? Interfaces { get; private set; }
    public Located<PortsDocument>? Ports { get; private set; }
    public Located<Duration>? Ageing { get; private set; }
    public Located<MirrorDocument>? Mirror { get; private set; }
    public Located<SpanningTreeDocument>? SpanningTree { get; private set; }
    public Located<List<Located<RouteDocument>>>? Routes { get; private set; }
    public Located<TcpDocument>? Tcp { get; private set; }
    public Located<List<Located<ApplicationDocument>>>? Applications { get; private set; }

    /// <summary>One that does not stand in the file.</summary>
    public void AddApplication(ApplicationDocument application)
    {
        Applications ??= new([], Place);
        Applications.Value.Add(new Located<ApplicationDocument>(application, application.Place));
    }

    public Located<List<Located<ExecDocument>>>? Commands { get; private set; }
    public Located<ResolverDocument>? Resolver { get; private set; }
    public Located<NatDocument>? Nat { get; private set; }
    public Located<string>? Outside { get; private set; }
    public Located<FirewallDocument>? Firewall { get; private set; }
    public Located<ConntrackDocument>? Conntrack { get; private set; }
}

/// <summary><c>{ to: default, via: 10.1.0.1 }</c>.</summary>
internal sealed class RouteDocument : DocumentRecord
{
    private const string DefaultWord = "default";

    private static readonly Shape<IpPrefix?> DestinationShape = new ScalarShape<IpPrefix?>
    {
        Parse = (string text, out IpPrefix? value, out Diagnostics.Problem problem) =>
        {
            value = null;
            problem = default;
            if (text == DefaultWord) return true;
            bool parsed = AddressText.TryParsePrefix(text, out IpPrefix prefix, out problem);
            value = prefix;
            if (!parsed) problem = problem with { Message = problem.Message + Diagnostics.Spelling.DidYouMean(text, [DefaultWord]) };
            return parsed;
        },
        Schema = json =>
        {
            json.WriteString("type", "string");
            json.WriteString("pattern", $"^{DefaultWord}$|^[0-9A-Fa-f:.]+/[0-9]{{1,3}}$");
        },
    };

    public static readonly RecordShape<RouteDocument> Shape =
        new RecordShape<RouteDocument>("route", static () => new RouteDocument(), "A static route.")
            .Required("to", DestinationShape, static (r, v) => r.To = v, "a prefix, or 'default' for all addresses of the gateway's family")
            .Required("via", new ListShape<IpAddress>(Scalars.Address, ListForm.OneOrMany), static (r, v) => r.Via = v.Value,
                "the gateway: an address in a subnet of this node; or several, of which each flow takes one (ECMP)");

    /// <summary>A null prefix is the default route.</summary>
    public Located<IpPrefix?>? To { get; private set; }
    public List<Located<IpAddress>> Via { get; private set; } = [];
}
