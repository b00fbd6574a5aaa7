using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Stack.Network.Tracking;
using NetSim.Wire.Ip;

namespace NetSim.Simulation.Topology.Show;

/// <summary>The keys <c>nat</c>, <c>firewall</c> and <c>conntrack</c> of a router.</summary>
internal static class MiddleboxWriter
{
    public static void Write(StringBuilder yaml, MiddleboxPlan plan, ReadOnlySpan<InterfacePlan> interfaces)
    {
        if (plan.Translation is { } translation) yaml.Append("    nat: ").Append(Nat(translation, interfaces)).Append('\n');
        if (plan is not { Firewall: null, Input: null, Output: null }) yaml.Append("    firewall:\n");
        if (plan.Firewall is { } firewall) Chain(yaml, firewall, interfaces, indent: 6);
        if (plan.Input is { } input) Chain(yaml.Append("      input:\n"), input, interfaces, indent: 8);
        if (plan.Output is { } output) Chain(yaml.Append("      output:\n"), output, interfaces, indent: 8);
        yaml.Append("    conntrack: ").Append(Conntrack(plan.Tracking)).Append('\n');
    }

    private static void Chain(StringBuilder yaml, FirewallOptions chain, ReadOnlySpan<InterfacePlan> interfaces, int indent)
    {
        yaml.Append(' ', indent).Append("policy: ").Append(FirewallDocument.ActionWords.TextOf(chain.Policy)).Append('\n');
        if (chain.Rules.Length > 0) yaml.Append(' ', indent).Append("rules:\n");
        foreach (FirewallRule rule in chain.Rules) yaml.Append(' ', indent + 2).Append("- ").Append(Rule(rule, interfaces)).Append('\n');
    }

    /// <summary>The rule as the file has it, for the summary too.</summary>
    public static string Rule(FirewallRule rule, ReadOnlySpan<InterfacePlan> interfaces)
    {
        FlowMapping mapping = new();
        if (rule.States != TrackingStates.None) mapping.Add("ct", States(rule.States));
        if (rule.In is { } ingress) mapping.Add("in", YamlText.Value(interfaces[ingress].Name));
        if (rule.Out is { } egress) mapping.Add("out", YamlText.Value(interfaces[egress].Name));
        if (rule.Protocol is { } protocol) mapping.Add("proto", RuleDocument.ProtocolWords.TextOf(protocol));
        if (!rule.Sources.IsEmpty) mapping.Add("saddr", PlanWriter.Prefixes(rule.Sources));
        if (!rule.Destinations.IsEmpty) mapping.Add("daddr", PlanWriter.Prefixes(rule.Destinations));
        if (!rule.SourcePorts.IsEmpty) mapping.Add("sport", Ports(rule.SourcePorts));
        if (!rule.DestinationPorts.IsEmpty) mapping.Add("dport", Ports(rule.DestinationPorts));
        return mapping.Add("do", FirewallDocument.ActionWords.TextOf(rule.Action)).ToString();
    }

    public static string Policy(FirewallOptions firewall) => "policy: " + FirewallDocument.ActionWords.TextOf(firewall.Policy);

    private static string Nat(TranslationOptions nat, ReadOnlySpan<InterfacePlan> interfaces)
    {
        FlowMapping mapping = new FlowMapping().Add("outside", YamlText.Value(interfaces[nat.Outside].Name));
        mapping.Add("filtering", NatDocument.FilteringWords.TextOf(nat.Filtering));
        if (!nat.Forwards.IsEmpty) mapping.Add("forward", nat.Forwards.Select(Forward));
        return mapping.ToString();
    }

    private static string Forward(PortForward forward) => new FlowMapping().Add("port", forward.Port)
        .Add("to", YamlText.Quoted(forward.To.ToString()))
        .Add("transport", forward.Protocol == IpProtocol.Tcp ? "tcp" : "udp").ToString();

    private static string Conntrack(TrackingOptions tracking) => new FlowMapping().Add("limit", tracking.Limit)
        .Add("tcp-established", DurationText.Format(tracking.TcpEstablished)).Add("tcp-transitory", DurationText.Format(tracking.TcpTransitory))
        .Add("udp", DurationText.Format(tracking.Udp)).Add("icmp", DurationText.Format(tracking.Icmp)).ToString();

    private static IEnumerable<string> States(TrackingStates states)
    {
        foreach (TrackingStates state in (TrackingStates[])[TrackingStates.New, TrackingStates.Established, TrackingStates.Related, TrackingStates.Invalid])
            if ((states & state) != 0) yield return RuleDocument.StateWords.TextOf(state);
    }

    private static IEnumerable<string> Ports(ImmutableArray<PortRange> ports) => ports.Select(static range => range.First == range.Last
        ? range.First.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{range.First}-{range.Last}"));
}
