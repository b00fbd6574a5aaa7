using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Tests.Topology;

/// <summary>Sends a packet through a plan by hand, one lookup after the other, and adds up what the links cost.</summary>
internal sealed class PlanWalk(TopologyPlan plan, Func<DirectionPlan, bool, long> costOfLink)
{
    public const long Never = long.MaxValue;
    private const int MostHops = 200;

    /// <returns>What the way cost; <see cref="Never"/> if the packet was dropped.</returns>
    public long Walk(int node, IpAddress to)
    {
        long cost = 0;
        for (int hop = 0; hop < MostHops; hop++)
        {
            if (Has(node, to)) return cost;
            if (hop > 0 && plan.Nodes[node].Kind != NodeKind.Router) return Never;
            if (!TryLookUp(node, to, out int egress, out IpAddress next)) return Never;
            if (!TrySend(egress, next, out int owner, out long step)) return Never;
            cost += step;
            node = owner;
        }
        throw new InvalidOperationException($"a packet to {to} goes in a circle at {plan.Nodes[node].Name}");
    }

    public bool Has(int node, IpAddress address)
    {
        foreach (InterfacePlan own in plan.InterfacesOf(node))
        {
            if (own.Addresses.Any(prefix => prefix.Address == address)) return true;
        }
        return false;
    }

    /// <summary>Over cables and switches to whoever has the address.</summary>
    public bool TrySend(int egress, IpAddress next, out int owner, out long cost)
    {
        Queue<(int Interface, long Cost)> reached = new([(egress, 0)]);
        HashSet<int> seen = [];
        while (reached.TryDequeue(out (int Interface, long Cost) at))
        {
            InterfacePlan from = plan.Interfaces[at.Interface];
            if (!seen.Add(at.Interface) || from.Attachment != Attachment.Link) continue;
            LinkPlan link = plan.Links[from.AttachedTo];
            InterfacePlan peer = plan.Interfaces[from.End == LinkEnd.A ? link.B : link.A];
            bool isRouter = plan.Nodes[peer.NodeId].Kind != NodeKind.Switch;
            long sum = at.Cost + costOfLink(from.End == LinkEnd.A ? link.AToB : link.BToA, isRouter);
            if (peer.Addresses.Any(prefix => prefix.Address == next))
            {
                (owner, cost) = (peer.NodeId, sum);
                return true;
            }
            if (isRouter) continue;
            foreach (InterfacePlan port in plan.InterfacesOf(peer.NodeId)) reached.Enqueue((port.Id, sum));
        }
        (owner, cost) = (-1, Never);
        return false;
    }

    private bool TryLookUp(int node, IpAddress to, out int egress, out IpAddress next)
    {
        (int Length, int Egress, IpAddress Next) best = (-1, -1, default);
        foreach (InterfacePlan own in plan.InterfacesOf(node))
        {
            foreach (IpPrefix prefix in own.Addresses)
            {
                if (prefix.Contains(to) && prefix.Length > best.Length) best = (prefix.Length, own.Id, to);
            }
        }
        foreach (RoutePlan route in plan.Nodes[node].Routes)
        {
            if (route.Destination.Contains(to) && route.Destination.Length > best.Length) best = (route.Destination.Length, plan.Nodes[node].FirstInterface + route.InterfaceIndex, route.Gateway);
        }
        (egress, next) = (best.Egress, best.Next);
        return best.Length >= 0;
    }
}
