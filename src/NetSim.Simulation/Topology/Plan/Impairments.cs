using NetSim.Simulation.Topology.Quantities;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>How delays spread round their mean, by the names of tc-netem.</summary>
public enum JitterDistribution : byte
{
    /// <summary>Anything from mean − jitter to mean + jitter is as likely.</summary>
    Uniform,

    /// <summary>The jitter is the standard deviation; cut off at four of them.</summary>
    Normal,

    /// <summary>A long tail of late packets: Pareto with shape 3, shifted and scaled to a mean of 0 and a deviation of 1, cut off at 4.</summary>
    Pareto,

    /// <summary>A quarter of a normal and three quarters of a Pareto deviate.</summary>
    ParetoNormal,

    /// <summary>From a file; see <see cref="DirectionPlan.Table"/>.</summary>
    Table,
}

/// <summary>How often something happens to a packet.</summary>
/// <param name="Share">How many of all packets, if there is no correlation.</param>
/// <param name="Correlation">
/// How much of the last number is in the next one, as in tc-netem: numbers then lie closer to their middle, so that what is rare becomes
/// rarer, and comes in bursts.
/// </param>
public readonly record struct Chance(Percentage Share, Percentage Correlation = default)
{
    public static implicit operator Chance(Percentage share) => new(share);

    public static Chance FromPercentage(Percentage share) => new(share);

    public override string ToString() => Correlation == Percentage.Zero ? Share.ToString() : $"{Share}, correlation {Correlation}";
}

/// <summary>Whether packets may overtake each other because their delays differ.</summary>
public enum DeliveryOrder : byte
{
    /// <summary>A packet arrives no sooner than the one before it.</summary>
    Kept,

    /// <summary>Each arrives when its own delay is over, as in tc-netem.</summary>
    Free,
}

/// <summary>Loss in bursts: a chain of two states, each with a loss of its own (Gilbert 1960, Elliott 1963; netem's <c>gemodel</c>).</summary>
/// <param name="P">The chance, with each packet, to go from the good to the bad state.</param>
/// <param name="R">The chance to come back.</param>
/// <param name="Good">How many are lost in the good state (netem's 1−k).</param>
/// <param name="Bad">How many are lost in the bad state (netem's 1−h).</param>
public sealed record GilbertElliott(Percentage P, Percentage R, Percentage Good, Percentage Bad);

/// <summary>
/// Loss by a chain of four states (netem's <c>loss state</c>): 1 received, 2 received within a burst, 3 lost within a burst, 4 lost alone. The state
/// changes before each packet, and the new one decides about it.
/// </summary>
/// <param name="P13">The chance that a burst begins.</param>
/// <param name="P31">That it ends.</param>
/// <param name="P32">That within it packets are received again.</param>
/// <param name="P23">That within it packets are lost again.</param>
/// <param name="P14">That a packet is lost alone.</param>
public sealed record FourStateLoss(Percentage P13, Percentage P31, Percentage P32, Percentage P23, Percentage P14);

/// <summary>Packets that are sent ahead: their last bit arrives when it was sent, without delay.</summary>
/// <param name="Share">How many of those whose turn it is.</param>
/// <param name="Gap">It is the turn of every so manieth packet, and of those behind it until one was sent ahead.</param>
/// <param name="Correlation">As in <see cref="Chance"/>.</param>
public readonly record struct Reordering(Percentage Share, int Gap, Percentage Correlation = default)
{
    public static Reordering None { get; } = new(Percentage.Zero, 1);
}
