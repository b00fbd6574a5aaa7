using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Routing;

/// <summary>A step from a node to a router, or to a subnet on a switch on the way there.</summary>
/// <param name="To">The vertex that it leads to.</param>
/// <param name="Cost">Of the link, in this direction.</param>
/// <param name="Egress">The interface by which it leaves a node; −1 out of a switch.</param>
/// <param name="Gateway">The address that it meets at a router; nothing at a switch.</param>
internal sealed record Edge(int To, PathCost Cost, int Egress, IpAddress Gateway);

/// <summary>One subnet on one switch, and where it leads.</summary>
internal sealed record Lan(int Switch, IpPrefix Subnet, List<Edge> Edges);

/// <summary>
/// Who can hand packets of one family to whom. A vertex is a router, or one subnet on one switch; so a switch is transparent, and
/// routers on it are neighbours only where they share a subnet. Hosts have ways out, and are no vertices: they forward nothing.
/// </summary>
internal sealed class RouterGraph
{
    private readonly RoutedNetwork _network;
    private readonly AddressFamily _family;
    private readonly RoutingMetric _metric;
    private readonly int[] _routerOf;
    private readonly List<int> _nodeOf = [];

    // Vertices on switches: looked up by (switch, subnet), and walked through in the order in which they were made.
    private readonly Dictionary<NetworkKey, int> _lanOf = [];
    private readonly List<Lan> _lans = [];

    public RouterGraph(RoutedNetwork network, AddressFamily family, RoutingMetric metric)
    {
        (_network, _family, _metric) = (network, family, metric);
        _routerOf = new int[network.Nodes.Length];
        foreach (NodePlan node in network.Nodes)
        {
            bool isRouter = node.Kind == NodeKind.Router;
            _routerOf[node.Id] = isRouter ? _nodeOf.Count : -1;
            if (isRouter) _nodeOf.Add(node.Id);
        }
        foreach (InterfacePlan plan in network.Interfaces)
        {
            if (network.KindOf(plan) == NodeKind.Router) AddToSwitch(plan);
        }
        JoinSwitches();
    }

    /// <summary>Routers are the vertices below this number, subnets on switches those from it on.</summary>
    public int RouterCount => _nodeOf.Count;

    public int VertexCount => _nodeOf.Count + _lans.Count;

    /// <summary>The vertex of a router; −1 for other nodes.</summary>
    public int RouterOf(int node) => _routerOf[node];

    public int NodeOf(int router) => _nodeOf[router];

    public bool IsLan(int vertex) => vertex >= RouterCount;

    public List<Edge> EdgesOfLan(int vertex) => _lans[vertex - RouterCount].Edges;

    public static bool IsRouted(IpPrefix address, AddressFamily family) => address.Address.Family == family && !address.Address.IsLinkLocal;

    /// <summary>Adds the edges that leave a host or router.</summary>
    public void FindWaysOut(in NodePlan node, List<Edge> ways)
    {
        for (int i = node.FirstInterface; i < node.FirstInterface + node.InterfaceCount; i++)
        {
            InterfacePlan from = _network.Interfaces[i];
            if (!_network.TryGetPeer(from, out InterfacePlan peer, out DirectionPlan towards)) continue;
            NodeKind kind = _network.KindOf(peer);
            foreach (IpPrefix address in from.Addresses)
            {
                if (!IsRouted(address, _family)) continue;
                if (kind == NodeKind.Router) FindDirect(from, address.Network, peer, towards, ways);
                else if (kind.IsBridge()) FindOverSwitch(from, address.Network, peer, towards, ways);
            }
        }
    }

    private void FindDirect(in InterfacePlan from, IpPrefix subnet, in InterfacePlan peer, DirectionPlan towards, List<Edge> ways)
    {
        foreach (IpPrefix other in peer.Addresses)
        {
            if (other.Network != subnet) continue;
            ways.Add(new Edge(RouterOf(peer.NodeId), PathCost.ToRouter(towards.Delay, _metric), from.Id, other.Address));
            return;
        }
    }

    private void FindOverSwitch(in InterfacePlan from, IpPrefix subnet, in InterfacePlan port, DirectionPlan towards, List<Edge> ways)
    {
        // A subnet on a switch without a router leads nowhere.
        if (!_lanOf.TryGetValue(NetworkKey.Of(port.NodeId, subnet), out int lan)) return;
        ways.Add(new Edge(lan, PathCost.ToSwitch(towards.Delay, _metric), from.Id, default));
    }

    private void AddToSwitch(in InterfacePlan router)
    {
        if (!_network.TryGetPeer(router, out InterfacePlan port, out _) || !_network.KindOf(port).IsBridge()) return;
        _network.TryGetPeer(port, out _, out DirectionPlan back);
        foreach (IpPrefix address in router.Addresses)
        {
            if (!IsRouted(address, _family)) continue;
            int lan = LanOf(port.NodeId, address.Network);
            EdgesOfLan(lan).Add(new Edge(RouterOf(router.NodeId), PathCost.ToRouter(back.Delay, _metric), -1, address.Address));
        }
    }

    private int LanOf(int node, IpPrefix subnet)
    {
        if (_lanOf.TryGetValue(NetworkKey.Of(node, subnet), out int vertex)) return vertex;
        vertex = VertexCount;
        _lanOf.Add(NetworkKey.Of(node, subnet), vertex);
        _lans.Add(new Lan(node, subnet, []));
        return vertex;
    }

    /// <summary>A subnet reaches over every link between switches; the list grows while it is walked.</summary>
    private void JoinSwitches()
    {
        for (int i = 0; i < _lans.Count; i++)
        {
            Lan lan = _lans[i];
            NodePlan plan = _network.Nodes[lan.Switch];
            for (int port = plan.FirstInterface; port < plan.FirstInterface + plan.InterfaceCount; port++)
            {
                if (!_network.TryGetPeer(_network.Interfaces[port], out InterfacePlan peer, out DirectionPlan towards)) continue;
                if (!_network.KindOf(peer).IsBridge()) continue;
                lan.Edges.Add(new Edge(LanOf(peer.NodeId, lan.Subnet), PathCost.ToSwitch(towards.Delay, _metric), -1, default));
            }
        }
    }
}
