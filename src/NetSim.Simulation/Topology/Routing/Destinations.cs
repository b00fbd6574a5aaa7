using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Routing;

/// <summary>A router that has a subnet on one of its links, and how far the link is.</summary>
internal sealed record Holder(int Router, PathCost Cost);

/// <summary>A subnet and the routers on it: of the link between two routers, both.</summary>
internal sealed record SharedSubnet(IpPrefix Prefix, List<Holder> Holders);

/// <summary>
/// The subnets of one family that somebody may want to reach. What only one router has is merged once, since everybody else goes the
/// same way to all of it.
/// </summary>
internal sealed class Destinations
{
    private const int NoSubnet = -1;

    private readonly RoutedNetwork _network;
    private readonly RouterGraph _graph;
    private readonly AddressFamily _family;
    private readonly RoutingMetric _metric;
    private readonly List<SharedSubnet> _subnets = [];
    

    public Destinations(RoutedNetwork network, RouterGraph graph, AddressFamily family, RoutingMetric metric)
    {
        (_network, _graph, _family, _metric) = (network, graph, family, metric);
        foreach (InterfacePlan plan in network.Interfaces)
        {
            if (network.KindOf(plan) == NodeKind.Router) AddSubnets(plan);
        }
        foreach (NodePlan node in network.Nodes) AddStated(node);
        Own = new List<Hop>?[graph.RouterCount];
        foreach (SharedSubnet subnet in _subnets) Sort(subnet);
        foreach (List<Hop>? own in Own)
        {
            if (own is not null) PrefixAggregation.Merge(own, Taken);
        }
    }

    /// <summary>By router: the prefixes that it alone has.</summary>
    public List<Hop>?[] Own { get; }

    public List<SharedSubnet> Shared { get; } = [];

    /// <summary>Every subnet and every stated route of the family; of a subnet its place among the subnets.</summary>
    public Dictionary<NetworkKey, int> Taken { get; } = [];

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
            Taken.TryAdd(NetworkKey.Of(route.Destination), NoSubnet);
            InterfacePlan egress = _network.Interfaces[node.FirstInterface + route.InterfaceIndex];
            if (egress.HasDevice && node.Kind == NodeKind.Router) Add(route.Destination, new Holder(_graph.RouterOf(node.Id), PathCost.Zero));
        }
    }

    private void Add(IpPrefix prefix, Holder holder)
    {
        NetworkKey key = NetworkKey.Of(prefix);
        if (!Taken.TryGetValue(key, out int subnet) || subnet == NoSubnet)
        {
            subnet = _subnets.Count;
            Taken[key] = subnet;
            _subnets.Add(new SharedSubnet(prefix, []));
        }
        _subnets[subnet].Holders.Add(holder);
    }

    private void Sort(SharedSubnet subnet)
    {
        int router = subnet.Holders[0].Router;
        foreach (Holder holder in subnet.Holders)
        {
            if (holder.Router == router) continue;
            Shared.Add(subnet);
            return;
        }
        (Own[router] ??= []).Add(new Hop(subnet.Prefix, default, 0));
    }
}
