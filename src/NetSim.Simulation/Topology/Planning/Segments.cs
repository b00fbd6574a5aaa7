using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>Which interfaces hear each other: those that links and switches join. An interface alone is a segment of its own.</summary>
internal sealed class Segments
{
    private readonly int[] _parent;

    public Segments(ReadOnlySpan<NodePlan> nodes, ReadOnlySpan<InterfacePlan> interfaces, ReadOnlySpan<LinkPlan> links)
    {
        _parent = new int[interfaces.Length];
        for (int i = 0; i < _parent.Length; i++) _parent[i] = i;
        foreach (NodePlan node in nodes)
        {
            if (node.Kind != NodeKind.Switch) continue;
            for (int port = 1; port < node.InterfaceCount; port++) Join(node.FirstInterface, node.FirstInterface + port);
        }
        foreach (LinkPlan link in links)
        {
            if (!Join(link.A, link.B)) Loops.Add(link.Id);
        }
    }

    /// <summary>Links whose two ends were joined already: only switches can do that.</summary>
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

    private bool Join(int a, int b)
    {
        (a, b) = (Of(a), Of(b));
        if (a == b) return false;
        _parent[Math.Max(a, b)] = Math.Min(a, b);
        return true;
    }
}
