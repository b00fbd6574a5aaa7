using System.Globalization;
using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Document;

/// <summary>One parameter of queues: its key in a file, which is that of tc, and how its value is written.</summary>
/// <param name="Parameter">Which.</param>
/// <param name="Key">Its key.</param>
/// <param name="Shape">Reads the value.</param>
/// <param name="Text">Writes it.</param>
/// <param name="Meaning">For the schema.</param>
internal sealed record QueueWord(QueueParameter Parameter, string Key, Shape<long> Shape, Func<long, string> Text, string Meaning)
{
    /// <summary>The kinds of queues that it goes with.</summary>
    public required QueueKind[] Kinds { get; init; }
}

/// <summary>The words of <c>queue</c>: one row for each parameter says all that files, diagnostics and the schema need to know.</summary>
internal static class QueueVocabulary
{
    public static readonly WordShape<QueueKind> Kinds = new(
        new("droptail", QueueKind.DropTail), new("codel", QueueKind.CoDel), new("fq_codel", QueueKind.FqCoDel), new("red", QueueKind.Red),
        new("pie", QueueKind.Pie), new("drr", QueueKind.Drr), new("prio", QueueKind.Prio));

    private static readonly WordShape<QueueClasses> Classes = new(new("flow", QueueClasses.Flow), new("dscp", QueueClasses.Dscp));

    /// <summary>In the order in which they are shown.</summary>
    public static readonly QueueWord[] All =
    [
        Time(QueueParameter.Target, "target", "the delay that it aims at", QueueKind.CoDel, QueueKind.FqCoDel, QueueKind.Pie),
        Time(QueueParameter.Interval, "interval", "how long the delay is above the target before it drops: a round trip, at worst",
            QueueKind.CoDel, QueueKind.FqCoDel),
        Time(QueueParameter.CeThreshold, "ce_threshold", "marks all that can be marked and has waited longer", QueueKind.CoDel, QueueKind.FqCoDel),
        Time(QueueParameter.TUpdate, "tupdate", "how often it works out its probability anew", QueueKind.Pie),
        Count(QueueParameter.Alpha, "alpha", 32, "the weight of the distance from the target, in sixteenths", QueueKind.Pie),
        Count(QueueParameter.Beta, "beta", 32, "the weight of the change of the delay, in sixteenths", QueueKind.Pie),
        Switch(QueueParameter.DqRateEstimator, "dq_rate_estimator", "whether the delay is estimated from length and rate of departure, not measured",
            QueueKind.Pie),
        Count(QueueParameter.Flows, "flows", 65_536, "into how many queues flows are hashed", QueueKind.FqCoDel, QueueKind.Drr),
        Bytes(QueueParameter.Quantum, "quantum", "what each flow may send in its turn", QueueKind.FqCoDel, QueueKind.Drr),
        Classify(),
        Bytes(QueueParameter.MemoryLimit, "memory_limit", "how many bytes it holds in all", QueueKind.FqCoDel),
        Bytes(QueueParameter.Min, "min", "the average length at which it begins to drop; without it a third of max", QueueKind.Red),
        Bytes(QueueParameter.Max, "max", "the average length from which it drops everything; without it a quarter of the limit", QueueKind.Red),
        Bytes(QueueParameter.AvPkt, "avpkt", "the length of an average packet", QueueKind.Red),
        Count(QueueParameter.Burst, "burst", 1_000_000, "how many packets may come at once before the average follows; without it (2 min + max) / (3 avpkt)",
            QueueKind.Red),
        Share(QueueParameter.Probability, "probability", "how many are dropped when the average is at max", QueueKind.Red),
        Rate(QueueParameter.Bandwidth, "bandwidth", "how fast the average falls while the link is idle; without it the link's rate", QueueKind.Red),
        Switch(QueueParameter.Adaptive, "adaptive", "whether it changes its probability so that the average stays in the middle (ARED)", QueueKind.Red),
        Switch(QueueParameter.Ecn, "ecn", "whether packets that can be marked are marked instead of dropped (RFC 3168)",
            QueueKind.CoDel, QueueKind.FqCoDel, QueueKind.Red, QueueKind.Pie),
        Switch(QueueParameter.HardDrop, "harddrop", "whether above max packets are dropped even if they could be marked", QueueKind.Red),
    ];

    /// <summary>The keys of a kind, as a file may say them.</summary>
    public static IEnumerable<string> KeysOf(QueueKind kind) =>
        kind == QueueKind.Prio ? ["bands"] : All.Where(word => word.Kinds.Contains(kind)).Select(word => word.Key).Prepend("limit");

    private static QueueWord Time(QueueParameter parameter, string key, string meaning, params QueueKind[] kinds) =>
        new(parameter, key, new MappedShape<Duration, long>(Scalars.Duration, static time => time.Nanoseconds),
            static value => DurationText.Format(new Duration(value)), meaning) { Kinds = kinds };

    private static QueueWord Bytes(QueueParameter parameter, string key, string meaning, params QueueKind[] kinds) =>
        new(parameter, key, new MappedShape<ByteSize, long>(Scalars.Size, static size => size.Bytes),
            static value => new ByteSize(value).ToString(), meaning) { Kinds = kinds };

    private static QueueWord Count(QueueParameter parameter, string key, int most, string meaning, params QueueKind[] kinds) =>
        new(parameter, key, new MappedShape<int, long>(Scalars.Integer(parameter is QueueParameter.Alpha or QueueParameter.Beta ? 0 : 1, most), static count => count),
            static value => value.ToString(CultureInfo.InvariantCulture), meaning) { Kinds = kinds };

    private static QueueWord Share(QueueParameter parameter, string key, string meaning, params QueueKind[] kinds) =>
        new(parameter, key, new MappedShape<Percentage, long>(Scalars.Percent, static share => share.PartsPerBillion),
            static value => new Percentage((int)value).ToString(), meaning) { Kinds = kinds };

    private static QueueWord Rate(QueueParameter parameter, string key, string meaning, params QueueKind[] kinds) =>
        new(parameter, key, new MappedShape<BitRate, long>(Scalars.Rate, static rate => rate.BitsPerSecond),
            static value => new BitRate(value).ToString(), meaning) { Kinds = kinds };

    private static QueueWord Switch(QueueParameter parameter, string key, string meaning, params QueueKind[] kinds) =>
        new(parameter, key, new MappedShape<bool, long>(Scalars.YesNo, static isOn => isOn ? 1 : 0),
            static value => value == 0 ? "false" : "true", meaning) { Kinds = kinds };

    private static QueueWord Classify() =>
        new(QueueParameter.Classify, "classify", new MappedShape<QueueClasses, long>(Classes, static classes => (long)classes),
            static value => Classes.TextOf((QueueClasses)value), "flow: each flow is a class of its own; dscp: each code point is one") { Kinds = [QueueKind.Drr] };
}
