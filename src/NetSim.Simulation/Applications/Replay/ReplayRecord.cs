using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Applications.Replay;

/// <summary>What of a capture file was sent.</summary>
public sealed class ReplayRecord(string node, ReplayPlan plan) : ApplicationRecord(node, "replay")
{
    /// <summary>As the topology writes it.</summary>
    public string File { get; } = plan.File.Text;

    public string Interface { get; } = plan.InterfaceName;

    /// <summary>Packets of the file.</summary>
    public long Total { get; } = plan.Frames.Count;

    /// <summary>Packets given to the interface, which may have dropped some.</summary>
    public long Sent { get; set; }

    /// <summary>Bytes of those.</summary>
    public long Bytes { get; set; }
}
