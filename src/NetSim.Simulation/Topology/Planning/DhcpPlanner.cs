using System.Collections.Immutable;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;
using NetSim.Wire.Dhcp;
using NetSim.Wire.Dhcpv6;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>Who asks for addresses, and who gives them.</summary>
internal sealed class DhcpPlanner(PlanDraft draft, TargetResolver targets)
{
    /// <summary>Interfaces with <c>dhcp: true</c> have one client together.</summary>
    public void PlanClients(int node)
    {
        PlanClient(node);
        PlanStatelessClient(node);
    }

    private void PlanStatelessClient(int node)
    {
        ImmutableArray<int> asking = Asking(node, static port => port?.Dhcpv6?.Place, Dhcpv6View.ClientPort);
        if (asking.Length > 0) draft.Builder.AddApplication(new Dhcpv6ClientPlan { NodeId = node, Interfaces = asking });
    }

    private void PlanClient(int node)
    {
        ImmutableArray<int> asking = Asking(node, static port => port is { Dhcp: { Value: true } dhcp } ? dhcp.Place : null, DhcpView.ClientPort);
        if (asking.Length > 0) draft.Builder.AddApplication(new DhcpClientPlan { NodeId = node, Interfaces = asking });
    }

    /// <summary>The interfaces that have one client together, which listens.</summary>
    private ImmutableArray<int> Asking(int node, Func<InterfaceDocument?, Place?> placeOf, ushort clientPort)
    {
        NodePlan plan = draft.Builder.Nodes[node];
        List<int> asking = [];
        foreach (InterfacePlan own in draft.Builder.Interfaces.Slice(plan.FirstInterface, plan.InterfaceCount))
        {
            if (placeOf(draft.InterfaceSources[own.Id].Document) is not { } place) continue;
            if (!HasEthernet(own)) draft.Diagnostics.AddAtKey(place, DiagnosticCode.NeedsEthernet, NeedsEthernet(own));
            else asking.Add(own.Index);
        }
        if (asking.Count > 0) draft.Listeners.Add(node, clientPort, Transport.Udp, $"nodes.{plan.Name}.interfaces");
        return [.. asking];
    }

    private static bool HasEthernet(in InterfacePlan own) => own.Framing == Framing.Ethernet;

    private string NeedsEthernet(in InterfacePlan own) =>
        $"{draft.EndpointName(own.Id)} carries bare IP packets, and a DHCP server knows its clients by their MAC addresses";

    public Dhcpv6ServerPlan? Server(int node, Dhcpv6ServerDocument document)
    {
        if (document.Interface is not { } named) return null;
        if (!draft.TryFindInterface(node, named, out int id)) return null;
        InterfacePlan serving = draft.Builder.Interfaces[id];
        if (!HasEthernet(serving))
        {
            draft.Diagnostics.AddAtKey(named.Place, DiagnosticCode.NeedsEthernet, NeedsEthernet(serving));
            return null;
        }
        return new Dhcpv6ServerPlan { Interface = serving.Index, InterfaceName = serving.Name, NameServers = NameServers(node, document.NameServers, AddressFamily.IPv6), Domain = document.Domain };
    }

    public DhcpServerPlan? Server(int node, DhcpServerDocument document)
    {
        if (document.Range is not { Value: [var first, var last] } range) return null;
        if (first.Value.IsIPv6 || last.Value.IsIPv6 || last.Value < first.Value)
        {
            draft.Diagnostics.Add(range.Place, DiagnosticCode.BadRange, $"{first.Value} to {last.Value} is no range of IPv4 addresses");
            return null;
        }
        if (!TryFindInterface(node, first.Value, last.Value, out InterfacePlan serving, out IpPrefix subnet))
        {
            draft.Diagnostics.Add(range.Place, DiagnosticCode.BadRange,
                $"{first.Value} to {last.Value} lies in no subnet of {draft.NodeName(node)}");
            return null;
        }
        if (!HasEthernet(serving))
        {
            draft.Diagnostics.Add(range.Place, DiagnosticCode.NeedsEthernet, NeedsEthernet(serving));
            return null;
        }
        IpAddress? itself = draft.Builder.Nodes[node].Kind == NodeKind.Router ? subnet.Address : null;
        return new DhcpServerPlan
        {
            Interface = serving.Index,
            Own = subnet,
            First = first.Value,
            Last = last.Value,
            Router = document.Router is { Value.IsIPv4: true } router ? router.Value : itself,
            NameServers = NameServers(node, document.NameServers, AddressFamily.IPv4),
            Domain = document.Domain,
            LeaseTime = document.LeaseTime,
        };
    }

    /// <summary>Those that can be told of: the others speak the other family.</summary>
    private ImmutableArray<IpAddress> NameServers(int node, IReadOnlyList<Located<string>> names, AddressFamily family)
    {
        List<IpAddress> servers = [];
        foreach (Located<string> name in names)
            if (targets.TryResolve(name, node, out Target target, out _) && target.Address.Family == family) servers.Add(target.Address);
        return [.. servers];
    }

    private bool TryFindInterface(int node, IpAddress first, IpAddress last, out InterfacePlan found, out IpPrefix subnet)
    {
        NodePlan plan = draft.Builder.Nodes[node];
        foreach (InterfacePlan own in draft.Builder.Interfaces.Slice(plan.FirstInterface, plan.InterfaceCount))
        {
            foreach (IpPrefix prefix in own.Addresses)
            {
                if (!prefix.Contains(first) || !prefix.Contains(last)) continue;
                (found, subnet) = (own, prefix);
                return true;
            }
        }
        (found, subnet) = (default, default);
        return false;
    }
}
