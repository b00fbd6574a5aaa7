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

    /// <summary>The queue that holds its packets and decides about them; null: drop-tail.</summary>
    public QueuePlan? Discipline { get; init; }

    /// <summary>The chance that a packet is sent and never arrives, 0–1.</summary>
    public double Loss { get; init; }

    /// <summary>How much of the last number is in the next one, 0–1; likewise for the other chances.</summary>
    public double LossCorrelation { get; init; }

    /// <summary>Loss in bursts, instead of <see cref="Loss"/>.</summary>
    public BurstLoss? Bursts { get; init; }

    /// <summary>Loss by a chain of four states, instead of <see cref="Loss"/>.</summary>
    public StateLoss? States { get; init; }

    /// <summary>How delays spread; null: all packets take the same.</summary>
    public Jitter? Jitter { get; init; }

    /// <summary>The chance that a packet is sent twice, 0–1.</summary>
    public double Duplicate { get; init; }
    public double DuplicateCorrelation { get; init; }

    /// <summary>The chance that one bit of a packet is flipped, 0–1.</summary>
    public double Corrupt { get; init; }
    public double CorruptCorrelation { get; init; }

    /// <summary>The chance that a packet whose turn it is goes ahead without delay, 0–1.</summary>
    public double Reorder { get; init; }
    public double ReorderCorrelation { get; init; }

    /// <summary>It is the turn of every so manieth packet.</summary>
    public int ReorderGap { get; init; } = 1;

    /// <summary>When slots open; none as a rule.</summary>
    public SlotPlan Slots { get; init; }

    /// <summary>How large the cells are, if the link sends cells.</summary>
    public CellPlan Cell { get; init; }

    public TokenBucketPlan Bucket { get; init; }
    public DeliveryTracePlan Trace { get; init; } = DeliveryTracePlan.None;

    /// <summary>Whether something holds packets back beside the rate.</summary>
    internal bool IsShaped => !Bucket.IsNone || !Trace.IsNone;

    /// <summary>Whether it does anything that takes more than rate, delay and a queue.</summary>
    internal bool IsUnusual => Loss > 0 || Bursts is not null || States is not null || Jitter is not null || Duplicate > 0 || Corrupt > 0 || Reorder > 0
        || !Slots.IsNone || Cell.Size > 0 || IsShaped || Discipline is not null;

    /// <summary>The largest IP packet that the link carries, in bytes; 0 = no limit.</summary>
    public int Mtu { get; init; }

    /// <summary>Bytes that every packet takes on the link beside its own, as in tc; may be negative.</summary>
    public int Overhead { get; init; }

    /// <summary>What a packet takes of the link. A trace counts IP packets, as those who take traces do.</summary>
    internal int BytesOnLink(int length, int ipLength)
    {
        int bytes = Math.Max(0, (Trace.IsNone ? length : ipLength) + Overhead);
        return Cell.Size == 0 ? bytes : (bytes + Cell.Size - 1) / Cell.Size * (Cell.Size + Cell.Overhead);
    }

    public static LinkParameters Of(DirectionPlan plan, int mtu) => new()
    {
        Rate = plan.Rate.BitsPerSecond,
        Delay = plan.Delay,
        Loss = plan.Loss.Share.Fraction,
        LossCorrelation = plan.Loss.Correlation.Fraction,
        Bursts = plan.BurstLoss is { } bursts ? BurstLoss.Of(bursts) : null,
        States = plan.StateLoss is { } states ? StateLoss.Of(states) : null,
        Jitter = Jitter.Of(plan),
        Duplicate = plan.Duplicate.Share.Fraction,
        DuplicateCorrelation = plan.Duplicate.Correlation.Fraction,
        Corrupt = plan.Corrupt.Share.Fraction,
        CorruptCorrelation = plan.Corrupt.Correlation.Fraction,
        Reorder = plan.Reorder.Share.Fraction,
        ReorderCorrelation = plan.Reorder.Correlation.Fraction,
        ReorderGap = plan.Reorder.Gap,
        QueuePackets = plan.QueueLimit.Unit == QueueUnit.Packets ? (int)plan.QueueLimit.Value : 0,
        QueueBytes = QueueBytesOf(plan),
        Discipline = plan.Queue.Kind == QueueKind.DropTail ? null : plan.Queue,
        Mtu = mtu,
        Overhead = plan.Overhead,
        Cell = plan.Cell,
        Bucket = plan.Bucket,
        Slots = plan.Slots,
        Trace = plan.Trace,
    };

    /// <summary>What waits for tokens waits in the queue of the link, so both bound it.</summary>
    private static long QueueBytesOf(DirectionPlan plan)
    {
        long ofQueue = plan.QueueLimit.Unit == QueueUnit.Packets ? 0 : plan.QueueLimit.Value, ofBucket = plan.Bucket.Limit.Bytes;
        return ofQueue == 0 ? ofBucket : ofBucket == 0 ? ofQueue : Math.Min(ofQueue, ofBucket);
    }

    /// <summary>The least that a packet takes from end to end, whatever the dice say: what lanes may look ahead over.</summary>
    internal static Duration LeastDelay(DirectionPlan plan) => DelayTerms.Of(plan).Least;
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

/// <summary>Loss by a chain of four states, as chances from 0 to 1; see <see cref="FourStateLoss"/>.</summary>
public sealed record StateLoss(double P13, double P31, double P32, double P23, double P14)
{
    public static StateLoss Of(FourStateLoss plan) =>
        new(plan.P13.Fraction, plan.P31.Fraction, plan.P32.Fraction, plan.P23.Fraction, plan.P14.Fraction);
}
