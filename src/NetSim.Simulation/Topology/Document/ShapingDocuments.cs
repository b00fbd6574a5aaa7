using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Document;

/// <summary>The word that takes away what a profile, the defaults or the other direction say.</summary>
internal static class NoneWord
{
    public static Shape<T> Or<T>(Shape<T> mapping, Func<T> none) =>
        new EitherShape<T>(new MappedShape<bool, T>(new WordShape<bool>(new Word<bool>("none", true)), _ => none()), mapping);
}

/// <summary><c>cell: { size: 48 B, overhead: 5 B }</c>.</summary>
internal sealed class CellDocument : DocumentRecord
{
    private static readonly RecordShape<CellDocument> Shape =
        new RecordShape<CellDocument>("cell", static () => new CellDocument(), "A link that sends cells of one size, as ATM does.")
            .Required("size", Scalars.Bytes(1, 65_535), static (c, v) => c.Plan = c.Plan with { Size = v.Value }, "how much of a packet a cell carries")
            .Defaulted("overhead", Scalars.Bytes(0, 255), 0, static (c, v) => c.Plan = c.Plan with { Overhead = v.Value },
                "what a cell takes on the link beyond that");

    public static Shape<CellDocument> EitherShape => NoneWord.Or(Shape, static () => new CellDocument());

    public CellPlan Plan { get; private set; }
}

/// <summary><c>bucket: { rate: 10 Mbit/s, burst: 15 KB, limit: 64 KiB }</c>.</summary>
internal sealed class BucketDocument : DocumentRecord
{
    private static readonly RecordShape<BucketDocument> Shape =
        new RecordShape<BucketDocument>("bucket", static () => new BucketDocument(), "A token bucket before the transmitter, by the names of tc-tbf.")
            .Required("rate", Scalars.Rate, static (b, v) => b.Rate = v, "how fast it fills")
            .Required("burst", Scalars.Size, static (b, v) => b._plan = b._plan with { Burst = v.Value }, "how much it holds: the most that passes at once")
            .Optional("peakrate", Scalars.Rate, static (b, v) => b.PeakRate = v, "how fast a burst itself passes")
            .Optional("mtu", Scalars.Size, static (b, v) => b._plan = b._plan with { Mtu = v.Value }, "how much passes at once at the peak rate: one packet at the least")
            .Optional("limit", Scalars.Size, static (b, v) => b._plan = b._plan with { Limit = v.Value }, "how much may wait for tokens")
            .Optional("latency", Scalars.Duration, static (b, v) => b._latency = v.Value, "the same, as the longest time that a packet waits")
            .AtMostOneOf("limit", "latency")
            .OnlyWith("peakrate", "mtu")
            .OnlyWith("mtu", "peakrate");

    private TokenBucketPlan _plan;
    private Duration? _latency;

    public static Shape<BucketDocument> EitherShape => NoneWord.Or(Shape, static () => new BucketDocument());

    public Located<BitRate>? Rate { get; private set; }
    public Located<BitRate>? PeakRate { get; private set; }

    public TokenBucketPlan Plan
    {
        get
        {
            TokenBucketPlan plan = _plan with { Rate = Rate?.Value ?? default, PeakRate = PeakRate?.Value ?? default };
            if (_latency is not { } latency) return plan;
            // As tc reckons: what comes in within the latency, and the burst; of two buckets, the less patient one.
            long limit = Reckon(plan.Rate, plan.Burst);
            return plan with { Limit = new ByteSize(plan.PeakRate.IsUnlimited ? limit : Math.Min(limit, Reckon(plan.PeakRate, plan.Mtu))) };

            long Reckon(BitRate rate, ByteSize burst) =>
                (long)Int128.Min(ByteSize.Table.Most, (Int128)rate.BitsPerSecond * latency.Nanoseconds / 8_000_000_000 + burst.Bytes);
        }
    }
}

/// <summary><c>slots: { min: 1 ms, max: 5 ms, packets: 10 }</c>.</summary>
internal sealed class SlotsDocument : DocumentRecord
{
    private static readonly RecordShape<SlotsDocument> Shape =
        new RecordShape<SlotsDocument>("slots", static () => new SlotsDocument(), "Packets arrive together when a slot opens, as with netem's slot.")
            .Required("min", Scalars.Duration, static (s, v) => (s._min, s.IsStated) = (v.Value, true), "the least time to the next slot")
            .Optional("max", Scalars.Duration, static (s, v) => s.Max = v, "the most: as the least, if this is not given")
            .Optional("packets", Scalars.Integer(1, int.MaxValue), static (s, v) => s._packets = v.Value, "how many packets a slot takes")
            .Optional("bytes", Scalars.Size, static (s, v) => s._bytes = v.Value, "after how many bytes it is full");

    private Duration _min;
    private int _packets;
    private ByteSize _bytes;

    public static Shape<SlotsDocument> EitherShape => NoneWord.Or(Shape, static () => new SlotsDocument());

    /// <summary>More than the word "none".</summary>
    public bool IsStated { get; private set; }

    public Located<Duration>? Max { get; private set; }

    public SlotPlan Plan => new(_min, Max?.Value ?? _min, _packets, _bytes);
}

/// <summary><c>trace: { file: lte.trace }</c>.</summary>
internal sealed class DeliveryTraceDocument : DocumentRecord
{
    private static readonly RecordShape<DeliveryTraceDocument> Shape =
        new RecordShape<DeliveryTraceDocument>("deliveryTrace", static () => new DeliveryTraceDocument(),
            "When packets may leave, instead of a rate: a trace in mahimahi's format.")
            .Required("file", Scalars.Text, static (t, v) => t.File = v, "a line for each 1500 bytes: the millisecond at which they leave; all of it is repeated");

    public static Shape<DeliveryTraceDocument> EitherShape => NoneWord.Or(Shape, static () => new DeliveryTraceDocument());

    public Located<string>? File { get; private set; }
}
