using System.Runtime.InteropServices;
using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>Nodes that are network namespaces of this machine: each interface is a TAP device in there, whose other end is in the link.</summary>
internal sealed class NetnsPlanner(PlanDraft draft)
{
    private const string Loopback = "lo";

    private readonly InterfaceChecker _checker = new(draft);

    public void Plan(Named<NodeDocument> node)
    {
        NodeDocument document = node.Value;
        int id = draft.Builder.AddNode(node.Name, NodeKind.Netns);
        draft.Register(node, id);
        Refuse(document.Ageing?.Place, "only a switch has 'ageing'");
        Refuse(document.Mirror?.Place, "only a switch has 'mirror'");
        Refuse(document.Ports?.Place, "only a switch has ports; this node has interfaces");
        Refuse(document.Tcp?.Place, "the kernel speaks TCP here: a program of 'exec' can set what it does");
        Refuse(document.Applications?.Place, "what runs in a network namespace are programs of this machine: list them under 'exec'");
        Refuse(document.Resolver?.Place, "programs look names up as this machine does");
        foreach (Named<InterfaceDocument> @interface in document.Interfaces?.Value ?? []) PlanInterface(id, @interface);
    }

    private void PlanInterface(int node, Named<InterfaceDocument> named)
    {
        InterfaceDocument document = named.Value;
        List<IpPrefix> addresses = _checker.UsableAddresses(named);
        _checker.CheckMtu(document);
        _checker.CheckMac(document);
        CheckName(named);
        RefuseAutomation(document);
        InterfaceSettings settings = new() { Mtu = document.Mtu?.Value, Mac = document.Mac?.Value, State = document.State };
        int id = draft.Builder.AddInterface(node, named.Name, CollectionsMarshal.AsSpan(addresses), settings);
        draft.Register(id, new InterfaceSource(named.Place, document));
        foreach (Located<IpPrefix> address in document.Addresses) draft.Addresses.Claim(id, address);
        draft.Builder.AddNodeDevice(id);
    }

    /// <summary>The name of the interface is that of the device: nobody else has devices in that namespace.</summary>
    private void CheckName(Named<InterfaceDocument> named)
    {
        string? reason = named.Name == Loopback ? "every network namespace has one" : DevicePlanner.Objection(named.Name);
        if (reason is null) return;
        draft.Diagnostics.AddAtKey(named.Place, DiagnosticCode.BadDeviceName,
            $"{Quoted.Text(named.Name)} cannot be the name of a device: {reason}");
    }

    private void RefuseAutomation(InterfaceDocument document)
    {
        const string kernel = "the kernel has this interface: a program of 'exec' can see to it";
        if (document.Dhcp.Value) Refuse(document.Dhcp.Place, kernel);
        Refuse(document.Dhcpv6?.Place, kernel);
        if (document.Slaac is { Value: true } slaac) Refuse(slaac.Place, kernel);
        if (document.LinkLocal is { Value: true } linkLocal) Refuse(linkLocal.Place, kernel);
        Refuse(document.Dad?.Place, kernel);
        Refuse(document.Acd?.Place, kernel);
        Refuse(document.Advertise?.Place, kernel);
        Refuse(document.Vlan?.Place, kernel);
        Refuse(document.Tunnel?.Place, kernel);
        Place? device = document.Tun?.Place ?? document.Tap?.Place ?? document.Attach?.Place ?? document.Vxlan?.Place;
        Refuse(device, "an interface of a network namespace is a TAP device already");
    }

    private void Refuse(Place? place, string reason)
    {
        if (place is not null) draft.Diagnostics.AddAtKey(place, DiagnosticCode.KeyNotForKind, reason);
    }
}
