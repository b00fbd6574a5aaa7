using System.Globalization;
using System.Text;

namespace NetSim.Benchmarks.Compare;

/// <summary>The result as a table of Markdown.</summary>
internal sealed class ComparisonTable
{
    private readonly StringBuilder _text = new("| work | `netsim bench` | ns-3 | NetSim | ratio |\n|---|---|---|---|---|\n");

    /// <param name="measure">What the line shows.</param>
    /// <param name="way">How NetSim ran it.</param>
    /// <param name="ns3">Medians.</param>
    /// <param name="netsim">Medians.</param>
    public void Add(Measure measure, Way way, Outcome ns3, Outcome netsim)
    {
        double ratio = TimeOf(measure, ns3) / TimeOf(measure, netsim);
        _text.Append(CultureInfo.InvariantCulture, $"| {way.Work} | `{way.Bench}` | {Show(measure, ns3)} | {Show(measure, netsim)} | {ShowRatio(ratio)} |\n");
    }

    public override string ToString() => _text.ToString();

    private static double TimeOf(Measure measure, Outcome outcome) => measure == Measure.SetUp ? outcome.SetUpSeconds : outcome.RunSeconds;

    private static string Show(Measure measure, Outcome outcome)
    {
        double seconds = TimeOf(measure, outcome);
        string time = seconds >= 9.95 ? FormattableString.Invariant($"{seconds:0.0} s") : FormattableString.Invariant($"{seconds:0.00} s");
        return measure switch
        {
            Measure.RunWithGoodput => FormattableString.Invariant($"{time}, {outcome.Goodput:0.00} Mbit/s"),
            Measure.SetUp => FormattableString.Invariant($"{time}, {outcome.BytesPerNode / 1024:0.0} KiB a node"),
            _ => time,
        };
    }

    private static string ShowRatio(double ratio) =>
        ratio >= 9.95 ? FormattableString.Invariant($"{ratio:0} ×") : FormattableString.Invariant($"{ratio:0.0} ×");
}
