using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Switching.SpanningTree;

/// <summary>The spanning tree of a switch as its file has it.</summary>
internal static class BridgeMaker
{
    private const int AddressBits = 48;

    /// <summary>802.1D-2004 9.2.7: the upper four bits of a port's identifier are its priority, which is the same of all; the others its number.</summary>
    private const ushort PortPriority = 0x8000;

    /// <summary>802.1D-2004 table 17-3: 20 000 at 1 Gbit/s, and in proportion.</summary>
    private const long CostTimesRate = 20_000_000_000_000;

    private const long MostCost = 200_000_000;

    /// <param name="plan">Its settings.</param>
    /// <param name="network">Where it is.</param>
    /// <param name="node">Which switch it is.</param>
    /// <param name="costs">By port: what a way over it costs now; null: as its link is in the plan.</param>
    public static SpanningTreeBridge Make(SpanningTreePlan plan, TopologyPlan network, int node, uint[]? costs)
    {
        ReadOnlySpan<InterfacePlan> interfaces = network.InterfacesOf(node);
        var ports = new TreePort[interfaces.Length];
        for (int i = 0; i < ports.Length; i++)
        {
            EdgePort edge = plan.EdgePorts.Contains(i) ? EdgePort.Stated : EdgePort.Found;
            ports[i] = new TreePort((ushort)(PortPriority | (i + 1)), costs?[i] ?? CostOf(interfaces[i], network), edge);
        }
        ulong id = (ulong)plan.Priority << AddressBits | DerivedMac.Of(network.Nodes[node].Name, "bridge").Value;
        return new SpanningTreeBridge(id, plan, ports);
    }

    /// <summary>By the slower direction of the link; 1 of a link that takes no time.</summary>
    internal static uint CostOf(in InterfacePlan port, TopologyPlan network)
    {
        if (port.Attachment != Attachment.Link) return 1;
        ref readonly LinkPlan link = ref network.Links.ItemRef(port.AttachedTo);
        return CostOf(link.AToB, link.BToA);
    }

    internal static uint CostOf(DirectionPlan oneWay, DirectionPlan theOther) => (uint)Math.Max(Cost(oneWay), Cost(theOther));

    private static long Cost(DirectionPlan direction) =>
        direction.Rate.IsUnlimited ? 1 : Math.Clamp(CostTimesRate / direction.Rate.BitsPerSecond, 1, MostCost);
}
