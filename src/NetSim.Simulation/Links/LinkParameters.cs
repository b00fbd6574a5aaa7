using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Links;

/// <summary>What one direction of a link does to packets. Links that are alike share one.</summary>
public sealed record LinkParameters
{
    /// <summary>Bits per second; 0 = packets take no time to send.</summary>
    public long Rate { get; init; }

    /// <summary>Propagation delay.</summary>
    public Duration Delay { get; init; }

    /// <summary>Packets that may wait behind the one being sent; 0 = no limit.</summary>
    public int QueuePackets { get; init; }

    /// <summary>Bytes that may wait behind the packet being sent; 0 = no limit.</summary>
    public long QueueBytes { get; init; }

    /// <summary>The chance that a packet is sent and never arrives, 0–1.</summary>
    public double Loss { get; init; }

    /// <summary>The largest IP packet that the link carries, in bytes; 0 = no limit.</summary>
    public int Mtu { get; init; }

    /// <summary>Bytes that every packet takes on the link beside its own, as in tc; may be negative.</summary>
    public int Overhead { get; init; }

    public static LinkParameters Of(DirectionPlan plan, int mtu) => new LinkParameters
    {
        Rate = plan.Rate.BitsPerSecond,
        Delay = plan.Delay,
        Loss = ShareOf(plan.Loss),
        Mtu = mtu,
        Overhead = plan.Overhead,
    }.WithQueue(plan.QueueLimit);

    /// <summary>With what a change says; what it leaves open stays.</summary>
    internal LinkParameters Patched(DirectionChangePlan change)
    {
        LinkParameters patched = this with
        {
            Rate = change.Rate?.BitsPerSecond ?? Rate,
            Delay = change.Delay ?? Delay,
            Loss = change.Loss is { } loss ? ShareOf(loss) : Loss,
            Overhead = change.Overhead ?? Overhead,
        };
        return change.QueueLimit is { } limit ? patched.WithQueue(limit) : patched;
    }

    private LinkParameters WithQueue(QueueLimit limit) => limit.Unit == QueueUnit.Packets
        ? this with { QueuePackets = (int)limit.Value, QueueBytes = 0 }
        : this with { QueuePackets = 0, QueueBytes = limit.Value };

    private static double ShareOf(Percentage percentage) => (double)percentage.PartsPerBillion / Percentage.Whole;
}
