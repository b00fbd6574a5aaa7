using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;
using NetSim.Wire.Dns;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>
/// Whom a text means: an address, a node, or an interface of one. Of several addresses it is the first one of the file in a family
/// that both nodes have.
/// </summary>
internal sealed class TargetResolver
{
    private readonly PlanDraft _draft;
    private readonly Dictionary<NetworkKey, int> _nodeOf = [];

    public TargetResolver(PlanDraft draft)
    {
        _draft = draft;
        foreach (InterfacePlan plan in draft.Builder.Interfaces)
        {
            foreach (IpPrefix address in plan.Addresses) _nodeOf.TryAdd(NetworkKey.Of(address.Address), plan.NodeId);
        }
    }

    /// <param name="text">As the file says it.</param>
    /// <param name="from">The node that wants to speak.</param>
    /// <param name="target">Whom it means.</param>
    /// <param name="node">The node that has the address; −1 if it is none of the file.</param>
    public bool TryResolve(Located<string> text, int from, out Target target, out int node)
    {
        target = default;
        if (IpAddress.TryParse(text.Value, out IpAddress address))
        {
            target = new Target(text.Value, address);
            node = _nodeOf.GetValueOrDefault(NetworkKey.Of(address), -1);
            return IsUnicast(text, address);
        }
        if (!TryFind(text, out node, out int first, out int count)) return false;
        if (!TryChoose(from, first, count, out address))
        {
            ReportFamilies(text, from, node, count);
            return false;
        }
        target = new Target(text.Value, address);
        return true;
    }

    /// <summary>The same where a node that has name servers asks them: then any name may be said, and means what they say when it is asked for.</summary>
    public bool TryResolveByName(Located<string> text, int from, out Target target, out int node)
    {
        bool isName = !IpAddress.TryParse(text.Value, out _) && !text.Value.Contains(':', StringComparison.Ordinal);
        // A DHCP server or a router may tell of name servers; what the file knows needs none.
        bool isAsked = _draft.NodeDocuments[from].Value.Resolver is not null || (LearnsNameServers(from) && !_draft.TryFindNode(text.Value, out _));
        if (!isName || !isAsked) return TryResolve(text, from, out target, out node);
        (target, node) = (new Target(text.Value, default), -1);
        if (DnsName.TryParse(text.Value, out _)) return true;
        _draft.Diagnostics.Add(text.Place, DiagnosticCode.NotADomainName, $"{Quoted.Text(text.Value)} is not a domain name");
        return false;
    }

    /// <summary>Whom the application must be able to reach once the routes are known.</summary>
    public void Expect(int from, Target target, Place place)
    {
        if (!target.IsName && !HasDhcp(from)) _draft.Errands.Add(new Errand(from, target.Address, place));
    }

    /// <summary>The node gets an address, and what goes with it, only when it runs.</summary>
    private bool HasDhcp(int node) => HasInterface(node, static own => own.Dhcp.Value);

    private bool LearnsNameServers(int node) => HasInterface(node, static own => own.Dhcp.Value || own.Dhcpv6 is not null || own.Slaac is { Value: true });

    private bool HasInterface(int node, Predicate<InterfaceDocument> condition)
    {
        NodePlan plan = _draft.Builder.Nodes[node];
        for (int i = plan.FirstInterface; i < plan.FirstInterface + plan.InterfaceCount; i++)
        {
            if (_draft.InterfaceSources[i].Document is { } own && condition(own)) return true;
        }
        return false;
    }

    private bool IsUnicast(Located<string> text, IpAddress address)
    {
        bool isUnicast = !address.IsUnspecified && !address.IsMulticast && address != IpAddress.BroadcastIPv4 && !address.IsLinkLocal;
        if (!isUnicast)
        {
            _draft.Diagnostics.Add(text.Place, DiagnosticCode.UnknownTarget,
                $"{address} is not an address of one node that routes lead to");
        }
        return isUnicast;
    }

    private bool TryFind(Located<string> text, out int node, out int first, out int count)
    {
        (first, count) = (0, 0);
        string name = text.Value;
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            if (!_draft.TryFindNode(name, out node))
            {
                _draft.Diagnostics.Add(text.Place, DiagnosticCode.UnknownTarget,
                    $"{Quoted.Text(name)} is neither a node nor an address{_draft.NodeHint(name)}");
                return false;
            }
            NodePlan plan = _draft.Builder.Nodes[node];
            (first, count) = (plan.FirstInterface, plan.InterfaceCount);
            return true;
        }
        node = -1;
        if (!EndpointDocument.TryParse(name, text.Place, _draft.Diagnostics, out EndpointDocument endpoint)) return false;
        if (!_draft.TryFindInterface(endpoint, out first)) return false;
        node = _draft.Builder.Interfaces[first].NodeId;
        count = 1;
        return true;
    }

    private bool TryChoose(int from, int first, int count, out IpAddress chosen)
    {
        foreach (InterfacePlan plan in _draft.Builder.Interfaces.Slice(first, count))
        {
            foreach (IpPrefix address in plan.Addresses)
            {
                if (address.Address.IsLinkLocal || !HasFamily(from, address.Address.Family)) continue;
                chosen = address.Address;
                return true;
            }
        }
        chosen = default;
        return false;
    }

    private bool HasFamily(int node, AddressFamily family)
    {
        if (family == AddressFamily.IPv4 && HasDhcp(node)) return true;
        NodePlan plan = _draft.Builder.Nodes[node];
        foreach (InterfacePlan own in _draft.Builder.Interfaces.Slice(plan.FirstInterface, plan.InterfaceCount))
        {
            if (family == AddressFamily.IPv6 && own.Automation is { Slaac: true }) return true;
            foreach (IpPrefix address in own.Addresses)
            {
                if (address.Address.Family == family && !address.Address.IsLinkLocal) return true;
            }
        }
        return false;
    }

    private void ReportFamilies(Located<string> text, int from, int node, int count)
    {
        // Where an address could not be read, a family may only seem to be missing.
        if (IsDamaged(from) || IsDamaged(node)) return;
        string reason = HasDhcp(node) ? $"{_draft.NodeName(node)} gets its address only when it runs: give it a name there, or an address here"
            : !HasFamily(node, AddressFamily.IPv4) && !HasFamily(node, AddressFamily.IPv6)
            ? $"{_draft.NodeName(node)} has no address"
            : $"{_draft.NodeName(from)} and {(count == 1 ? text.Value : _draft.NodeName(node))} have no address family in common";
        _draft.Diagnostics.Add(text.Place, DiagnosticCode.NoCommonFamily, reason);
    }

    private bool IsDamaged(int node)
    {
        if (_draft.NodeDocuments[node].Value.IsDamaged) return true;
        NodePlan plan = _draft.Builder.Nodes[node];
        for (int i = plan.FirstInterface; i < plan.FirstInterface + plan.InterfaceCount; i++)
        {
            if (_draft.InterfaceSources[i].Document?.IsDamaged == true) return true;
        }
        return false;
    }
}
