using NetSim.Simulation.Topology.Binding;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Document;

internal enum ClockWord
{
    Auto,
    Virtual,
    Real,
    Scaled,
}

/// <summary>Which clock the file asks for.</summary>
/// <param name="Word">A scaled one is the real clock, slower or faster.</param>
/// <param name="Scale">Simulated seconds per second.</param>
internal readonly record struct ClockDocument(ClockWord Word, double Scale = 1);

/// <summary><c>time: { mode: virtual, stop: 60 s }</c>.</summary>
internal sealed class TimeDocument : DocumentRecord
{
    private static readonly RecordShape<ScaleDocument> ScaleShape =
        new RecordShape<ScaleDocument>("scale", static () => new ScaleDocument(), "Real time, slower or faster.")
            .Required("scale", Scalars.Number(0.000001, 1_000_000), static (s, v) => s.Scale = v.Value, "simulated seconds per second");

    private static readonly Shape<ClockDocument> ClockShape = new EitherShape<ClockDocument>(
        new WordShape<ClockDocument>(
            new("auto", new ClockDocument(ClockWord.Auto)),
            new("virtual", new ClockDocument(ClockWord.Virtual)),
            new("real", new ClockDocument(ClockWord.Real))),
        new MappedShape<ScaleDocument, ClockDocument>(ScaleShape, static scale => new ClockDocument(ClockWord.Scaled, scale.Scale)));

    public static readonly RecordShape<TimeDocument> Shape =
        new RecordShape<TimeDocument>("time", static () => new TimeDocument(), "The clock of a run.")
            .Optional("mode", ClockShape, static (t, v) => t.Clock = v,
                "virtual: as fast as it can, and the same every time; real: the wall clock; { scale: 0.5 }: the wall clock at half speed; "
                + "auto: real if the file has a real device, else virtual")
            .Optional("stop", Scalars.Duration, static (t, v) => t.Stop = v, "when the run ends; without it, when its applications end");

    public Located<ClockDocument>? Clock { get; private set; }
    public Located<Duration>? Stop { get; private set; }

    private sealed class ScaleDocument : DocumentRecord
    {
        public double Scale { get; set; } = 1;
    }
}
