using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Routing;

/// <summary>The static routes of one address family.</summary>
internal sealed class FamilyRouting
{
    private readonly RoutedNetwork _network;
    private readonly AddressFamily _family;
    private readonly ComputedRoutes _routes;
    private readonly RouterGraph _graph;
    private readonly Neighbours _neighbours;
    private readonly Destinations _destinations;
    private readonly List<Step>[] _steps;
    private readonly RouterPaths _paths;
    private readonly IpPrefix _default;
    private readonly List<Hop> _hops = [];
    private readonly List<Step> _ways = [];
    private PathChoice _choice;

    public FamilyRouting(RoutedNetwork network, AddressFamily family, RoutingMetric metric, ComputedRoutes routes)
    {
        (_network, _family, _routes) = (network, family, routes);
        _default = family == AddressFamily.IPv4 ? IpPrefix.DefaultIPv4 : IpPrefix.DefaultIPv6;
        _graph = new RouterGraph(network, family, metric);
        _neighbours = new Neighbours(_graph);
        _destinations = new Destinations(network, _graph, family, metric);
        _steps = new List<Step>[_graph.RouterCount];
        foreach (NodePlan node in network.Nodes)
        {
            if (node.Kind == NodeKind.Router) _neighbours.Find(node, _steps[_graph.RouterOf(node.Id)] = []);
        }
        _paths = new RouterPaths(_steps);
    }

    public void Compute(PathChoice paths)
    {
        _choice = paths;
        StubTrees trees = new(_steps, HasStatedDefault);
        RouteStubs(trees);
        foreach (NodePlan node in _network.Nodes)
        {
            if (node.Kind == NodeKind.Router && !trees.IsStub(_graph.RouterOf(node.Id))) RouteToAll(node, _steps[_graph.RouterOf(node.Id)]);
        }
        RouteHosts();
    }

    private bool HasStatedDefault(int router) => _routes.HasStated(_graph.NodeOf(router), _default);

    private void RouteHosts()
    {
        List<Step> ways = [];
        foreach (NodePlan node in _network.Nodes)
        {
            if (node.Kind is not (NodeKind.Host or NodeKind.Netns)) continue;
            _neighbours.Find(node, ways);
            if (ways.Count == 0) continue;
            if (HasOneWay(ways)) _routes.AddDefault(node, new Hop(_default, ways[0].Gateway, ways[0].Egress));
            else RouteToAll(node, ways);
        }
    }

    /// <summary>By one interface, or to one router: then the nearest router knows the rest.</summary>
    private static bool HasOneWay(List<Step> ways)
    {
        bool oneInterface = true, oneRouter = true;
        foreach (Step way in ways)
        {
            oneInterface &= way.Egress == ways[0].Egress;
            oneRouter &= way.To == ways[0].To;
        }
        return oneInterface || oneRouter;
    }

    /// <summary>A route to every subnet that the node is not on itself.</summary>
    private void RouteToAll(in NodePlan node, List<Step> ways)
    {
        int self = _graph.RouterOf(node.Id);
        Dictionary<NetworkKey, int> connected = Connected(node);
        _paths.Find(self, ways);
        _hops.Clear();
        for (int router = 0; router < _steps.Length; router++)
        {
            if (router == self || _destinations.Own[router] is not { } own || !_paths.IsReached(router)) continue;
            _ways.Clear();
            AddWaysTo(router);
            foreach (Hop hop in own) AddHops(hop.Destination, connected);
        }
        foreach (SharedSubnet subnet in _destinations.Shared)
        {
            FindWaysToNearest(subnet);
            AddHops(subnet.Prefix, connected);
        }
        _routes.Add(node, _hops, _destinations.Taken);
    }

    private void AddWaysTo(int router)
    {
        if (_choice == PathChoice.EqualCost) _paths.AddFirstStepsTo(router, _ways);
        else if (_ways.Count == 0) _ways.Add(_paths.FirstStepTo(router));
    }

    private void AddHops(IpPrefix prefix, Dictionary<NetworkKey, int> connected)
    {
        foreach (Step way in _ways) AddHop(prefix, way, connected);
    }

    private void AddHop(IpPrefix prefix, Step first, Dictionary<NetworkKey, int> connected)
    {
        if (!connected.ContainsKey(NetworkKey.Of(prefix))) _hops.Add(new Hop(prefix, first.Gateway, first.Egress));
    }

    private void FindWaysToNearest(SharedSubnet subnet)
    {
        _ways.Clear();
        PathCost best = default;
        foreach (Holder holder in subnet.Holders)
        {
            if (!_paths.IsReached(holder.Router)) continue;
            PathCost cost = _paths.CostTo(holder.Router) + holder.Cost;
            if (_ways.Count > 0 && best < cost) continue;
            if (_ways.Count > 0 && cost < best) _ways.Clear();
            AddWaysTo(holder.Router);
            best = cost;
        }
    }

    private Dictionary<NetworkKey, int> Connected(in NodePlan node)
    {
        Dictionary<NetworkKey, int> connected = [];
        for (int i = node.FirstInterface; i < node.FirstInterface + node.InterfaceCount; i++)
        {
            foreach (IpPrefix address in _network.Interfaces[i].Addresses) connected.TryAdd(NetworkKey.Of(address.Network), i);
        }
        return connected;
    }

    private void RouteStubs(StubTrees trees)
    {
        StubRoutes below = new(trees, _destinations);
        foreach (NodePlan node in _network.Nodes)
        {
            if (node.Kind != NodeKind.Router) continue;
            int router = _graph.RouterOf(node.Id);
            if (!trees.IsStub(router)) continue;
            Step up = trees.StepTo(router, trees.Parent[router]);
            Dictionary<NetworkKey, int> connected = Connected(node);
            _hops.Clear();
            _hops.Add(new Hop(_default, up.Gateway, up.Egress));
            foreach (Below subnet in below.Of(router)) AddHop(subnet.Prefix, trees.StepTo(router, subnet.Child), connected);
            _routes.Add(node, _hops, _destinations.Taken);
        }
    }
}
