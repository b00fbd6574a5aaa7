using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Applications.Trials;

/// <summary>Where packets went.</summary>
internal sealed class PathRecord(string node, Target to) : ApplicationRecord(node, "path")
{
    public Target To { get; } = to;

    /// <summary>Who answered for each hop before the target; null where nobody did.</summary>
    public List<IpAddress?> Hops { get; } = [];

    public bool IsReached { get; set; }
}
