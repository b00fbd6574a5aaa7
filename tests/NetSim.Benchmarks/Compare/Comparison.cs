namespace NetSim.Benchmarks.Compare;

/// <summary>What of a workload is compared.</summary>
internal enum Measure
{
    /// <summary>The time to run it; both deliver the same packets.</summary>
    Run,

    /// <summary>The time to run it; TCP is not the same in both, but shares the same line, so that goodput is nearly the same.</summary>
    RunWithGoodput,

    /// <summary>The time and the memory to set it up; both deliver the same packets then.</summary>
    SetUp,
}

/// <summary>One workload as ns-3 has it, and the ways in which NetSim runs it.</summary>
/// <param name="Ns3">Arguments of the program for ns-3.</param>
/// <param name="Measure">What is compared.</param>
/// <param name="Ways">One line of the table each.</param>
internal sealed record Comparison(string[] Ns3, Measure Measure, Way[] Ways)
{
    public static readonly Comparison[] All =
    [
        new(["chain"], Measure.Run,
        [
            new("(a) UDP through a chain of 8 routers, 9 million packet-hops", "hops"),
            new("the same, two lanes", "hops --lanes 2"),
        ]),
        new(["dumbbell", "--congestion=newreno"], Measure.RunWithGoodput,
            [new("(b) 16 TCP flows over a dumbbell of 100 Mbit/s, 30 simulated seconds, NewReno", "dumbbell")]),
        new(["dumbbell", "--congestion=cubic"], Measure.RunWithGoodput, [new("the same, CUBIC", "dumbbell --congestion cubic")]),
        new(["fattree"], Measure.Run,
        [
            new("(c) fat-tree with k = 4, 240 UDP flows from all to all", "fattree"),
            new("the same, two lanes", "fattree --lanes 2"),
        ]),
        new(["scale"], Measure.SetUp,
            [new("(d) 10,000 hosts behind 100 routers, set-up; NetSim computes the routes, ns-3 is given them", "scale")]),
    ];

    /// <summary>How far two goodputs may be apart.</summary>
    private const double Tolerance = 0.02;

    /// <summary>What can be asked for: one name may stand for several.</summary>
    public static readonly string[] Names = [.. All.Select(comparison => comparison.Name).Distinct()];

    /// <summary>Those of some names; none means all.</summary>
    public static Comparison[] Chosen(IReadOnlyCollection<string> names) =>
        names.Count == 0 ? All : [.. All.Where(comparison => names.Contains(comparison.Name))];

    /// <summary>The workload, as the program for ns-3 knows it.</summary>
    public string Name => Ns3[0];

    /// <returns>Why the two did not do the same work; null if they did.</returns>
    public string? Disagreement(Way way, Outcome ns3, Outcome netsim)
    {
        bool agree = Measure == Measure.RunWithGoodput
            ? Math.Abs(netsim.Goodput / ns3.Goodput - 1) <= Tolerance
            : netsim.Delivered == ns3.Delivered;
        if (agree) return null;
        return Measure == Measure.RunWithGoodput
            ? FormattableString.Invariant($"`{way.Bench}`: ns-3 has a goodput of {ns3.Goodput:0.00} Mbit/s and NetSim {netsim.Goodput:0.00}: more than 2 % apart")
            : FormattableString.Invariant($"`{way.Bench}`: ns-3 delivered {ns3.Delivered:N0} packets and NetSim {netsim.Delivered:N0}");
    }
}

/// <summary>One way in which NetSim runs a workload.</summary>
/// <param name="Work">In words.</param>
/// <param name="Bench">Arguments of <c>netsim bench</c>.</param>
internal sealed record Way(string Work, string Bench);
