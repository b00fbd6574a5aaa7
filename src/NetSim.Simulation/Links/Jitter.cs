using System.Collections.Immutable;
using NetSim.Simulation.Determinism;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Links;

/// <summary>
/// Delays that spread round a mean. Deviates are made by additions and one division, never by logarithms or roots, whose last bit hangs
/// on the machine's library: a run is the same everywhere.
/// </summary>
public sealed record Jitter
{
    /// <summary>Where the tails end, in standard deviations, as in netem's tables.</summary>
    private const double Cut = 4;

    // Of a Pareto distribution with shape 3 and least value 1.
    private const double ParetoMean = 1.5;
    private const double ParetoDeviation = 0.866_025_403_784_438_6;

    private readonly Duration _mean;
    private readonly Duration _spread;
    private readonly JitterDistribution _distribution;
    private readonly ImmutableArray<short> _table;
    private readonly double _correlation;

    private Jitter(in DelayTerms terms)
    {
        (_mean, _spread, _distribution, Order) = (terms.Mean, terms.Spread, terms.Distribution, terms.Order);
        (_table, _correlation) = (terms.Table?.Values ?? [], terms.Correlation.Fraction);
        Least = At(_distribution switch
        {
            JitterDistribution.Uniform => -1,
            JitterDistribution.Normal => -Cut,
            JitterDistribution.Pareto => LeastPareto,
            JitterDistribution.Table => _table.Min() / DistributionTable.Scale,
            _ => (LeastPareto * 3 - Cut) / 4,
        });
    }

    public DeliveryOrder Order { get; }

    /// <summary>No packet takes less.</summary>
    public Duration Least { get; }

    private static double LeastPareto => (1 - ParetoMean) / ParetoDeviation;

    /// <summary>Null if the direction's packets all take the same.</summary>
    public static Jitter? Of(DirectionPlan plan) => Of(DelayTerms.Of(plan));

    internal static Jitter? Of(in DelayTerms terms) => terms.Spread == Duration.Zero ? null : new Jitter(terms);

    /// <summary>One packet's delay.</summary>
    /// <param name="dice">Of the direction.</param>
    /// <param name="last">The deviation of the last packet, and then of this one; NaN before the first.</param>
    internal Duration Next(RandomStream dice, ref double last)
    {
        double deviate = Deviate(dice);
        // As netem mixes its numbers: a part of the last one is in the next. What is mixed leaves no bound that both are within.
        if (_correlation > 0 && !double.IsNaN(last)) deviate = deviate * (1 - _correlation) + last * _correlation;
        last = deviate;
        return Duration.Max(Least, At(deviate));
    }

    private double Deviate(RandomStream dice) => _distribution switch
    {
        JitterDistribution.Uniform => dice.NextDouble() * 2 - 1,
        JitterDistribution.Normal => Normal(dice),
        JitterDistribution.Pareto => Pareto(dice),
        JitterDistribution.Table => _table[(int)dice.NextBelow((ulong)_table.Length)] / DistributionTable.Scale,
        _ => (Pareto(dice) * 3 + Normal(dice)) / 4,
    };

    private Duration At(double deviate) => Duration.Max(Duration.Zero, new Duration(_mean.Nanoseconds + (long)(deviate * _spread.Nanoseconds)));

    /// <summary>The sum of twelve uniform numbers has a variance of one, and as good as a bell's shape.</summary>
    private static double Normal(RandomStream dice)
    {
        double sum = -6;
        for (int i = 0; i < 12; i++) sum += dice.NextDouble();
        return Math.Clamp(sum, -Cut, Cut);
    }

    /// <summary>The greatest of three uniform numbers has the distribution of a third root.</summary>
    private static double Pareto(RandomStream dice)
    {
        double root = Math.Max(dice.NextDouble(), Math.Max(dice.NextDouble(), dice.NextDouble()));
        return Math.Min((1 / root - ParetoMean) / ParetoDeviation, Cut);
    }
}
