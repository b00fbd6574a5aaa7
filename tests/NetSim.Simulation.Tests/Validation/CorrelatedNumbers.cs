namespace NetSim.Simulation.Tests.Validation;

/// <summary>
/// netem's correlated numbers, x' = (1−ρ)·u + ρ·x with u uniform in [0, 1), by their distribution and without dice: an independent way to what a
/// link must show.
/// </summary>
internal static class CorrelatedNumbers
{
    private const int Cells = 4_000;

    /// <summary>How likely x is below i/<see cref="Cells"/>, when it has run for long.</summary>
    public static double[] Distribution(double correlation)
    {
        double[] below = [.. Enumerable.Range(0, Cells + 1).Select(i => (double)i / Cells)];
        // Each step forgets but a share ρ of what was before.
        for (int step = 0; step < 30; step++)
        {
            double[] sums = Integral(below);
            var next = new double[Cells + 1];
            for (int i = 0; i <= Cells; i++)
            {
                // P(x' < y) = ∫ P(x < (y − (1−ρ)·u)/ρ) du: the mean of the distribution over an interval of length (1−ρ)/ρ.
                double high = (double)i / Cells / correlation, low = high - (1 - correlation) / correlation;
                next[i] = (At(sums, high) - At(sums, low)) * correlation / (1 - correlation);
            }
            below = next;
        }
        return below;
    }

    public static double Below(double[] distribution, double share) => distribution[(int)Math.Round(share * Cells)];

    /// <summary>How likely a number and the next one are below.</summary>
    public static double BelowTwice(double[] distribution, double share, double correlation)
    {
        double sum = 0;
        for (int i = 0; i < (int)Math.Round(share * Cells); i++)
        {
            double x = (i + 0.5) / Cells;
            double chance = Math.Clamp((share - correlation * x) / (1 - correlation), 0, 1);
            sum += (distribution[i + 1] - distribution[i]) * chance;
        }
        return sum;
    }

    /// <summary>Of a distribution on [0, 1], from 0 on; beyond 1 it goes on with 1.</summary>
    private static double[] Integral(double[] below)
    {
        var sums = new double[Cells + 1];
        for (int i = 1; i <= Cells; i++) sums[i] = sums[i - 1] + (below[i] + below[i - 1]) / 2 / Cells;
        return sums;
    }

    private static double At(double[] sums, double x)
    {
        if (x <= 0) return 0;
        if (x >= 1) return sums[Cells] + x - 1;
        int cell = (int)(x * Cells);
        return sums[cell] + (sums[cell + 1] - sums[cell]) * (x * Cells - cell);
    }
}
