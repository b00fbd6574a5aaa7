using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Document;

/// <summary>What each direction of a link has of its own.</summary>
internal sealed class DirectionDocument : DocumentRecord
{
    public static readonly RecordShape<DirectionDocument> Shape =
        new RecordShape<DirectionDocument>("direction", static () => new DirectionDocument(), "One direction of a link.")
            .Optional("rate", Scalars.Rate, static (d, v) => d.Rate = v.Value,
                "bits per second, counting frames with their 14-byte Ethernet header, or 'unlimited'")
            .Optional("delay", Scalars.Duration, static (d, v) => d.Delay = v.Value,
                "how long a packet travels after its last bit was sent")
            .Optional("queue", static () => QueueDocument.Shape, static (d, v) => d.Queue = v.Value,
                "where packets wait for the link to be free")
            .Optional("loss", Scalars.Percent, static (d, v) => d.Loss = v.Value, "how many of all packets are lost, each on its own")
            .Optional("overhead", Scalars.Bytes(-14, 65_535), static (d, v) => d.Overhead = v.Value,
                "bytes that each packet takes on the link beyond its own, or saves if negative");

    public BitRate? Rate { get; private set; }
    public Duration? Delay { get; private set; }
    public QueueDocument? Queue { get; private set; }
    public Percentage? Loss { get; private set; }
    public int? Overhead { get; private set; }

    public bool IsEmpty => Rate is null && Delay is null && Queue is null && Loss is null && Overhead is null;
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

/// <summary>What a link, a profile and the defaults have in common.</summary>
internal sealed class LinkPropertiesDocument : DocumentRecord
{
    public static readonly WordShape<Framing> FramingWords = new(new("ethernet", Plan.Framing.Ethernet), new("ip", Plan.Framing.Ip));

    public static readonly RecordShape<LinkPropertiesDocument> Shape =
        new RecordShape<LinkPropertiesDocument>("linkProperties", static () => new LinkPropertiesDocument(), "What a link is like.")
            .Include(DirectionDocument.Shape, static p => p.Forward)
            .Optional("mtu", Scalars.Bytes(1, 65_535), static (p, v) => p.Mtu = v, "the largest IP packet that the link carries, in bytes")
            .Optional("framing", FramingWords, static (p, v) => p.Framing = v.Value,
                "ethernet: MAC addresses, ARP, NDP, switches; ip: bare packets from point to point")
            .Optional("reverse", static () => DirectionDocument.Shape, static (p, v) => p.Reverse = v.Value,
                "what is different from the second endpoint to the first");

    public DirectionDocument Forward { get; } = new();
    public Located<int>? Mtu { get; private set; }
    public Framing? Framing { get; private set; }
    public DirectionDocument? Reverse { get; private set; }
}
