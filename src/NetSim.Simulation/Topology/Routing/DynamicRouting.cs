using System.Collections.Immutable;
using NetSim.Simulation.Operating;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Routing;

/// <summary>
/// An idealised link-state protocol: it knows what is up and how long it takes, and says which nodes get other routes when that changes. A core without clock: whoever tells it of a change
/// lets the time of detection and convergence pass before the routes count.
/// </summary>
internal sealed class DynamicRouting
{
    private readonly TopologyPlan _plan;
    private readonly DynamicRoutingPlan _routing;
    private readonly LinkPlan[] _links;
    private readonly OperState[] _interfaces;
    private readonly ImmutableArray<RoutePlan>[] _present;

    public DynamicRouting(TopologyPlan plan)
    {
        (_plan, _routing) = (plan, plan.Routing ?? throw new ArgumentException("the routes of this plan are static", nameof(plan)));
        _links = [.. plan.Links];
        _interfaces = [.. plan.Interfaces.Select(static own => own.State)];
        _present = [.. plan.Nodes.Select(static node => node.Routes)];
    }

    public void SetLink(int id, in OperatedLink.Properties present) =>
        _links[id] = _links[id] with { AToB = present.AToB, BToA = present.BToA, State = present.State };

    public void SetInterface(int id, OperState state) => _interfaces[id] = state;

    /// <summary>The nodes whose routes are other ones now, by id, each with all of its routes.</summary>
    public List<(int Node, ImmutableArray<RoutePlan> Routes)> Update()
    {
        NodePlan[] nodes = [.. _plan.Nodes];
        for (int id = 0; id < nodes.Length; id++) nodes[id] = nodes[id] with { Routes = nodes[id].Routes[..Math.Min(_routing.StatedRoutes[id], nodes[id].Routes.Length)] };
        InterfacePlan[] interfaces = [.. _plan.Interfaces];
        Unplug(interfaces, _links, _interfaces, [.. _plan.Vlans]);
        StaticRouting.Compute(new RoutedNetwork(nodes, interfaces, _links, [.. _plan.Vlans]), _routing.Metric, _routing.Paths);
        List<(int, ImmutableArray<RoutePlan>)> changed = [];
        for (int id = 0; id < nodes.Length; id++)
        {
            if (nodes[id].Routes.AsSpan().SequenceEqual(_present[id].AsSpan())) continue;
            _present[id] = nodes[id].Routes;
            changed.Add((id, nodes[id].Routes));
        }
        return changed;
    }

    /// <summary>Takes what is down out of a network: it leads nowhere, and nobody has its subnets by it.</summary>
    public static void Unplug(InterfacePlan[] interfaces, LinkPlan[] links, OperState[] states, VlanPlan[] vlans)
    {
        foreach (ref InterfacePlan own in interfaces.AsSpan())
        {
            InterfacePlan below = own.Attachment == Attachment.Vlan ? interfaces[vlans[own.AttachedTo].LinkId] : own;
            bool isDown = states[own.Id] == OperState.Down || states[below.Id] == OperState.Down
                || (below.Attachment == Attachment.Link && links[below.AttachedTo].State == OperState.Down);
            if (isDown) own = own with { Attachment = Attachment.None, Addresses = [] };
        }
    }
}
