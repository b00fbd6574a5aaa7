using NetSim.Benchmarks.Compare;

namespace NetSim.Cli.Tests.Benchmarks;

public sealed class MatchTests
{
    private static readonly Outcome Theirs = new(375_000_000, 1.536, 28.94, 30, 13_722);
    private static readonly Outcome Ours = new(375_000_000, 0.16, 1.615, 30, 3_891);

    [Fact]
    public void The_table_has_a_line_for_each_way_with_medians_and_ratio()
    {
        Match match = Play(3, turn => Theirs with { RunSeconds = 26.94 + turn }, turn => Ours with { RunSeconds = turn == 2 ? 1.615 : turn });
        Assert.Empty(match.Disagreements);
        Assert.Equal("""
            | work | `netsim bench` | ns-3 | NetSim | ratio |
            |---|---|---|---|---|
            | (a) UDP through a chain of 8 routers, 9 million packet-hops | `hops` | 28.9 s | 1.62 s | 18 × |
            | the same, two lanes | `hops --lanes 2` | 28.9 s | 1.62 s | 18 × |
            | (b) 16 TCP flows over a dumbbell of 100 Mbit/s, 30 simulated seconds, NewReno | `dumbbell` | 28.9 s, 100.00 Mbit/s | 1.62 s, 100.00 Mbit/s | 18 × |
            | the same, CUBIC | `dumbbell --congestion cubic` | 28.9 s, 100.00 Mbit/s | 1.62 s, 100.00 Mbit/s | 18 × |
            | (c) fat-tree with k = 4, 240 UDP flows from all to all | `fattree` | 28.9 s | 1.62 s | 18 × |
            | the same, two lanes | `fattree --lanes 2` | 28.9 s | 1.62 s | 18 × |
            | (d) 10,000 hosts behind 100 routers, set-up; NetSim computes the routes, ns-3 is given them | `scale` | 1.54 s, 13.4 KiB a node | 0.16 s, 3.8 KiB a node | 9.6 × |

            """, match.Table().ToString());
    }

    [Fact]
    public void The_two_take_turns_and_each_way_follows_its_work()
    {
        var played = new List<string>();
        var match = new Match(
            Comparison.All,
            comparison => { played.Add(comparison.Name); return Theirs; },
            way => { played.Add(way.Bench); return Ours; });
        match.Play(2, TextWriter.Null);
        string[] turn = ["chain", "hops", "hops --lanes 2", "dumbbell", "dumbbell", "dumbbell", "dumbbell --congestion cubic", "fattree", "fattree", "fattree --lanes 2", "scale", "scale"];
        Assert.Equal([.. turn, .. turn], played);
    }

    [Fact]
    public void Of_all_work_some_can_be_chosen()
    {
        Assert.Equal(["chain", "dumbbell", "fattree", "scale"], Comparison.Names);
        Assert.Same(Comparison.All, Comparison.Chosen([]));
        Assert.Equal(2, Comparison.Chosen(["dumbbell"]).Length);
        var match = new Match(Comparison.Chosen(["fattree"]), _ => Theirs, _ => Ours);
        match.Play(1, TextWriter.Null);
        Assert.Equal(["fattree", "fattree --lanes 2"], match.Table().ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2).Select(line => line.Split('`')[1]));
    }

    [Fact]
    public void One_packet_less_is_a_disagreement_and_goodput_may_be_two_percent_off()
    {
        Match match = Play(2, _ => Theirs, _ => Ours with { Delivered = Ours.Delivered - 1 });
        Assert.Equal(5, match.Disagreements.Count);
        Assert.Equal("`hops`: ns-3 delivered 375,000,000 packets and NetSim 374,999,999", match.Disagreements[0]);
        Assert.DoesNotContain(match.Disagreements, text => text.Contains("dumbbell", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.981, true)]
    [InlineData(0.979, false)]
    [InlineData(1.019, true)]
    [InlineData(1.021, false)]
    public void Goodputs_more_than_two_percent_apart_are_a_disagreement(double share, bool agrees)
    {
        Comparison dumbbell = Comparison.All.First(comparison => comparison.Measure == Measure.RunWithGoodput);
        string? disagreement = dumbbell.Disagreement(dumbbell.Ways[0], Theirs, Ours with { Delivered = (long)(Theirs.Delivered * share) });
        Assert.Equal(agrees, disagreement is null);
        if (!agrees) Assert.Contains("more than 2 % apart", disagreement);
    }

    [Theory]
    [InlineData("processor\t: 0\nmodel name\t: AMD EPYC 9B14\nmodel name\t: other\n", "AMD EPYC 9B14")]
    [InlineData("", "an unknown processor")]
    public void The_processor_is_named_as_the_kernel_names_it(string cpuInfo, string name) => Assert.Equal(name, Machine.ProcessorIn(cpuInfo));

    private static Match Play(int turns, Func<int, Outcome> theirs, Func<int, Outcome> ours)
    {
        var counts = new Dictionary<object, int>();
        var match = new Match(Comparison.All, comparison => theirs(Next(comparison)), way => ours(Next(way)));
        match.Play(turns, TextWriter.Null);
        return match;

        int Next(object player) => counts[player] = counts.GetValueOrDefault(player) + 1;
    }
}
