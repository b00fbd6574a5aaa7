using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>10 ms</c>, always, or <c>{ mean: 10 ms, distribution: exponential }</c>.</summary>
internal sealed class DistributionDocument : DocumentRecord
{
    public static readonly WordShape<DistributionKind> Words = new(
        new("constant", DistributionKind.Constant), new("uniform", DistributionKind.Uniform),
        new("exponential", DistributionKind.Exponential), new("pareto", DistributionKind.Pareto));

    private static readonly RecordShape<DistributionDocument> Intervals = Add(
        new RecordShape<DistributionDocument>("interval", static () => new DistributionDocument(), "Intervals that are drawn.")
            .Required("mean", Scalars.Duration, static (d, v) => d.Mean = v.Value.Nanoseconds, "the mean of the intervals"));

    private static readonly RecordShape<DistributionDocument> Sizes = Add(
        new RecordShape<DistributionDocument>("datagramSize", static () => new DistributionDocument(), "Sizes of datagrams that are drawn.")
            .Required("mean", SizeShape, static (d, v) => d.Mean = v.Value, "the mean of the sizes"));

    private static readonly RecordShape<DistributionDocument> ByteCounts = Add(
        new RecordShape<DistributionDocument>("byteCount", static () => new DistributionDocument(), "Sizes that are drawn.")
            .Required("mean", Scalars.Size, static (d, v) => d.Mean = v.Value.Bytes, "the mean of the sizes"));

    /// <summary>One that never ends is asked for by no file: with it, nothing overflows.</summary>
    public static readonly Duration LongestMean = Duration.FromSeconds(1_000_000);

    public static Shape<Distribution> Interval => new EitherShape<Distribution>(
        new MappedShape<Duration, Distribution>(Scalars.Duration, static value => Distribution.Constant(value)),
        new MappedShape<DistributionDocument, Distribution>(Intervals, static drawn => drawn.ToPlan()));

    /// <summary>Payload bytes of a datagram.</summary>
    public static Shape<Distribution> Size => new EitherShape<Distribution>(
        new MappedShape<int, Distribution>(SizeShape, static value => Distribution.Constant(value)),
        new MappedShape<DistributionDocument, Distribution>(Sizes, static drawn => drawn.ToPlan()));

    /// <summary>Bytes of what is not bound to the size of a datagram.</summary>
    public static Shape<Distribution> ByteCount => new EitherShape<Distribution>(
        new MappedShape<ByteSize, Distribution>(Scalars.Size, static value => Distribution.Constant(value.Bytes)),
        new MappedShape<DistributionDocument, Distribution>(ByteCounts, static drawn => drawn.ToPlan()));

    public long Mean { get; private set; }

    public DistributionKind Kind { get; private set; }

    private static ScalarShape<int> SizeShape => Scalars.Bytes(1, TrafficPlan.MostSize);

    private static RecordShape<DistributionDocument> Add(RecordShape<DistributionDocument> shape) =>
        shape.Defaulted("distribution", Words, DistributionKind.Exponential, static (d, v) => d.Kind = v.Value,
            "uniform (from nothing to twice the mean), exponential (as of a Poisson process), pareto (shape 2) or constant");

    /// <summary>A mean that is missing has been reported, and is not to be found too short as well.</summary>
    private Distribution ToPlan() => new(Kind, IsDamaged ? Math.Max(1, Mean) : Mean);
}
