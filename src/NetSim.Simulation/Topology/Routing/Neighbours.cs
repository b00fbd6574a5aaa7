using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Routing;

/// <summary>The way from a node to a router that it can hand packets to.</summary>
internal readonly record struct Step(int To, PathCost Cost, int Egress, IpAddress Gateway);

/// <summary>Finds the routers that share a subnet with a node, over any number of switches, each by its shortest way.</summary>
internal sealed class Neighbours(RouterGraph graph)
{
    // Equally long ways are taken by the order of interfaces, then of vertices, so that the search leaves nothing to chance.
    private readonly PriorityQueue<Step, (PathCost Cost, int Egress, int To)> _queue = new();
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
        while (_queue.TryDequeue(out Step step, out _))
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

    private void Enqueue(in Edge edge, PathCost before, int egress)
    {
        PathCost cost = before + edge.Cost;
        _queue.Enqueue(new Step(edge.To, cost, egress, edge.Gateway), (cost, egress, edge.To));
    }
}
