namespace NetSim.Simulation.Determinism;

/// <summary>
/// Random numbers with a mean of one, made by comparisons, additions and one division: no logarithm or root, whose last bit hangs on the
/// machine's library.
/// </summary>
internal static class Deviate
{
    /// <summary>Where the tail of a Pareto distribution ends, which has no end of its own.</summary>
    public const double MostPareto = 1000;

    public static double Uniform(RandomStream dice) => 2 * dice.NextDouble();

    /// <summary>
    /// Von Neumann (1951): of numbers drawn until one is greater than that before it, an even count accepts the first. Each round that is
    /// refused adds one.
    /// </summary>
    public static double Exponential(RandomStream dice)
    {
        for (int whole = 0; ; whole++)
        {
            double first = dice.NextDouble(), last = first;
            bool isAccepted = false;
            for (double next = dice.NextDouble(); ; next = dice.NextDouble())
            {
                isAccepted = !isAccepted;
                if (next > last) break;
                last = next;
            }
            if (isAccepted) return whole + first;
        }
    }

    /// <summary>Shape 2, least value one half: the greater of two uniform numbers has the distribution of a square root. Its variance has no bound.</summary>
    public static double Pareto(RandomStream dice)
    {
        double root = Math.Max(dice.NextDouble(), dice.NextDouble());
        return Math.Min(0.5 / root, MostPareto);
    }
}
