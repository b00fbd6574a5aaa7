using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Applications.Traffic;

/// <summary>What a source of datagrams has sent.</summary>
public sealed class TrafficRecord(string node, Target to, ushort port) : ApplicationRecord(node, "traffic")
{
    public Target To { get; } = to;

    public ushort Port { get; } = port;

    public long Sent { get; set; }

    /// <summary>Payload.</summary>
    public long Bytes { get; set; }
}
