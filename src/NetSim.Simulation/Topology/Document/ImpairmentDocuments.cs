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
            .Optional("distribution", DistributionWords, static (d, v) => d.Distribution = v.Value, "as in tc-netem")
            .Optional("order", OrderWords, static (d, v) => d.Order = v.Value,
                "kept: jitter lets no packet overtake another; free: it does, as in tc-netem");

    /// <summary>In the short form the mean alone is said.</summary>
    public static Shape<DelayDocument> EitherShape => new EitherShape<DelayDocument>(
        new MappedShape<Duration, DelayDocument>(Scalars.Duration, static mean => new DelayDocument { Mean = mean }), Shape);

    public Duration? Mean { get; private set; }
    public Duration? Jitter { get; private set; }
    public JitterDistribution? Distribution { get; private set; }
    public DeliveryOrder? Order { get; private set; }
}

/// <summary><c>loss: 1 %</c>, or <c>loss: { model: gilbert-elliott, p: 1 %, r: 30 %, good: 0 %, bad: 60 % }</c>.</summary>
internal sealed class LossDocument : DocumentRecord
{
    private enum Model
    {
        GilbertElliott,
    }

    private static readonly WordShape<Model> ModelWords = new(new Word<Model>("gilbert-elliott", Model.GilbertElliott));

    public static readonly RecordShape<LossDocument> Shape =
        new RecordShape<LossDocument>("loss", static () => new LossDocument(), "Loss in bursts, by a chain of two states.")
            .Required("model", ModelWords, static (_, _) => { }, "gilbert-elliott: netem's gemodel")
            .Required("p", Scalars.Percent, static (l, v) => l._p = v.Value, "the chance, with each packet, that the good state ends")
            .Required("r", Scalars.Percent, static (l, v) => l._r = v.Value, "the chance, with each packet, that the bad state ends")
            .Defaulted("good", Scalars.Percent, Percentage.Zero, static (l, v) => l._good = v.Value, "how many are lost in the good state (netem's 1-k)")
            .Defaulted("bad", Scalars.Percent, new Percentage(Percentage.Whole), static (l, v) => l._bad = v.Value,
                "how many are lost in the bad state (netem's 1-h)");

    private Percentage _p, _r, _good, _bad;
    private bool _isPlain;

    public static Shape<LossDocument> EitherShape => new EitherShape<LossDocument>(
        new MappedShape<Percentage, LossDocument>(Scalars.Percent, static share => new LossDocument { Share = share, _isPlain = true }), Shape);

    public Percentage Share { get; private init; }

    public GilbertElliott? Bursts => _isPlain ? null : new GilbertElliott(_p, _r, _good, _bad);
}

/// <summary><c>reorder: 2 %</c>, or <c>reorder: { percent: 50 %, gap: 5 }</c>.</summary>
internal sealed class ReorderDocument : DocumentRecord
{
    public static readonly RecordShape<ReorderDocument> Shape =
        new RecordShape<ReorderDocument>("reorder", static () => new ReorderDocument(), "Packets that are sent ahead, without delay.")
            .Required("percent", Scalars.Percent, static (r, v) => r.Percent = v.Value, "how many of those whose turn it is")
            .Defaulted("gap", Scalars.Integer(1, 1_000_000), 1, static (r, v) => r.Gap = v.Value,
                "1: it is every packet's turn; 5: that of the fifth, and of those behind it until one was sent ahead");

    public static Shape<ReorderDocument> EitherShape => new EitherShape<ReorderDocument>(
        new MappedShape<Percentage, ReorderDocument>(Scalars.Percent, static share => new ReorderDocument { Percent = share }), Shape);

    public Percentage Percent { get; private set; }
    public int Gap { get; private set; } = 1;
}
