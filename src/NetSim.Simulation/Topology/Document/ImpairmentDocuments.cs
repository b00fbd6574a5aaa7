using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>delay: 45 ms</c>, or <c>delay: { mean: 45 ms, jitter: 12 ms, distribution: paretonormal }</c>.</summary>
internal sealed class DelayDocument : DocumentRecord
{
    public static readonly WordShape<JitterDistribution> DistributionWords = new(
        new("uniform", JitterDistribution.Uniform), new("normal", JitterDistribution.Normal),
        new("pareto", JitterDistribution.Pareto), new("paretonormal", JitterDistribution.ParetoNormal));

    public static readonly WordShape<DeliveryOrder> OrderWords = new(new("kept", DeliveryOrder.Kept), new("free", DeliveryOrder.Free));

    public static readonly RecordShape<DelayDocument> Shape =
        new RecordShape<DelayDocument>("delay", static () => new DelayDocument(), "How long packets travel.")
            .Optional("mean", Scalars.Duration, static (d, v) => d.Mean = v.Value, "the delay round which the jitter spreads")
            .Optional("jitter", Scalars.Duration, static (d, v) => d.Jitter = v.Value,
                "how far: at most, if the distribution is uniform, else the standard deviation; no delay is below 0")
            .Optional("correlation", Scalars.Percent, static (d, v) => d.Correlation = v.Value,
                "how much of a packet's deviation is in that of the next, as in tc-netem")
            .Optional("distribution", static () => TableDocument.EitherShape, static (d, v) => (d.Distribution, d.TableFile) = (v.Value.Word, v.Value.File),
                "as in tc-netem")
            .Optional("order", OrderWords, static (d, v) => d.Order = v.Value,
                "kept: jitter lets no packet overtake another; free: it does, as in tc-netem");

    /// <summary>In the short form the mean alone is said.</summary>
    public static Shape<DelayDocument> EitherShape => new EitherShape<DelayDocument>(
        new MappedShape<Duration, DelayDocument>(Scalars.Duration, static mean => new DelayDocument { Mean = mean }), Shape);

    public Duration? Mean { get; private set; }
    public Duration? Jitter { get; private set; }
    public JitterDistribution? Distribution { get; private set; }
    public DeliveryOrder? Order { get; private set; }
    public Percentage? Correlation { get; private set; }

    /// <summary>Of the distribution, if it is a table.</summary>
    public Located<string>? TableFile { get; private set; }
}

/// <summary><c>distribution: normal</c>, or <c>distribution: { file: wan.dist }</c>.</summary>
internal sealed class TableDocument : DocumentRecord
{
    private static readonly RecordShape<TableDocument> Shape =
        new RecordShape<TableDocument>("distributionTable", static () => new TableDocument { Word = JitterDistribution.Table },
            "A distribution of one's own.")
            .Required("file", Scalars.Text, static (t, v) => t.File = v, "a table in the format of iproute2's .dist files");

    public static Shape<TableDocument> EitherShape => new EitherShape<TableDocument>(
        new MappedShape<JitterDistribution, TableDocument>(DelayDocument.DistributionWords, static word => new TableDocument { Word = word }), Shape);

    public JitterDistribution Word { get; private init; }
    public Located<string>? File { get; private set; }
}

/// <summary><c>duplicate: 1 %</c>, or <c>duplicate: { percent: 1 %, correlation: 25 % }</c>.</summary>
internal sealed class ChanceDocument : DocumentRecord
{
    private static readonly RecordShape<ChanceDocument> Shape =
        new RecordShape<ChanceDocument>("chance", static () => new ChanceDocument(), "How often something happens to a packet.")
            .Required("percent", Scalars.Percent, static (c, v) => c.Chance = c.Chance with { Share = v.Value }, "how many of all packets")
            .Optional("correlation", Scalars.Percent, static (c, v) => c.Chance = c.Chance with { Correlation = v.Value }, CorrelationMeaning);

    public const string CorrelationMeaning = "how much of the last number is in the next one, as in tc-netem: what is rare becomes rarer, and comes in bursts";

    public static Shape<ChanceDocument> EitherShape => new EitherShape<ChanceDocument>(
        new MappedShape<Percentage, ChanceDocument>(Scalars.Percent, static share => new ChanceDocument { Chance = share }), Shape);

    public Chance Chance { get; private set; }
}

/// <summary>
/// <c>loss: 1 %</c>, <c>loss: { percent: 1 %, correlation: 25 % }</c>, or a chain: <c>loss: { model: gilbert-elliott, p: 1 %, r: 30 %, good: 0 %, bad: 60 % }</c>,
/// <c>loss: { model: state, p13: 1 %, p31: 30 % }</c>.
/// </summary>
internal sealed class LossDocument : DocumentRecord
{
    private static readonly Percentage Whole = new(Percentage.Whole);

