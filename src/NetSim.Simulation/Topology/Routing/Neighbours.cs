using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Routing;

/// <summary>The way from a node to a router that it can hand packets to.</summary>
internal sealed record Step(int To, PathCost Cost, int Egress, IpAddress Gateway);

/// <summary>Finds the routers that share a subnet with a node, over any number of switches, each by its shortest way.</summary>
internal sealed class Neighbours(RouterGraph graph)
{
    private readonly StepHeap _heap = new();
    private readonly List<Edge> _ways = [];
    private readonly int[] _seen = new int[graph.VertexCount];
    private int _search;

    /// <summary>Ordered by distance.</summary>
    public void Find(in NodePlan node, List<Step> found)
    {
        found.Clear();
        _ways.Clear();
        _search++;
        int self = graph.RouterOf(node.Id);
        graph.FindWaysOut(node, _ways);
        foreach (Edge way in _ways) Enqueue(way, PathCost.Zero, way.Egress);
        while (_heap.Take() is { } step)
        {
            if (_seen[step.To] == _search || step.To == self) continue;
            _seen[step.To] = _search;
            if (!graph.IsLan(step.To))
            {
                found.Add(step);
                continue;
            }
            foreach (Edge edge in graph.EdgesOfLan(step.To)) Enqueue(edge, step.Cost, step.Egress);
        }
    }

    private void Enqueue(Edge edge, PathCost before, int egress) => _heap.Add(new Step(edge.To, before + edge.Cost, egress, edge.Gateway));
}
