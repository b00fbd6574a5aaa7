using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Sampling;

namespace NetSim.Cli.Output.Reports.Html;

/// <summary>What each TCP connection did: how far it got, and what congestion control allowed it.</summary>
internal static class FlowCharts
{
    private const int MostFlows = 12;

    /// <summary>Of a connection that was over before it was read so often, the table says all there is to say.</summary>
    private const int FewestReadings = 6;

    private static readonly (double Least, string Name)[] Units = [(1e9, "GB"), (1e6, "MB"), (1e3, "KB"), (1, "B")];

    /// <summary>The ends that have sent most, in the order in which they were opened.</summary>
    public static IReadOnlyList<FlowSamples> Choose(RunSamples samples) =>
    [
        .. samples.Flows.Select((flow, index) => (Flow: flow, Index: index))
            .Where(entry => SampleLines.Most(entry.Flow.Sent) > 0 && entry.Flow.Sent.Values.Count >= FewestReadings)
            .OrderByDescending(entry => SampleLines.Last(entry.Flow.Sent)).ThenBy(entry => entry.Index)
            .Take(MostFlows)
            .OrderBy(entry => entry.Index)
            .Select(entry => entry.Flow),
    ];

    public static string NameOf(TcpFlow flow) => $"{flow.Node} {flow.Local} → {flow.Remote}";

    /// <summary>Time and sequence: data sent and data acknowledged.</summary>
    public static Chart Sequence(RunSamples samples, FlowSamples flow, int colour)
    {
        (double least, string unit) = UnitOf(SampleLines.Most(flow.Sent));
        List<(double Time, double Value)> sent = SampleLines.Levels(samples, flow.Sent, 1 / least);
        List<ChartLine> lines =
        [
            new ChartLine("sent", sent) { Colour = colour },
            new ChartLine("acknowledged", SampleLines.Levels(samples, flow.Acknowledged, 1 / least)) { Colour = Other(colour), Detail = Figures.Size(SampleLines.Last(flow.Acknowledged)) },
        ];
        List<(double, double)> again = [.. SampleLines.Rises(flow.Retransmitted).Select(at => sent[at])];
        if (again.Count > 0)
            lines.Add(new ChartLine("sent again", again) { Mark = ChartMark.Dots, Colour = ChartColours.Alarm, Detail = Figures.Count(SampleLines.Last(flow.Retransmitted), "segment") });
        return new Chart($"Sequence, {unit}", lines) { Time = TimeOf(samples, flow), Size = ChartSize.Half };
    }

    /// <summary>cwnd, ssthresh, and what is under way or lost.</summary>
    public static Chart Window(RunSamples samples, FlowSamples flow, int colour)
    {
        (double least, string unit) = UnitOf(SampleLines.Most(flow.CongestionWindow));
        var inFlight = new List<(double, double)>();
        for (int i = 0; i < flow.Sent.Values.Count; i++)
            inFlight.Add((SampleLines.TimeOf(samples, flow.Sent, i), (flow.Sent.Values[i] - flow.Acknowledged.Values[i]) / least));
        List<(double Time, double Value)> threshold = SampleLines.Levels(samples, flow.SlowStartThreshold, 1 / least);
        threshold.RemoveAll(point => point.Value >= long.MaxValue / least);
        List<ChartLine> lines =
        [
            new ChartLine("not acknowledged", inFlight) { Colour = Other(colour) },
            new ChartLine("cwnd", SampleLines.Levels(samples, flow.CongestionWindow, 1 / least)) { Colour = colour },
        ];
        if (threshold.Count > 0) lines.Add(new ChartLine("ssthresh", threshold) { Colour = ChartColours.Alarm });
        return new Chart($"Congestion window, {unit}", lines) { Time = TimeOf(samples, flow), Size = ChartSize.Half };
    }

    private static (double From, double To) TimeOf(RunSamples samples, FlowSamples flow) =>
        (SampleLines.TimeOf(samples, flow.Sent, 0), SampleLines.TimeOf(samples, flow.Sent, flow.Sent.Values.Count - 1));

    private static (double Least, string Name) UnitOf(long most) => Units.First(unit => most >= unit.Least || unit.Least <= 1);

    private static int Other(int colour) => colour == 0 ? 1 : 0;
}
