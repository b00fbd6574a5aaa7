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

    /// <summary>Loss in bursts, instead of <see cref="Loss"/>.</summary>
    public BurstLoss? Bursts { get; init; }

    /// <summary>How delays spread; null: all packets take the same.</summary>
    public Jitter? Jitter { get; init; }

    /// <summary>The chance that a packet is sent twice, 0–1.</summary>
    public double Duplicate { get; init; }

    /// <summary>The chance that one bit of a packet is flipped, 0–1.</summary>
    public double Corrupt { get; init; }

    /// <summary>The chance that a packet whose turn it is goes ahead without delay, 0–1.</summary>
    public double Reorder { get; init; }

    /// <summary>It is the turn of every so manieth packet.</summary>
    public int ReorderGap { get; init; } = 1;

    /// <summary>Whether dice decide anything.</summary>
    internal bool IsImpaired => Loss > 0 || Bursts is not null || Jitter is not null || Duplicate > 0 || Corrupt > 0 || Reorder > 0;

    /// <summary>The largest IP packet that the link carries, in bytes; 0 = no limit.</summary>
    public int Mtu { get; init; }

    /// <summary>Bytes that every packet takes on the link beside its own, as in tc; may be negative.</summary>
    public int Overhead { get; init; }

    public static LinkParameters Of(DirectionPlan plan, int mtu) => new()
    {
        Rate = plan.Rate.BitsPerSecond,
        Delay = plan.Delay,
        Loss = plan.Loss.Fraction,
        Bursts = plan.BurstLoss is { } bursts ? BurstLoss.Of(bursts) : null,
        Jitter = Jitter.Of(plan),
        Duplicate = plan.Duplicate.Fraction,
        Corrupt = plan.Corrupt.Fraction,
        Reorder = plan.Reorder.Share.Fraction,
        ReorderGap = plan.Reorder.Gap,
        QueuePackets = plan.QueueLimit.Unit == QueueUnit.Packets ? (int)plan.QueueLimit.Value : 0,
        QueueBytes = plan.QueueLimit.Unit == QueueUnit.Packets ? 0 : plan.QueueLimit.Value,
        Mtu = mtu,
        Overhead = plan.Overhead,
    };

    /// <summary>The least that a packet takes from end to end, whatever the dice say: what lanes may look ahead over.</summary>
    internal static Duration LeastDelay(DirectionPlan plan)
    {
        if (plan.Reorder.Share != Percentage.Zero) return Duration.Zero;
        return Jitter.Of(plan)?.Least ?? plan.Delay;
    }
}

/// <summary>Loss in bursts, as chances from 0 to 1.</summary>
/// <param name="P">That the good state ends, with each packet.</param>
/// <param name="R">That the bad state ends.</param>
/// <param name="Good">That a packet is lost in the good state.</param>
/// <param name="Bad">That one is lost in the bad state.</param>
public sealed record BurstLoss(double P, double R, double Good, double Bad)
{
    public static BurstLoss Of(GilbertElliott plan) => new(plan.P.Fraction, plan.R.Fraction, plan.Good.Fraction, plan.Bad.Fraction);
}
