using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Routing;

/// <summary>What routes are computed for: the nodes hold the stated routes, and get the computed ones.</summary>
internal sealed record RoutedNetwork(NodePlan[] Nodes, InterfacePlan[] Interfaces, LinkPlan[] Links)
{
    public NodeKind KindOf(in InterfacePlan plan) => Nodes[plan.NodeId].Kind;

    /// <summary>The interface at the other end of the link, if there is one.</summary>
    public bool TryGetPeer(in InterfacePlan from, out InterfacePlan peer, out DirectionPlan towards)
    {
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
}
