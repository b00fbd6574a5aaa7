using NetSim.Simulation.Topology.Binding;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Document;

/// <summary><c>repeat: { count: 5, pause: 10 s }</c>, or only the count.</summary>
internal sealed class RepeatDocument : DocumentRecord
{
    public static readonly Duration DefaultPause = Duration.FromSeconds(1);

    private static readonly ScalarShape<int> CountShape = Scalars.Integer(2, 1_000_000);

    private static readonly RecordShape<RepeatDocument> Mapping =
        new RecordShape<RepeatDocument>("repeat", static () => new RepeatDocument(), "Starts an application again after it has ended.")
            { MayBeEmpty = true }
            .Optional("count", CountShape, static (r, v) => r.Count = v.Value, "how many times in all; without it, until it is stopped or the run ends")
            .Defaulted("pause", Scalars.Duration, DefaultPause, static (r, v) => r.Pause = v, "time from an end to the next start");

    public static Shape<RepeatDocument> Shape => new EitherShape<RepeatDocument>(
        new MappedShape<int, RepeatDocument>(CountShape, static count => new RepeatDocument { Count = count }), Mapping);

    public int? Count { get; private set; }

    /// <summary>Null: the default.</summary>
    public Located<Duration>? Pause { get; private set; }
}
