using NetSim.Simulation.Determinism;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Tests.Determinism;

public sealed class DeviateTests
{
    private const int Draws = 200_000;

    [Theory]
    [InlineData(DistributionKind.Uniform, new[] { 0.125, 0.25, 0.5, 0.75 })]
    [InlineData(DistributionKind.Exponential, new[] { 0.221_199, 0.393_469, 0.632_121, 0.776_870 })]
    [InlineData(DistributionKind.Pareto, new[] { 0, 0, 0.75, 0.888_889 })]
    public void Numbers_lie_below_a_quarter_a_half_one_and_one_and_a_half_means_as_often_as_they_must(DistributionKind kind, double[] shares)
    {
        const long mean = 1_000_000;
        var dice = new RandomStream(1, "test", kind.ToString());
        var distribution = new Distribution(kind, mean);
        double[] bounds = [0.25, 0.5, 1, 1.5];
        var below = new int[bounds.Length];
        double sum = 0;
        for (int i = 0; i < Draws; i++)
        {
            long number = distribution.Next(dice);
            Assert.InRange(number, 0, (long)(mean * Deviate.MostPareto));
            sum += number;
            for (int bound = 0; bound < bounds.Length; bound++)
                if (number < bounds[bound] * mean) below[bound]++;
        }
        // Six standard deviations of a share of so many draws are less than 0.007.
        for (int bound = 0; bound < bounds.Length; bound++) Assert.Equal(shares[bound], (double)below[bound] / Draws, 0.007);
        // A Pareto distribution's own mean of so many draws spreads much wider: its variance has no bound.
        Assert.Equal(1, sum / Draws / mean, kind == DistributionKind.Pareto ? 0.05 : 0.02);
    }

    [Fact]
    public void A_constant_takes_nothing_from_the_dice()
    {
        var dice = new RandomStream(1, "test", "constant");
        Assert.Equal(77, Distribution.Constant(77).Next(dice));
        Assert.Equal(new RandomStream(1, "test", "constant").NextUInt64(), dice.NextUInt64());
    }
}
