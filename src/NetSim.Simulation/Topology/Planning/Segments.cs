using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>
/// Which interfaces hear each other: those that links, tunnels, switches and hubs join, each VLAN by itself. An interface alone is a segment of its own.
/// </summary>
internal sealed class Segments
{
    private const int Untagged = 0;

    private readonly Network _network;
    private readonly List<int> _parent;

    /// <summary>A VLAN on a switch; most files have none.</summary>
    private readonly Dictionary<(int Node, int Vlan), int> _onSwitch = [];

    public Segments(in Network network)
    {
        _network = network;
        _parent = new List<int>(network.Interfaces.Length);
        for (int i = 0; i < network.Interfaces.Length; i++) _parent.Add(i);
        foreach (NodePlan node in network.Nodes)
        {
            if (node.Kind.IsBridge() && !HasVlans(node)) JoinPorts(node);
        }
        SortedSet<int> tags = Tags();
        // Loops that a spanning tree opens are not for us to report. With these joined first, whatever closes a loop then is in one with somebody who speaks none.
        foreach (LinkPlan link in network.Links)
            if (IsInTree(link)) Join(link, tags);
        foreach (LinkPlan link in network.Links)
            if (!IsInTree(link) && !Join(link, tags)) Loops.Add(link.Id);
        foreach (TunnelPlan tunnel in network.Tunnels)
        {
            int other = TunnelPlan.FarEndOf(tunnel, network.Tunnels);
            if (other >= 0) Join(tunnel.InterfaceId, other);
        }
    }

    /// <summary>What is looked at.</summary>
    internal readonly record struct Network(NodePlan[] Nodes, InterfacePlan[] Interfaces, LinkPlan[] Links, VlanPlan[] Vlans, TunnelPlan[] Tunnels);

    /// <summary>Links that close a loop in which there is a hub, or a switch without a spanning tree.</summary>
    public List<int> Loops { get; } = [];

    /// <summary>The lowest interface id of the segment.</summary>
    public int Of(int interfaceId)
    {
        while (_parent[interfaceId] != interfaceId)
        {
            _parent[interfaceId] = _parent[_parent[interfaceId]];
            interfaceId = _parent[interfaceId];
        }
        return interfaceId;
    }

    private static bool HasVlans(in NodePlan node) => node.Switch is { Vlans.IsEmpty: false };

    private bool IsInTree(in LinkPlan link) => SpeaksTree(link.A) && SpeaksTree(link.B);

    private bool SpeaksTree(int interfaceId) => _network.Nodes[_network.Interfaces[interfaceId].NodeId].Switch?.SpanningTree is not null;

    /// <returns>False if the ends were joined already: only switches and hubs can do that.</returns>
    private bool Join(in LinkPlan link, SortedSet<int> tags)
    {
        bool isNew = true;
        foreach (int tag in tags)
        {
            int a = ElementOf(link.A, tag), b = ElementOf(link.B, tag);
            if (a >= 0 && b >= 0) isNew &= Join(a, b);
        }
        return isNew;
    }

    private void JoinPorts(in NodePlan node)
    {
        int first = -1;
        for (int port = 0; port < node.InterfaceCount; port++)
        {
            // The port for copies hears all and says nothing.
            if (node.Switch?.Mirror?.To == port) continue;
            if (first >= 0) Join(node.FirstInterface + first, node.FirstInterface + port);
            else first = port;
        }
    }

    /// <summary>No tag, and every tag that the file speaks of.</summary>
    private SortedSet<int> Tags()
    {
        SortedSet<int> tags = [Untagged];
        foreach (VlanPlan vlan in _network.Vlans) tags.Add(vlan.Vlan);
        foreach (NodePlan node in _network.Nodes)
        {
            if (!HasVlans(node)) continue;
            foreach (PortVlansPlan port in node.Switch!.Vlans) tags.UnionWith(port.Tagged);
        }
        return tags;
    }

    /// <returns>Who has the frames with this tag at an end of a link; −1 if nobody does.</returns>
    private int ElementOf(int interfaceId, int tag)
    {
        InterfacePlan plan = _network.Interfaces[interfaceId];
        ref readonly NodePlan node = ref _network.Nodes[plan.NodeId];
        if (!node.Kind.IsBridge()) return tag == Untagged ? interfaceId : VlanOn(interfaceId, tag);
        if (node.Switch?.Mirror?.To == plan.Index) return -1;
        if (!HasVlans(node)) return tag == Untagged ? interfaceId : OnSwitch(node.Id, tag);
        PortVlansPlan port = node.Switch!.Vlans[plan.Index];
        if (tag == Untagged) return port.Untagged > 0 ? OnSwitch(node.Id, port.Untagged) : -1;
        return port.Tagged.Contains(tag) ? OnSwitch(node.Id, tag) : -1;
    }

    private int VlanOn(int interfaceId, int tag)
    {
        foreach (VlanPlan vlan in _network.Vlans)
        {
            if (vlan.LinkId == interfaceId && vlan.Vlan == tag) return vlan.InterfaceId;
        }
        return -1;
    }

    private int OnSwitch(int node, int vlan)
    {
        if (_onSwitch.TryGetValue((node, vlan), out int element)) return element;
        element = _parent.Count;
        _parent.Add(element);
        _onSwitch.Add((node, vlan), element);
        return element;
    }

    private bool Join(int a, int b)
    {
        (a, b) = (Of(a), Of(b));
        if (a == b) return false;
        _parent[Math.Max(a, b)] = Math.Min(a, b);
        return true;
    }
}
