using NetSim.Benchmarks.Compare;

namespace NetSim.Cli.Tests.Benchmarks;

public sealed class OutcomeTests
{
    [Fact]
    public void What_the_program_for_ns3_prints_is_understood()
    {
        Outcome outcome = Outcome.Parse("""
            { "name": "dumbbell", "delivered": 359603560, "setup_s": 0.0129679, "wall_s": 7.89197, "simulated_s": 30, "bytes_per_node": 31683, "nodes": 34, "events": 2768140 }
            """);
        Assert.Equal(new Outcome(359_603_560, 0.0129679, 7.89197, 30, 31_683), outcome);
        Assert.Equal(95.894, outcome.Goodput, 0.001);
    }

    [Fact]
    public void What_netsim_bench_prints_is_understood()
    {
        NetsimResult run = Netsim.Run("bench", "hops", "--packets", "5000", "--json");
        Assert.True(run.Status == 0, run.ToString());
        Outcome outcome = Outcome.Parse(run.Output);
        Assert.Equal(5000, outcome.Delivered);
        Assert.Equal(1.12, outcome.SimulatedSeconds, 0.0001);
        Assert.True(outcome is { SetUpSeconds: > 0, RunSeconds: > 0, BytesPerNode: > 0 }, run.Output);
    }

    [Fact]
    public void A_node_with_all_its_actors_takes_no_more_than_4_KiB()
    {
        NetsimResult run = Netsim.Run("bench", "scale", "--hosts", "5000", "--json");
        Assert.True(run.Status == 0, run.ToString());
        Assert.InRange(Outcome.Parse(run.Output).BytesPerNode, 1024, 4096);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("netsim: no such workload")]
    [InlineData("""{ "delivered": 1, "setup_s": 1, "wall_s": 1, "simulated_s": 1 }""")]
    [InlineData("""{ "delivered": 1.5, "setup_s": 1, "wall_s": 1, "simulated_s": 1, "bytes_per_node": 1 }""")]
    [InlineData("""{ "delivered": "1", "setup_s": 1, "wall_s": 1, "simulated_s": 1, "bytes_per_node": 1 }""")]
    public void Anything_else_is_refused(string output) => Assert.Throws<FormatException>(() => Outcome.Parse(output));

    [Theory]
    [InlineData(new double[] { 7 }, 7)]
    [InlineData(new double[] { 9, 1, 2 }, 2)]
    [InlineData(new double[] { 4, 9, 1, 2 }, 3)]
    [InlineData(new double[] { 5, 1, 4, 2, 3 }, 3)]
    public void The_median_is_the_middle_or_the_mean_of_the_middle_two(double[] seconds, double median)
    {
        Outcome[] turns = [.. seconds.Select(one => new Outcome(10, one * 2, one, 30, one * 3))];
        Assert.Equal(new Outcome(10, median * 2, median, 30, median * 3), Outcome.Median(turns));
    }
}
