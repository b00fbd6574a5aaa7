using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Document;

/// <summary>What each direction of a link has of its own.</summary>
internal sealed class DirectionDocument : DocumentRecord
{
    public static readonly RecordShape<DirectionDocument> Shape =
        new RecordShape<DirectionDocument>("direction", static () => new DirectionDocument(), "One direction of a link.")
            .Optional("rate", Scalars.Rate, static (d, v) => d.Words = d.Words with { Rate = v.Value },
                "bits per second, counting frames with their 14-byte Ethernet header, or 'unlimited'")
            .Optional("delay", static () => DelayDocument.EitherShape, static (d, v) => d.SetDelay(v.Value),
                "how long a packet travels after its last bit was sent")
            .Optional("queue", static () => QueueDocument.Shape,
                static (d, v) => d.SetQueue(v.Value),
                "where packets wait for the link to be free")
            .Optional("loss", static () => LossDocument.EitherShape, static (d, v) => d.SetLoss(v.Value),
                "how many of all packets are lost, each on its own, or in bursts")
            .Optional("duplicate", static () => ChanceDocument.EitherShape, static (d, v) => d.Words = d.Words with { Duplicate = v.Value.Chance },
                "how many packets are sent twice, one behind the other")
            .Optional("corrupt", static () => ChanceDocument.EitherShape, static (d, v) => d.Words = d.Words with { Corrupt = v.Value.Chance },
                "of how many packets one bit is flipped, behind the Ethernet header")
            .Optional("reorder", static () => ReorderDocument.EitherShape, static (d, v) => d.SetReorder(v), "how many packets are sent ahead, without delay")
            .Optional("overhead", Scalars.Bytes(-14, 65_535), static (d, v) => d.Words = d.Words with { Overhead = v.Value },
                "bytes that each packet takes on the link beyond its own, or saves if negative")
            .Optional("cell", static () => CellDocument.EitherShape, static (d, v) => d.Words = d.Words with { Cell = v.Value.Plan },
                "a link that sends cells: each packet fills a whole number of them")
            .Optional("bucket", static () => BucketDocument.EitherShape, static (d, v) => d.SetBucket(v.Value),
                "a token bucket: how much may be sent at once, and in the long run")
            .Optional("slots", static () => SlotsDocument.EitherShape, static (d, v) => d.SetSlots(v.Value), "packets arrive only in slots of time, together")
            .Optional("trace", static () => DeliveryTraceDocument.EitherShape, static (d, v) => d.SetTrace(v), "when packets leave, from a file, instead of a rate");

    /// <summary>What is said; the rest is null. What comes from files is there after planning.</summary>
    public DirectionChangePlan Words { get; set; } = DirectionChangePlan.Nothing;

    public DelayDocument? Delay { get; private set; }
    public LossDocument? Loss { get; private set; }
    public BucketDocument? Bucket { get; private set; }
    public SlotsDocument? Slots { get; private set; }
    public Located<DeliveryTraceDocument>? Trace { get; private set; }
    public Place? ReorderPlace { get; private set; }

    public bool IsEmpty => Words == DirectionChangePlan.Nothing;

    /// <summary>Where it says something of the queue.</summary>
    public QueueDocument? Queue { get; private set; }

    private void SetQueue(QueueDocument queue) => (Queue, Words) = (queue, Words with { Queue = queue.IsEmpty ? null : queue.Words });

    private void SetDelay(DelayDocument delay)
    {
        Delay = delay;
        Words = Words with
        {
            Delay = delay.Mean,
            Jitter = delay.Jitter,
            Distribution = delay.Distribution,
            DelayCorrelation = delay.Correlation,
            Order = delay.Order,
        };
    }

    private void SetLoss(LossDocument loss)
    {
        Loss = loss;
        Words = Words with { Loss = loss.Chance, BurstLoss = loss.Bursts, StateLoss = loss.Chain };
    }

    private void SetReorder(Located<ReorderDocument> reorder)
    {
        ReorderPlace = reorder.Place;
        Words = Words with { Reorder = new Reordering(reorder.Value.Percent, reorder.Value.Gap, reorder.Value.Correlation) };
    }

    private void SetBucket(BucketDocument bucket)
    {
        Bucket = bucket;
        Words = Words with { Bucket = bucket.Plan };
    }

    private void SetSlots(SlotsDocument slots)
    {
        Slots = slots;
        Words = Words with { Slots = slots.Plan };
    }

    private void SetTrace(Located<DeliveryTraceDocument> trace)
    {
        Trace = trace;
        Words = Words with { Trace = DeliveryTracePlan.None };
    }
}
