using NetSim.Simulation.Determinism;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Telemetry.Traces;

/// <summary>
/// Which packets are followed. A hash of (flow, number) decides, never the dice: whatever is traced, the run is the same, and of the same
/// run the same packets are chosen again.
/// </summary>
internal sealed class PacketSampling(PacketTracePlan plan, ulong seed)
{
    private const double Whole = 1UL << 53;

    /// <summary>Every packet is followed, since any may be dropped; the sample only says which others are told of.</summary>
    public bool FollowsAll => plan.Drops == DropTracing.Always;

    public bool Chooses(ulong flow, ulong number)
    {
        ulong hash = StableHash.Mix(StableHash.Mix(flow ^ seed) + number);
        return (hash >> 11) < plan.Ratio * Whole;
    }
}
