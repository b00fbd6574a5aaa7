using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Running;

/// <summary>Whose an address is, by the file: for what a run shows.</summary>
internal sealed class NodeAddresses(TopologyPlan plan)
{
    private Dictionary<NetworkKey, int>? _nodes;

    public TopologyPlan Plan { get; } = plan;

    /// <summary>The name of the node; the address itself if no node of the file has it.</summary>
    public string NameOf(IpAddress address) =>
        (_nodes ??= Read()).TryGetValue(NetworkKey.Of(address), out int node) ? Plan.Nodes[node].Name : address.ToString();

    private Dictionary<NetworkKey, int> Read()
    {
        var nodes = new Dictionary<NetworkKey, int>();
        foreach (InterfacePlan port in Plan.Interfaces)
            foreach (IpPrefix address in port.Addresses) nodes.TryAdd(NetworkKey.Of(address.Address), port.NodeId);
        return nodes;
    }
}
