using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;

namespace NetSim.Simulation.Queues;

/// <summary>What RED goes by, worked out from what tc is told (Floyd and Jacobson 1993; tc-red).</summary>
internal sealed record RedSettings
{
    /// <summary>The finest weight of the average is 2^-31.</summary>
    private const int MostLog = 31;

    public required long Limit { get; init; }
    public required long Min { get; init; }
    public required long Max { get; init; }
    public required long AveragePacket { get; init; }

    /// <summary>The share of the average that each new packet takes: a power of two.</summary>
    public required double Weight { get; init; }

    /// <summary>At <see cref="Max"/>; where it adapts, only the first.</summary>
    public required double Probability { get; init; }

    /// <summary>0: that of the link.</summary>
    public required long Bandwidth { get; init; }

    public required bool Marks { get; init; }
    public required bool DropsHard { get; init; }
    public required bool Adapts { get; init; }

    /// <summary>A quarter of the limit and a third of that, if nothing else is said.</summary>
    public static bool TryMake(QueuePlan plan, out RedSettings settings, out (string Key, string Text) problem)
    {
        long limit = plan.Limit.Value, average = plan.Value(QueueParameter.AvPkt);
        long max = plan.Settings[QueueParameter.Max] ?? limit / 4;
        long min = plan.Settings[QueueParameter.Min] ?? max / 3;
        long burst = plan.Settings[QueueParameter.Burst] ?? (2 * min + max) / (3 * average);
        double weight = WeightFor(burst, (double)min / average);
        problem = default;
        if (min >= max) problem = ("min", $"min ({new ByteSize(min)}) must be below max ({new ByteSize(max)})");
        else if (max > limit) problem = ("max", $"max ({new ByteSize(max)}) must not be above the limit ({new ByteSize(limit)})");
        else if (weight == 0) problem = ("burst", $"a burst of {burst} packets is too small for a min of {new ByteSize(min)}: it must be more than min / avpkt");
        settings = new RedSettings
        {
            Limit = limit,
            Min = min,
            Max = max,
            AveragePacket = average,
            Weight = weight,
            Probability = plan.Value(QueueParameter.Probability) / (double)Percentage.Whole,
            Bandwidth = plan.Settings[QueueParameter.Bandwidth] ?? 0,
            Marks = plan.IsOn(QueueParameter.Ecn),
            DropsHard = plan.IsOn(QueueParameter.HardDrop),
            Adapts = plan.IsOn(QueueParameter.Adaptive),
        };
        return problem.Key is null;
    }

    /// <summary>
    /// The greatest power of two with which a burst of so many packets leaves the average below min: burst + 1 + ((1 − w)^burst − 1) / w &lt; min / avpkt
    /// (Floyd and Jacobson 1993, section 6). 0 if none does.
    /// </summary>
    private static double WeightFor(long burst, double min)
    {
        double needed = burst + 1 - min;
        if (needed < 1) return 0;
        double weight = 0.5;
        for (int log = 1; log <= MostLog; log++, weight /= 2)
        {
            if (needed <= (1 - Power(1 - weight, burst)) / weight) return weight;
        }
        return 0;
    }

    /// <summary>By multiplication alone, so that it is the same to the last bit on every machine.</summary>
    internal static double Power(double value, long exponent)
    {
        double power = 1;
        for (; exponent > 0; exponent >>= 1, value *= value)
        {
            if ((exponent & 1) != 0) power *= value;
        }
        return power;
    }
}
