using System.Runtime.InteropServices;
using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>Nodes, their interfaces and the devices that these are plugged into.</summary>
internal sealed class NodePlanner(PlanDraft draft)
{
    private readonly InterfaceChecker _checker = new(draft);
    private readonly DevicePlanner _devices = new(draft);
    private readonly AutomationPlanner _automation = new(draft);
    private readonly SwitchPlanner _switches = new(draft);
    private readonly VlanPlanner _vlans = new(draft);
    private readonly TunnelPlanner _tunnels = new(draft);
    private readonly NetnsPlanner _netns = new(draft);
    private readonly TcpPlanner _tcp = new(draft);

    public void Plan()
    {
        foreach (Named<NodeDocument> node in draft.Document.Nodes)
        {
            if (node.Value.Kind is { } kind && kind.IsBridge()) _switches.Plan(node);
            else if (node.Value.Kind == NodeKind.Netns) _netns.Plan(node);
            else PlanHost(node);
        }
    }

    private void PlanHost(Named<NodeDocument> node)
    {
        NodeDocument document = node.Value;
        int id = draft.Builder.AddNode(node.Name, document.Kind ?? NodeKind.Host, _tcp.Plan(document));
        draft.Register(node, id);
        if (document.Ports is { } ports && document.Kind is not null)
        {
            draft.Diagnostics.AddAtKey(ports.Place, DiagnosticCode.KeyNotForKind, "only a switch has ports; this node has interfaces");
        }
        RefuseOnHost(document.Ageing?.Place, "ageing");
        RefuseOnHost(document.Mirror?.Place, "mirror");
        RefuseOnHost(document.SpanningTree?.Place, "stp");
        if (document.Commands is { } commands && document.Kind is not null)
        {
            draft.Diagnostics.AddAtKey(commands.Place, DiagnosticCode.KeyNotForKind,
                "programs of this machine run in a network namespace: write 'kind: netns', or 'apps' for what is simulated");
        }
        foreach (Named<InterfaceDocument> @interface in document.Interfaces?.Value ?? []) PlanInterface(id, @interface, document);
        _vlans.Plan(id);
        _tunnels.Plan(id);
        if (document.Kind == NodeKind.Router && !document.IsDamaged) CheckRouter(document);
    }

    private void RefuseOnHost(Place? place, string key)
    {
        if (place is not null) draft.Diagnostics.AddAtKey(place, DiagnosticCode.KeyNotForKind, $"only a switch has '{key}'");
    }

    private void CheckRouter(NodeDocument document)
    {
        foreach (Named<InterfaceDocument> @interface in document.Interfaces?.Value ?? [])
        {
            if (@interface.Value.Addresses.Count > 0 || @interface.Value.Dhcp.Value || @interface.Value.IsDamaged) return;
        }
        draft.Diagnostics.AddAtKey(document.Place, DiagnosticCode.RouterWithoutAddress,
            "this router has no address, so it can forward nothing");
    }

    private void PlanInterface(int node, Named<InterfaceDocument> named, NodeDocument owner)
    {
        InterfaceDocument document = named.Value;
        List<IpPrefix> addresses = _checker.UsableAddresses(named);
        if (!VlanPlanner.HasVlans(owner, named.Name)) _checker.CheckHasAddress(named);
        _checker.CheckMtu(document);
        _checker.CheckMac(document);
        InterfaceSettings settings = new()
        {
            Mtu = document.Mtu?.Value,
            Mac = document.Mac?.Value,
            State = document.State,
            Automation = _automation.Plan(draft.Builder.Nodes[node].Kind, document, addresses),
        };
        int id = draft.Builder.AddInterface(node, named.Name, CollectionsMarshal.AsSpan(addresses), settings);
        draft.Register(id, new InterfaceSource(named.Place, document));
        foreach (Located<IpPrefix> address in document.Addresses) draft.Addresses.Claim(id, address);
        _devices.Plan(id, document, draft.Addresses);
    }
}
