using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Network.Tracking;
using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>The chains of a node's firewall.</summary>
internal sealed class FirewallPlanner(PlanDraft draft)
{
    /// <summary>nftables' names.</summary>
    private enum Hook
    {
        Forward,
        Input,
        Output,
    }

    public MiddleboxPlan Plan(int node, FirewallDocument document, MiddleboxPlan plan)
    {
        bool filtersOwn = document.Input is not null || document.Output is not null;
        bool saysForward = document.Rules is not null || document.Policy is not null;
        bool isRouter = draft.Builder.Nodes[node].Kind == NodeKind.Router;
        if (!isRouter && (saysForward || !filtersOwn))
        {
            draft.Diagnostics.AddAtKey(document.Rules?.Place ?? document.Policy?.Place ?? document.Place, DiagnosticCode.KeyNotForKind,
                "a host passes nothing on: say 'input' or 'output' here, for what it takes and sends itself");
        }
        FirewallAction policy = document.Policy?.Value ?? FirewallAction.Drop;
        return plan with
        {
            Firewall = isRouter && (saysForward || !filtersOwn) ? Chain(node, document.Rules?.Value ?? [], policy, Hook.Forward) : null,
            Input = document.Input is { } input ? Chain(node, input.Rules, input.Policy.Value, Hook.Input) : null,
            Output = document.Output is { } output ? Output(node, output) : null,
        };
    }

    /// <summary>What the node sends has nobody to whom an answer could go.</summary>
    private FirewallOptions Output(int node, ChainDocument chain)
    {
        if (chain.Policy.Value == FirewallAction.Reject) RefuseReject(chain.Policy.Place);
        foreach (Located<RuleDocument> rule in chain.Rules)
            if (rule.Value.Action == FirewallAction.Reject) RefuseReject(rule.Place);
        return Chain(node, chain.Rules, chain.Policy.Value, Hook.Output);
    }

    private void RefuseReject(Place place) => draft.Diagnostics.Add(place, DiagnosticCode.RejectsItself,
        "a node cannot reject what it sends itself, since nobody would be told: write 'drop'");

    private FirewallOptions Chain(int node, List<Located<RuleDocument>> documents, FirewallAction policy, Hook hook)
    {
        List<FirewallRule> rules = [];
        foreach (Located<RuleDocument> rule in documents)
            if (Rule(node, rule, hook) is { } planned) rules.Add(planned);
        return new FirewallOptions { Rules = [.. rules], Policy = policy };
    }

    private FirewallRule? Rule(int node, Located<RuleDocument> located, Hook hook)
    {
        RuleDocument rule = located.Value;
        int ingress = -1, egress = -1;
        if (rule.In is { } into && !draft.TryFindInterface(node, into, out ingress)) return null;
        if (rule.Out is { } outOf && !draft.TryFindInterface(node, outOf, out egress)) return null;
        if (Contradiction(rule, hook) is { } why)
        {
            draft.Diagnostics.Add(located.Place, DiagnosticCode.RuleMatchesNothing, $"this rule matches no packet: {why}");
            return null;
        }
        var states = TrackingStates.None;
        foreach (Located<TrackingStates> state in rule.States) states |= state.Value;
        return new FirewallRule(rule.Action)
        {
            States = states,
            In = IndexOf(ingress),
            Out = IndexOf(egress),
            Protocol = rule.Protocol?.Value,
            Sources = [.. rule.Sources.Select(static prefix => prefix.Value)],
            Destinations = [.. rule.Destinations.Select(static prefix => prefix.Value)],
            SourcePorts = [.. (rule.SourcePorts?.Value ?? []).Select(static range => range.Value)],
            DestinationPorts = [.. (rule.DestinationPorts?.Value ?? []).Select(static range => range.Value)],
        };
    }

    private int? IndexOf(int interfaceId) => interfaceId < 0 ? null : draft.Builder.Interfaces[interfaceId].Index;

    private static string? Contradiction(RuleDocument rule, Hook hook)
    {
        if (hook == Hook.Input && rule.Out is not null) return "what is for the node itself leaves by no interface";
        if (hook == Hook.Output && rule.In is not null) return "what the node itself sends came in by no interface";
        bool hasPorts = rule.SourcePorts is not null || rule.DestinationPorts is not null;
        if (hasPorts && rule.Protocol is { Value: IpProtocol.Icmp or IpProtocol.Icmpv6 }) return "ICMP has no ports";
        bool?[] families = [FamilyOf(rule.Sources), FamilyOf(rule.Destinations), rule.Protocol?.Value switch
        {
            IpProtocol.Icmp => true,
            IpProtocol.Icmpv6 => false,
            _ => null,
        }];
        return families.Contains(true) && families.Contains(false) ? "it names both IPv4 and IPv6" : null;
    }

    /// <summary>Whether all are IPv4; null if there are none, or of both.</summary>
    private static bool? FamilyOf(List<Located<IpPrefix>> prefixes)
    {
        if (prefixes.Count == 0) return null;
        bool isIPv4 = prefixes[0].Value.Address.IsIPv4;
        return prefixes.TrueForAll(prefix => prefix.Value.Address.IsIPv4 == isIPv4) ? isIPv4 : null;
    }
}
