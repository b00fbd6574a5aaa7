namespace NetSim.Simulation.Tests.Validation;

/// <summary>What the rows make of many measured values.</summary>
internal static class Statistics
{
    public static double Deviation(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / values.Length);
    }

    /// <summary>Of a sequence with itself, shifted by one.</summary>
    public static double Correlation(double[] values)
    {
        double mean = values.Average(), sum = 0, squares = 0;
        for (int i = 0; i < values.Length; i++)
        {
            squares += (values[i] - mean) * (values[i] - mean);
            if (i > 0) sum += (values[i] - mean) * (values[i - 1] - mean);
        }
        return sum / squares;
    }

    public static double[] Numbers(bool[] happened) => [.. happened.Select(one => one ? 1.0 : 0.0)];

    /// <summary>Lengths of the runs of "true".</summary>
    public static int[] Runs(bool[] happened)
    {
        var runs = new List<int>();
        int length = 0;
        foreach (bool one in happened)
        {
            if (one) length++;
            else if (length > 0)
            {
                runs.Add(length);
                length = 0;
            }
        }
        return [.. runs];
    }

    /// <summary>χ² of run lengths against a geometric distribution, with all lengths from <paramref name="classes"/> on as one class.</summary>
    public static double ChiSquareOfGeometric(int[] runs, double end, int classes)
    {
        double chi = 0, left = 1;
        for (int length = 1; length <= classes; length++)
        {
            double share = length < classes ? left * end : left;
            int seen = runs.Count(run => length < classes ? run == length : run >= length);
            double expected = share * runs.Length;
            chi += (seen - expected) * (seen - expected) / expected;
            left -= share;
        }
        return chi;
    }

    /// <summary>Jain's index of fairness.</summary>
    public static double Jain(double[] shares) => shares.Sum() * shares.Sum() / (shares.Length * shares.Sum(share => share * share));
}
