using System.Collections.Immutable;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Network.Tracking;
using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>What routers do besides routing: translation and filtering; and what nodes let in and out themselves.</summary>
internal sealed class MiddleboxPlanner(PlanDraft draft)
{
    private readonly FirewallPlanner _firewalls = new(draft);

    public void Plan()
    {
        for (int node = 0; node < draft.NodeDocuments.Count; node++)
        {
            NodeDocument document = draft.NodeDocuments[node].Value;
            if (document.IsDamaged) continue;
            CheckKind(document);
            NodeKind kind = draft.Builder.Nodes[node].Kind;
            bool isRouter = kind == NodeKind.Router;
            if (!isRouter)
            {
                Refuse(document.Nat?.Place, "nat");
                Refuse(document.Outside?.Place, "outside");
            }
            if (!isRouter && kind != NodeKind.Host)
            {
                Refuse(document.Firewall?.Place, "firewall");
                Refuse(document.Conntrack?.Place, "conntrack");
                continue;
            }
            TranslationOptions? translation = isRouter ? Translation(node, document) : null;
            TrackingOptions tracking = document.Conntrack?.Value.ToPlan() ?? TrackingOptions.Default;
            var plan = new MiddleboxPlan(translation, null, tracking);
            if (document.Firewall is { } firewall) plan = _firewalls.Plan(node, firewall.Value, plan);
            if (plan is not { Translation: null, Firewall: null, Input: null, Output: null }) draft.Builder.SetMiddlebox(node, plan);
        }
    }

    /// <summary><c>kind: nat</c> and <c>kind: firewall</c> are routers that say what they are for.</summary>
    private void CheckKind(NodeDocument document)
    {
        bool lacksNat = document.Role == NodeRole.Nat && document.Nat is null && document.Outside is null;
        bool lacksFirewall = document.Role == NodeRole.Firewall && document.Firewall is null;
        if (lacksNat)
            draft.Diagnostics.AddAtKey(document.Place, DiagnosticCode.MissingKey, "the key 'outside' is missing (the interface whose address all share)");
        if (lacksFirewall)
            draft.Diagnostics.AddAtKey(document.Place, DiagnosticCode.MissingKey, "the key 'firewall' is missing (the rules)");
        if (document.Conntrack is { } alone && document.Nat is null && document.Outside is null && document.Firewall is null)
            draft.Diagnostics.AddAtKey(alone.Place, DiagnosticCode.KeyNeedsOther, "'conntrack' does nothing without 'nat' or 'firewall'");
    }

    private void Refuse(Place? place, string key)
    {
        if (place is not null) draft.Diagnostics.AddAtKey(place, DiagnosticCode.KeyNotForKind, $"only a router has '{key}': the others pass nothing on");
    }

    private TranslationOptions? Translation(int node, NodeDocument document)
    {
        Located<string>? outside = document.Nat?.Value.Outside ?? document.Outside;
        if (outside is null || !draft.TryFindInterface(node, outside, out int port)) return null;
        NatDocument? nat = document.Nat?.Value;
        return new TranslationOptions
        {
            Outside = draft.Builder.Interfaces[port].Index,
            Filtering = nat?.Filtering ?? NatFiltering.EndpointIndependent,
            Forwards = Forwards(node, nat?.Forwards ?? []),
        };
    }

    private ImmutableArray<PortForward> Forwards(int node, List<Located<ForwardDocument>> documents)
    {
        var ends = new HashSet<(IpProtocol, IpEndpoint)>();
        List<PortForward> forwards = [];
        foreach (Located<ForwardDocument> forward in documents)
        {
            if (forward.Value is not { Port: { } port, To: { } to, Transport: var transport }) continue;
            string who = $"nodes.{draft.NodeName(node)}.nat.forward";
            if (draft.Listeners.Add(node, port.Value, transport, who) is not null)
                draft.Diagnostics.Add(port.Place, DiagnosticCode.BadForward, $"port {port.Value} leads somewhere already");
            if ((transport & Transport.Tcp) != 0) Add(IpProtocol.Tcp);
            if ((transport & Transport.Udp) != 0) Add(IpProtocol.Udp);

            void Add(IpProtocol protocol)
            {
                // Answers go out by the port that the inner end has: it can have one only.
                if (ends.Add((protocol, to.Value))) forwards.Add(new PortForward(protocol, port.Value, to.Value));
                else draft.Diagnostics.Add(to.Place, DiagnosticCode.BadForward, $"another port leads to {to.Value} already");
            }
        }
        return [.. forwards];
    }
}
