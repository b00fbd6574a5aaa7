using System.Globalization;
using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Stack.Network.Tracking;
using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;

namespace NetSim.Simulation.Topology.Document;

/// <summary>
/// <c>firewall: { policy: drop, rules: [ { ct: [established, related], do: accept } ], input: { … } }</c>, in nftables' words. Policy and rules are of the
/// forward hook.
/// </summary>
internal sealed class FirewallDocument : DocumentRecord
{
    public static readonly WordShape<FirewallAction> ActionWords = new(
        new("accept", FirewallAction.Accept), new("drop", FirewallAction.Drop), new("reject", FirewallAction.Reject));

    public static readonly RecordShape<FirewallDocument> Shape =
        new RecordShape<FirewallDocument>("firewall", static () => new FirewallDocument(),
            "Which packets a router passes on (the forward hook of nftables), and which a node takes and sends itself: the first rule that matches decides.") { MayBeEmpty = true }
            .Optional("rules", static () => new ListShape<RuleDocument>(RuleDocument.Shape), static (f, v) => f.Rules = v, "of a router, for what it passes on, in the order in which they are tried")
            .Optional("policy", ActionWords, static (f, v) => f.Policy = v,
                "what becomes of packets that no rule matches: drop, if nothing is said; accept, if only input or output is said")
            .Optional("input", static () => ChainDocument.Shape, static (f, v) => f.Input = v.Value, "for what comes for the node itself")
            .Optional("output", static () => ChainDocument.Shape, static (f, v) => f.Output = v.Value, "for what the node itself sends; its rules cannot reject");

    public Located<List<Located<RuleDocument>>>? Rules { get; private set; }
    public Located<FirewallAction>? Policy { get; private set; }
    public ChainDocument? Input { get; private set; }
    public ChainDocument? Output { get; private set; }
}

/// <summary><c>{ policy: drop, rules: [ … ] }</c>.</summary>
internal sealed class ChainDocument : DocumentRecord
{
    public static readonly RecordShape<ChainDocument> Shape =
        new RecordShape<ChainDocument>("chain", static () => new ChainDocument(), "Rules of one hook: the first that matches decides.") { MayBeEmpty = true }
            .Optional("rules", static () => new ListShape<RuleDocument>(RuleDocument.Shape), static (c, v) => c.Rules = v.Value, "in the order in which they are tried")
            .Defaulted("policy", FirewallDocument.ActionWords, FirewallAction.Drop, static (c, v) => c.Policy = v, "what becomes of packets that no rule matches");

    public List<Located<RuleDocument>> Rules { get; private set; } = [];
    public Located<FirewallAction> Policy { get; private set; } = null!;
}

/// <summary><c>{ in: eth0, out: eth1, proto: tcp, dport: [80, 443], do: accept }</c>.</summary>
internal sealed class RuleDocument : DocumentRecord
{
    public static readonly WordShape<TrackingStates> StateWords = new(
        new("new", TrackingStates.New), new("established", TrackingStates.Established),
        new("related", TrackingStates.Related), new("invalid", TrackingStates.Invalid));

    public static readonly WordShape<IpProtocol> ProtocolWords = new(
        new("tcp", IpProtocol.Tcp), new("udp", IpProtocol.Udp), new("icmp", IpProtocol.Icmp), new("icmpv6", IpProtocol.Icmpv6));

    private static ScalarShape<PortRange> Ports => new()
    {
        Parse = static (string text, out PortRange value, out Problem problem) =>
        {
            int dash = text.IndexOf('-', StringComparison.Ordinal);
            string first = dash < 0 ? text : text[..dash], last = dash < 0 ? text : text[(dash + 1)..];
            bool isRange = TryParsePort(first, out ushort low) & TryParsePort(last, out ushort high) && low <= high;
            value = new PortRange(low, high);
            problem = isRange ? default : new(DiagnosticCode.OutOfRange, $"{Quoted.Text(text)} is no port and no range of ports, as in '80' or '8000-8999'");
            return isRange;
        },
        Schema = static json =>
        {
            json.WriteStartArray("type");
            json.WriteStringValue("integer");
            json.WriteStringValue("string");
            json.WriteEndArray();
            json.WriteString("pattern", "^[0-9]{1,5}(-[0-9]{1,5})?$");
        },
    };

    private static bool TryParsePort(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port > 0;

    private static Shape<List<Located<T>>> Many<T>(Shape<T> one) => new ListShape<T>(one, ListForm.OneOrMany);

    public static readonly RecordShape<RuleDocument> Shape =
        new RecordShape<RuleDocument>("rule", static () => new RuleDocument(), "What is done with packets that match all that it names.")
            .Optional("ct", Many(StateWords), static (r, v) => r.States = v.Value, "what connection tracking says of the packet")
            .Optional("in", Scalars.Text, static (r, v) => r.In = v, "the interface that it came in by")
            .Optional("out", Scalars.Text, static (r, v) => r.Out = v, "the interface that it leaves by")
            .Optional("proto", ProtocolWords, static (r, v) => r.Protocol = v, "its protocol")
            .Optional("saddr", Many(Scalars.Prefix), static (r, v) => r.Sources = v.Value, "prefixes of its source, as inside of a nat")
            .Optional("daddr", Many(Scalars.Prefix), static (r, v) => r.Destinations = v.Value, "prefixes of its destination, as inside of a nat")
            .Optional("sport", Many(Ports), static (r, v) => r.SourcePorts = v, "its source port, of TCP or UDP")
            .Optional("dport", Many(Ports), static (r, v) => r.DestinationPorts = v, "its destination port, of TCP or UDP")
            .Required("do", FirewallDocument.ActionWords, static (r, v) => r.Action = v.Value,
                "accept; drop: silently; reject: its sender gets a RST or an ICMP error");

    public List<Located<TrackingStates>> States { get; private set; } = [];
    public Located<string>? In { get; private set; }
    public Located<string>? Out { get; private set; }
    public Located<IpProtocol>? Protocol { get; private set; }
    public List<Located<IpPrefix>> Sources { get; private set; } = [];
    public List<Located<IpPrefix>> Destinations { get; private set; } = [];
    public Located<List<Located<PortRange>>>? SourcePorts { get; private set; }
    public Located<List<Located<PortRange>>>? DestinationPorts { get; private set; }
    public FirewallAction Action { get; private set; }
}