    private static readonly RecordShape<LossDocument> Random =
        new RecordShape<LossDocument>("randomLoss", static () => new LossDocument(), "Loss by dice alone.")
            .Optional("model", Model("random"), static (_, _) => { }, "random: netem's loss random")
            .Required("percent", Scalars.Percent, static (l, v) => l.Chance = l.Chance with { Share = v.Value }, "how many of all packets")
            .Optional("correlation", Scalars.Percent, static (l, v) => l.Chance = l.Chance with { Correlation = v.Value }, ChanceDocument.CorrelationMeaning);

    private static readonly RecordShape<LossDocument> TwoStates =
        new RecordShape<LossDocument>("loss", static () => new LossDocument { Bursts = new(default, default, default, Whole) }, "Loss in bursts, by a chain of two states.")
            .Required("model", Model("gilbert-elliott"), static (_, _) => { }, "gilbert-elliott: netem's gemodel")
            .Required("p", Scalars.Percent, static (l, v) => l.Bursts = l.Bursts! with { P = v.Value }, "the chance, with each packet, that the good state ends")
            .Required("r", Scalars.Percent, static (l, v) => l.Bursts = l.Bursts! with { R = v.Value }, "the chance, with each packet, that the bad state ends")
            .Defaulted("good", Scalars.Percent, Percentage.Zero, static (l, v) => l.Bursts = l.Bursts! with { Good = v.Value },
                "how many are lost in the good state (netem's 1-k)")
            .Defaulted("bad", Scalars.Percent, Whole, static (l, v) => l.Bursts = l.Bursts! with { Bad = v.Value },
                "how many are lost in the bad state (netem's 1-h)");

    private static readonly RecordShape<LossDocument> FourStates =
        new RecordShape<LossDocument>("stateLoss", static () => new LossDocument { States = new(default, default, default, default, default) },
            "Loss by a chain of four states: 1 received, 2 received within a burst, 3 lost within a burst, 4 lost alone.")
            .Required("model", Model("state"), static (_, _) => { }, "state: netem's loss state")
            .Required("p13", Scalars.Percent, static (l, v) => l.States = l.States! with { P13 = v.Value }, "the chance that a burst begins")
            .Optional("p31", Scalars.Percent, static (l, v) => l._p31 = v.Value, "the chance that it ends: 100 % less p13, if this is not given")
            .Defaulted("p32", Scalars.Percent, Percentage.Zero, static (l, v) => l.States = l.States! with { P32 = v.Value },
                "the chance that within a burst packets are received again")
            .Defaulted("p23", Scalars.Percent, Whole, static (l, v) => l.States = l.States! with { P23 = v.Value },
                "the chance that within a burst packets are lost again")
            .Defaulted("p14", Scalars.Percent, Percentage.Zero, static (l, v) => l.States = l.States! with { P14 = v.Value }, "the chance that a packet is lost alone");

    private Percentage? _p31;

    private FourStateLoss? States { get; set; }

    public static Shape<LossDocument> EitherShape => new EitherShape<LossDocument>(
        new MappedShape<Percentage, LossDocument>(Scalars.Percent, static share => new LossDocument { Chance = share }),
        new VariantShape<LossDocument>("model", new("random", Random), new("gilbert-elliott", TwoStates), new("state", FourStates)));

    public Chance Chance { get; private set; }
    public GilbertElliott? Bursts { get; private set; }

    public FourStateLoss? Chain =>
        States is { } states ? states with { P31 = _p31 ?? new Percentage(Percentage.Whole - states.P13.PartsPerBillion) } : null;

    private static WordShape<bool> Model(string word) => new(new Word<bool>(word, true));
}

/// <summary><c>reorder: 2 %</c>, or <c>reorder: { percent: 50 %, gap: 5 }</c>.</summary>
internal sealed class ReorderDocument : DocumentRecord
{
    public static readonly RecordShape<ReorderDocument> Shape =
        new RecordShape<ReorderDocument>("reorder", static () => new ReorderDocument(), "Packets that are sent ahead, without delay.")
            .Required("percent", Scalars.Percent, static (r, v) => r.Percent = v.Value, "how many of those whose turn it is")
            .Defaulted("gap", Scalars.Integer(1, 1_000_000), 1, static (r, v) => r.Gap = v.Value,
                "1: it is every packet's turn; 5: that of the fifth, and of those behind it until one was sent ahead")
            .Optional("correlation", Scalars.Percent, static (r, v) => r.Correlation = v.Value, ChanceDocument.CorrelationMeaning);

    public static Shape<ReorderDocument> EitherShape => new EitherShape<ReorderDocument>(
        new MappedShape<Percentage, ReorderDocument>(Scalars.Percent, static share => new ReorderDocument { Percent = share }), Shape);

    public Percentage Percent { get; private set; }
    public int Gap { get; private set; } = 1;
    public Percentage Correlation { get; private set; }
}
