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
        NodePlan plan = draft.Builder.Nodes[node];
        List<int> asking = [];
        foreach (InterfacePlan own in draft.Builder.Interfaces.Slice(plan.FirstInterface, plan.InterfaceCount))
        {
            if (draft.InterfaceSources[own.Id].Document?.Dhcpv6 is { } dhcp && NeedEthernet(own, dhcp.Place)) asking.Add(own.Index);
        }
        if (asking.Count == 0) return;
        draft.Listeners.Add(node, Dhcpv6View.ClientPort, Transport.Udp, $"nodes.{plan.Name}.interfaces");
        draft.Builder.AddApplication(new Dhcpv6ClientPlan { NodeId = node, Interfaces = [.. asking] });
    }

    private bool NeedEthernet(in InterfacePlan own, Place place)
    {
        if (own.Framing == Framing.Ethernet) return true;
        draft.Diagnostics.AddAtKey(place, DiagnosticCode.NeedsEthernet,
            $"{draft.EndpointName(own.Id)} carries bare IP packets, and a DHCP server knows its clients by their MAC addresses");
        return false;
    }

    public Dhcpv6ServerPlan? Server(int node, Dhcpv6ServerDocument document)
    {
        if (document.Interface is not { } named) return null;
        if (!draft.TryFindInterface($"{draft.NodeName(node)}:{named.Value}", out int id))
        {
            draft.Diagnostics.Add(named.Place, DiagnosticCode.UnknownInterface, $"{draft.NodeName(node)} has no interface {Quoted.Text(named.Value)}");
            return null;
        }
        InterfacePlan serving = draft.Builder.Interfaces[id];
        if (!NeedEthernet(serving, named.Place)) return null;
        List<IpAddress> servers = [];
        foreach (Located<string> server in document.NameServers)
            if (targets.TryResolve(server, node, out Target target, out _) && target.Address.IsIPv6) servers.Add(target.Address);
        return new Dhcpv6ServerPlan { Interface = serving.Index, InterfaceName = serving.Name, NameServers = [.. servers], Domain = document.Domain };
    }

    private void PlanClient(int node)
    {
        NodePlan plan = draft.Builder.Nodes[node];
        List<int> asking = [];
        foreach (InterfacePlan own in draft.Builder.Interfaces.Slice(plan.FirstInterface, plan.InterfaceCount))
        {
            if (draft.InterfaceSources[own.Id].Document is not { Dhcp: { Value: true } dhcp }) continue;
            if (NeedEthernet(own, dhcp.Place)) asking.Add(own.Index);
        }
        if (asking.Count == 0) return;
        draft.Listeners.Add(node, DhcpView.ClientPort, Transport.Udp, $"nodes.{plan.Name}.interfaces");
        draft.Builder.AddApplication(new DhcpClientPlan { NodeId = node, Interfaces = [.. asking] });
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
        if (serving.Framing != Framing.Ethernet)
        {
            draft.Diagnostics.Add(range.Place, DiagnosticCode.NeedsEthernet,
                $"{draft.EndpointName(serving.Id)} carries bare IP packets, and a DHCP server knows its clients by their MAC addresses");
            return null;
        }
        List<IpAddress> servers = [];
        foreach (Located<string> server in document.NameServers)
            if (targets.TryResolve(server, node, out Target target, out _) && target.Address.IsIPv4) servers.Add(target.Address);
        IpAddress? itself = draft.Builder.Nodes[node].Kind == NodeKind.Router ? subnet.Address : null;
        return new DhcpServerPlan
        {
            Interface = serving.Index,
            Own = subnet,
            First = first.Value,
            Last = last.Value,
            Router = document.Router is { Value.IsIPv4: true } router ? router.Value : itself,
            NameServers = [.. servers],
            Domain = document.Domain,
            LeaseTime = document.LeaseTime,
        };
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
