using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;

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
                static (d, v) => d.Words = d.Words with { QueueKind = v.Value.Kind, QueueLimit = v.Value.Limit },
                "where packets wait for the link to be free")
            .Optional("loss", static () => LossDocument.EitherShape, static (d, v) => d.SetLoss(v.Value),
                "how many of all packets are lost, each on its own, or in bursts")
            .Optional("duplicate", Scalars.Percent, static (d, v) => d.Words = d.Words with { Duplicate = v.Value },
                "how many packets are sent twice, one behind the other")
            .Optional("corrupt", Scalars.Percent, static (d, v) => d.Words = d.Words with { Corrupt = v.Value },
                "of how many packets one bit is flipped, behind the Ethernet header")
            .Optional("reorder", static () => ReorderDocument.EitherShape,
                static (d, v) => d.Words = d.Words with { Reorder = new Reordering(v.Value.Percent, v.Value.Gap) },
                "how many packets are sent ahead, without delay")
            .Optional("overhead", Scalars.Bytes(-14, 65_535), static (d, v) => d.Words = d.Words with { Overhead = v.Value },
                "bytes that each packet takes on the link beyond its own, or saves if negative");

    /// <summary>What is said; the rest is null.</summary>
    public DirectionChangePlan Words { get; private set; } = DirectionChangePlan.Nothing;

    public bool IsEmpty => Words == DirectionChangePlan.Nothing;

    private void SetDelay(DelayDocument delay) =>
        Words = Words with { Delay = delay.Mean, Jitter = delay.Jitter, Distribution = delay.Distribution, Order = delay.Order };

    private void SetLoss(LossDocument loss) => Words = Words with { Loss = loss.Share, BurstLoss = loss.Bursts };
}

/// <summary><c>queue: { kind: droptail, limit: 100 packets }</c>.</summary>
internal sealed class QueueDocument : DocumentRecord
{
    public static readonly WordShape<QueueKind> KindWords = new(new Word<QueueKind>("droptail", QueueKind.DropTail));

    public static readonly RecordShape<QueueDocument> Shape =
        new RecordShape<QueueDocument>("queue", static () => new QueueDocument(), "Where packets wait for the link to be free.")
            .Optional("kind", KindWords, static (q, v) => q.Kind = v.Value,
                "droptail: first in, first out; a packet that finds it full is dropped")
            .Optional("limit", Scalars.Limit, static (q, v) => q.Limit = v.Value, "how much it holds, in packets or bytes");

    public QueueKind? Kind { get; private set; }
    public QueueLimit? Limit { get; private set; }
}
