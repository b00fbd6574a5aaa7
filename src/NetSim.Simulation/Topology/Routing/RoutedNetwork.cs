using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Routing;

/// <summary>What routes are computed for: the nodes hold the stated routes, and get the computed ones.</summary>
internal sealed record RoutedNetwork(NodePlan[] Nodes, InterfacePlan[] Interfaces, LinkPlan[] Links, VlanPlan[] Vlans)
{
    public NodeKind KindOf(in InterfacePlan plan) => Nodes[plan.NodeId].Kind;

    /// <summary>The interface at the other end of the link, if there is one.</summary>
    public bool TryGetPeer(in InterfacePlan from, out InterfacePlan peer, out DirectionPlan towards)
    {
        if (from.Attachment == Attachment.Vlan) return TryGetPeer(Vlans[from.AttachedTo], out peer, out towards);
        if (from.Attachment != Attachment.Link)
        {
            (peer, towards) = (default, DirectionPlan.Default);
            return false;
        }
        LinkPlan link = Links[from.AttachedTo];
        bool isA = from.End == LinkEnd.A;
        (peer, towards) = (Interfaces[isA ? link.B : link.A], isA ? link.AToB : link.BToA);
        return true;
    }

    /// <summary>Of a VLAN: a port of a switch, or the same VLAN at the other end.</summary>
    private bool TryGetPeer(VlanPlan vlan, out InterfacePlan peer, out DirectionPlan towards)
    {
        if (!TryGetPeer(Interfaces[vlan.LinkId], out peer, out towards)) return false;
        if (KindOf(peer).IsBridge()) return true;
        foreach (VlanPlan other in Vlans)
        {
            if (other.LinkId != peer.Id || other.Vlan != vlan.Vlan) continue;
            peer = Interfaces[other.InterfaceId];
            return true;
        }
        return false;
    }
}
