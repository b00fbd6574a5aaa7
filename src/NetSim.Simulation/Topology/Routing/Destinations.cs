using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Routing;

/// <summary>A router that has a subnet on one of its links, and how far the link is.</summary>
internal readonly record struct Holder(int Router, PathCost Cost);

/// <summary>A subnet with several routers on it, such as the link between two of them.</summary>
internal sealed record SharedSubnet(IpPrefix Prefix, List<Holder> Holders);

/// <summary>
/// The subnets of one family that somebody may want to reach. What only one router has is merged once, since everybody else goes the
/// same way to all of it.
/// </summary>
internal sealed class Destinations
{
    private readonly RoutedNetwork _network;
    private readonly RouterGraph _graph;
    private readonly AddressFamily _family;
    private readonly RoutingMetric _metric;
    private readonly List<(IpPrefix Prefix, List<Holder> Holders)> _subnets = [];
    private readonly Dictionary<IpPrefix, int> _subnetOf = [];

    public Destinations(RoutedNetwork network, RouterGraph graph, AddressFamily family, RoutingMetric metric)
    {
        (_network, _graph, _family, _metric) = (network, graph, family, metric);
        foreach (InterfacePlan plan in network.Interfaces)
        {
            if (network.KindOf(plan) == NodeKind.Router) AddSubnets(plan);
        }
        foreach (NodePlan node in network.Nodes) AddStated(node);
        Own = new List<Hop>?[graph.RouterCount];
        foreach ((IpPrefix prefix, List<Holder> holders) in _subnets) Sort(prefix, holders);
        foreach (List<Hop>? own in Own)
        {
            if (own is not null) PrefixAggregation.Merge(own, Taken);
        }
    }

    /// <summary>By router: the prefixes that it alone has.</summary>
    public List<Hop>?[] Own { get; }

    public List<SharedSubnet> Shared { get; } = [];

    /// <summary>Every subnet and every stated route of the family.</summary>
    public HashSet<IpPrefix> Taken { get; } = [];

    private void AddSubnets(in InterfacePlan plan)
    {
        bool isPlugged = _network.TryGetPeer(plan, out _, out DirectionPlan towards);
        PathCost cost = isPlugged ? PathCost.ToSwitch(towards.Delay, _metric) : PathCost.Zero;
        foreach (IpPrefix address in plan.Addresses)
        {
            if (RouterGraph.IsRouted(address, _family)) Add(address.Network, new Holder(_graph.RouterOf(plan.NodeId), cost));
        }
    }

    /// <summary>A router's stated route out of a real device is a way for all: the Internet behind the machine, say.</summary>
    private void AddStated(in NodePlan node)
    {
        foreach (RoutePlan route in node.Routes)
        {
            if (route.Destination.Address.Family != _family) continue;
            Taken.Add(route.Destination);
            bool leavesByDevice = _network.Interfaces[node.FirstInterface + route.InterfaceIndex].Attachment is Attachment.Tun or Attachment.Tap;
            if (node.Kind == NodeKind.Router && leavesByDevice) Add(route.Destination, new Holder(_graph.RouterOf(node.Id), PathCost.Zero));
        }
    }

    private void Add(IpPrefix prefix, Holder holder)
    {
        Taken.Add(prefix);
        if (!_subnetOf.TryGetValue(prefix, out int subnet))
        {
            subnet = _subnets.Count;
            _subnetOf.Add(prefix, subnet);
            _subnets.Add((prefix, []));
        }
        _subnets[subnet].Holders.Add(holder);
    }

    private void Sort(IpPrefix prefix, List<Holder> holders)
    {
        int router = holders[0].Router;
        foreach (Holder holder in holders)
        {
            if (holder.Router == router) continue;
            Shared.Add(new SharedSubnet(prefix, holders));
            return;
        }
        (Own[router] ??= []).Add(new Hop(prefix, default, 0));
    }
}
