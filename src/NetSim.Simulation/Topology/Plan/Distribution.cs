using NetSim.Simulation.Determinism;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>How numbers spread round their mean.</summary>
public enum DistributionKind : byte
{
    /// <summary>Always the mean.</summary>
    Constant,

    /// <summary>From nothing to twice the mean.</summary>
    Uniform,

    /// <summary>Intervals of a Poisson process.</summary>
    Exponential,

    /// <summary>Shape 2, from half of the mean on, cut at a thousand means: mostly little, at times very much.</summary>
    Pareto,
}

/// <summary>Sizes in bytes, or intervals in nanoseconds, as an application draws them.</summary>
public readonly record struct Distribution(DistributionKind Kind, long Mean)
{
    public static Distribution Constant(long value) => new(DistributionKind.Constant, value);

    public static Distribution Constant(Duration interval) => Constant(interval.Nanoseconds);

    /// <summary>Constant numbers take none of the dice.</summary>
    internal long Next(RandomStream dice) => Kind switch
    {
        DistributionKind.Uniform => (long)(Deviate.Uniform(dice) * Mean),
        DistributionKind.Exponential => (long)(Deviate.Exponential(dice) * Mean),
        DistributionKind.Pareto => (long)(Deviate.Pareto(dice) * Mean),
        _ => Mean,
    };

    internal Duration NextInterval(RandomStream dice) => new(Next(dice));
}
