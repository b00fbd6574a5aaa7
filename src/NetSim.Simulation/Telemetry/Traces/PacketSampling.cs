using NetSim.Simulation.Determinism;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Telemetry.Traces;

/// <summary>
/// Which of the packets that one node makes are followed. A hash of (flow, number) decides, never the dice: whatever is traced, the run is the same, and of the same
/// run the same packets are chosen again. What is counted is counted for the node alone, so that no lane needs another.
/// </summary>
internal sealed class PacketSampling(PacketTracePlan plan, ulong seed)
{
    private const double Whole = 1UL << 53;
    private const long Second = 1_000_000_000;

    private readonly Instant _start = Instant.Zero + plan.Start;
    private readonly Instant _stop = plan.Stop == Duration.MaxValue ? Instant.MaxValue : Instant.Zero + plan.Stop;
    private long _second = -1;
    private int _chosen;

    /// <param name="now">When the packet is made.</param>
    /// <param name="flow">Whose it is.</param>
    /// <param name="number">Which of them.</param>
    /// <param name="packet">Borrowed.</param>
    /// <param name="link">What its bytes begin with.</param>
    public bool Chooses(Instant now, ulong flow, ulong number, Packet packet, LinkType link)
    {
        if (now < _start || now >= _stop) return false;
        ulong hash = StableHash.Mix(StableHash.Mix(flow ^ seed) + number);
        if ((hash >> 11) >= plan.Ratio * Whole) return false;
        if (plan.Filter is { } filter && !filter.Matches(packet.Bytes, link)) return false;
        return plan.PerSecond is not { } most || HasRoom(now, most);
    }

    private bool HasRoom(Instant now, int most)
    {
        long second = now.Nanoseconds / Second;
        if (second != _second) (_second, _chosen) = (second, 0);
        if (_chosen == most) return false;
        _chosen++;
        return true;
    }
}
