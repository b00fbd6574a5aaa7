using System.Globalization;
using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>Interfaces of hosts and routers that are VLANs of other interfaces.</summary>
internal sealed class VlanPlanner(PlanDraft draft)
{
    private readonly Dictionary<(int Link, int Vlan), int> _taken = [];

    /// <summary>Whether another interface of the node is a VLAN of this one.</summary>
    public static bool HasVlans(NodeDocument node, string name)
    {
        foreach (Named<InterfaceDocument> other in node.Interfaces?.Value ?? [])
        {
            if (other.Value.Vlan?.Value.Link?.Value == name) return true;
        }
        return false;
    }

    /// <summary>When the node has all its interfaces.</summary>
    public void Plan(int node)
    {
        NodePlan plan = draft.Builder.Nodes[node];
        for (int id = plan.FirstInterface; id < plan.FirstInterface + plan.InterfaceCount; id++)
        {
            if (draft.InterfaceSources[id].Document?.Vlan is { } vlan) Plan(id, vlan.Value);
        }
    }

    private void Plan(int id, VlanDocument document)
    {
        if (document.Link is not { } link || document.Id is not { } vlan) return;
        if (!draft.TryFindInterface(draft.Builder.Interfaces[id].NodeId, link, out int below)) return;
        if (draft.InterfaceSources[below].Document?.Vlan is not null)
        {
            draft.Diagnostics.Add(link.Place, DiagnosticCode.VlanOnNoLink, $"{link.Value} is a VLAN itself, and a frame has one tag at most");
            return;
        }
        if (!_taken.TryAdd((below, vlan.Value), id))
        {
            draft.Diagnostics.Add(vlan.Place, DiagnosticCode.DuplicateVlan,
                string.Create(CultureInfo.InvariantCulture, $"{draft.EndpointName(_taken[(below, vlan.Value)])} has the VLAN {vlan.Value} of {link.Value} already"));
            return;
        }
        // One that is plugged into a device, too, was reported.
        if (draft.Builder.Interfaces[id].Attachment == Attachment.None) draft.Builder.AddVlan(id, below, vlan.Value);
    }

    /// <summary>With the cables plugged in: what has VLANs is on an Ethernet.</summary>
    public static void CheckLinks(PlanDraft draft)
    {
        foreach (VlanPlan vlan in draft.Builder.Vlans)
        {
            InterfacePlan below = draft.Builder.Interfaces[vlan.LinkId];
            if (below is { Attachment: Attachment.Link, Framing: Framing.Ethernet }) continue;
            if (draft.HasBrokenLinks || draft.InterfaceSources[vlan.LinkId].IsMentioned && below.Attachment == Attachment.None) continue;
            Place place = draft.InterfaceSources[vlan.InterfaceId].Document!.Vlan!.Value.Link!.Place;
            draft.Diagnostics.Add(place, DiagnosticCode.VlanOnNoLink, $"{draft.EndpointName(vlan.LinkId)} is not plugged into an Ethernet link of this file");
        }
    }
}
