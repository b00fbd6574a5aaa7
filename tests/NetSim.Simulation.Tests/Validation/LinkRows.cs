using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;
using static NetSim.Simulation.Tests.Validation.Statistics;

namespace NetSim.Simulation.Tests.Validation;

/// <summary>One direction of a link, or several in a row.</summary>
internal static class LinkRows
{
    private const long Microsecond = 1_000;
    private const long Millisecond = 1_000_000;

    [Validated("I9")]
    public static ValidationRow Store_and_forward()
    {
        var plan = new DirectionPlan { Rate = new BitRate(10_000_000), Delay = Ms(5), QueueLimit = MeasuredLink.Endless };
        MeasuredLink[] hops = [new(plan, "one"), new(plan, "two"), new(plan, "three")];
        double[] arrivals = new double[10];
        for (int i = 0; i < arrivals.Length; i++)
        {
            long now = 0;
            foreach (MeasuredLink hop in hops) now = hop.Send(now, 1500)!.Value;
            arrivals[i] = now / 1e3;
        }
        return new ValidationRow("3 links of 10 Mbit/s and 5 ms in a row; 10 packets of 1500 bytes at once", "Σ(L·8/C + delay); each one more: + L·8/C")
            .Expect("first packet, µs", 18_600, arrivals[0], Tolerance.Exact)
            .Expect("tenth packet, µs", 18_600 + 9 * 1_200, arrivals[9], Tolerance.Exact);
    }

    [Validated("I24")]
    public static ValidationRow Losses_in_bursts()
    {
        var bursts = new GilbertElliott(Percent(1), Percent(25), Percent(0), Percent(100));
        bool[] lost = new MeasuredLink(new DirectionPlan { BurstLoss = bursts }).Losses(500_000);
        int[] runs = Runs(lost);
        return new ValidationRow("Gilbert–Elliott, p 1 %, r 25 %, all lost in the bad state; 500 000 packets", "p/(p+r); runs are geometric: 1/r, (1−r)⁹; lag 1: 1−p−r")
            .Expect("lost, %", 100 * 0.01 / 0.26, 100 * Numbers(lost).Average(), Tolerance.Percent(7))
            .Expect("mean run, packets", 4, runs.Average(), Tolerance.Percent(4))
            .Expect("runs of 10 or more, %", 100 * Math.Pow(0.75, 9), 100.0 * runs.Count(run => run >= 10) / runs.Length, Tolerance.Percent(20))
            .Expect("correlation of neighbours", 0.74, Correlation(Numbers(lost)), Tolerance.Percent(3))
            .Expect("χ² of run lengths 1 … 15+ (14 degrees, 0.1 %)", 36.12, ChiSquareOfGeometric(runs, 0.25, 15), Tolerance.AtMost);
    }

    [Validated("I25")]
    public static ValidationRow Random_loss()
    {
        bool[] lost = new MeasuredLink(new DirectionPlan { Loss = Percent(1) }).Losses(1_000_000);
        return new ValidationRow("random loss 1 %; 1 000 000 packets", "binomial: n·p; runs: 1/(1−p)")
            .Expect("lost, packets", 10_000, lost.Count(one => one), Tolerance.Within(300))
            .Expect("mean run, packets", 1 / 0.99, Runs(lost).Average(), Tolerance.Within(0.0031));
    }

    [Validated("I24")]
    public static ValidationRow Losses_by_four_states()
    {
        var chain = new FourStateLoss(Percent(1), Percent(20), Percent(30), Percent(40), new Percentage(5_000_000));
        bool[] lost = new MeasuredLink(new DirectionPlan { StateLoss = chain }).Losses(500_000);
        // By balance, as multiples of the time in state 1: 3 from 1 and back, 2 from 3 and back, 4 from 1.
        double three = 0.01 / 0.2, two = three * 0.3 / 0.4, four = 0.005;
        // A run ends with a state that receives; one of isolated losses has one packet.
        double starts = 0.01 + 0.005 + two * 0.4;
        return new ValidationRow("four states, p13 1 %, p31 20 %, p32 30 %, p23 40 %, p14 0.5 %; 500 000 packets", "stationary distribution: (π3 + π4); ÷ π1·(p13 + p14) + π2·p23")
            .Expect("lost, %", 100 * (three + four) / (1 + two + three + four), 100 * Numbers(lost).Average(), Tolerance.Percent(7))
            .Expect("mean run, packets", (three + four) / starts, Runs(lost).Average(), Tolerance.Percent(4));
    }

    [Validated("I25")]
    public static ValidationRow Correlated_loss()
    {
        const double Share = 0.1, Correlation = 0.25;
        var plan = new DirectionPlan { Loss = new Chance(Percent(10), Percent(25)) };
        double[] lost = Numbers(new MeasuredLink(plan).Losses(1_000_000));
        double[] distribution = CorrelatedNumbers.Distribution(Correlation);
        double expected = CorrelatedNumbers.Below(distribution, Share);
        return new ValidationRow("random loss 10 %, correlation 25 %; 1 000 000 packets", "x' = (1−ρ)·u + ρ·x (netem); its stationary distribution, by iteration")
            .Expect("lost, %", 100 * expected, 100 * lost.Average(), Tolerance.Percent(3))
            .Expect("lost behind a loss, %", 100 * CorrelatedNumbers.BelowTwice(distribution, Share, Correlation) / expected,
                100 * lost.Skip(1).Where((_, i) => lost[i] == 1).Average(), Tolerance.Percent(5));
    }

    [Validated("I26")]
    public static ValidationRow Token_bucket()
    {
        var bucket = new TokenBucketPlan { Rate = new BitRate(10_000_000), Burst = new ByteSize(15_000) };
        var link = new MeasuredLink(new DirectionPlan { Bucket = bucket, QueueLimit = MeasuredLink.Endless });
        long[] left = [.. Enumerable.Range(0, 100).Select(_ => link.Send(0, 1500)!.Value)];
        long most = long.MinValue;
        for (int first = 0; first < left.Length; first++)
            for (int last = first; last < left.Length; last++)
                most = Math.Max(most, (last - first + 1) * 1500L * 800 - (left[last] - left[first]));
        return new ValidationRow("token bucket of 15 000 bytes, 10 Mbit/s; 100 packets of 1500 bytes at once", "(N − b)·8/r; in any window at most b + r·t")
            .Expect("last packet, ms", 108, left[^1] / 1e6, Tolerance.Exact)
            .Expect("at once, packets", 10, left.Count(at => at == 0), Tolerance.Exact)
            .Expect("most in any window above r·t, bytes", 15_000, most / 800.0, Tolerance.AtMost);
    }

    [Validated("I27")]
    public static ValidationRow Correlated_jitter()
    {
        var plan = new DirectionPlan { Delay = Ms(20), Jitter = Ms(6), DelayCorrelation = Percent(50), Order = DeliveryOrder.Free };
        double[] delays = new MeasuredLink(plan).Delays(100_000, 100 * Millisecond);
        return new ValidationRow("delay 20 ms, uniform jitter ± 6 ms, correlation 50 %; 100 000 packets", "x' = (1−ρ)·u + ρ·x (netem): lag 1 is ρ, deviation J/√3·√((1−ρ)/(1+ρ))")
            .Expect("correlation of neighbours", 0.5, Correlation(delays), Tolerance.Percent(3))
            .Expect("standard deviation, ms", 6 / Math.Sqrt(3) * Math.Sqrt(0.5 / 1.5), Deviation(delays), Tolerance.Percent(2));
    }

    [Validated("I27")]
    public static ValidationRow Jitter_from_a_table()
    {
        var table = new DistributionTable(new PathPlan("three.dist", "/three.dist"), [-8192, 0, 0, 16384]);
        var plan = new DirectionPlan { Delay = Ms(20), Jitter = Ms(6), Distribution = JitterDistribution.Table, Table = table, Order = DeliveryOrder.Free };
        double[] delays = new MeasuredLink(plan).Delays(100_000, 100 * Millisecond);
        return new ValidationRow("delay 20 ms, jitter 6 ms, table −8192 0 0 16384; 100 000 packets", "mean + jitter·value/8192, each value as likely (4 standard deviations)")
            .Expect("least, ms", 14, delays.Min(), Tolerance.Exact)
            .Expect("greatest, ms", 32, delays.Max(), Tolerance.Exact)
            .Expect("mean, ms", 21.5, delays.Average(), Tolerance.Within(0.083))
            .Expect("of 20 ms, %", 50, 100.0 * delays.Count(delay => delay == 20) / delays.Length, Tolerance.Within(0.63));
    }

    [Validated("I27")]
    public static ValidationRow Uniform_jitter()
    {
        DirectionPlan plan = new() { Delay = Ms(20), Jitter = Ms(6), Order = DeliveryOrder.Free, QueueLimit = MeasuredLink.Endless };
        double[] delays = new MeasuredLink(plan).Delays(100_000, 100 * Millisecond);
        var kept = new MeasuredLink(plan with { Order = DeliveryOrder.Kept });
        kept.Delays(100_000, 100 * Microsecond);
        return new ValidationRow("delay 20 ms, uniform jitter ± 6 ms; 100 000 packets", "J/√3; mean difference of neighbours (D of RFC 3550): 2J/3")
            .Expect("standard deviation, ms", 6 / Math.Sqrt(3), Deviation(delays), Tolerance.Percent(2))
            .Expect("mean difference, ms", 4, InterarrivalJitter(delays), Tolerance.Percent(2))
            .Expect("reordered with `order: kept`, packets", 0, kept.Core.Impaired.Reordered, Tolerance.Exact);
    }

    [Validated("I28")]
    public static ValidationRow Reordered_doubled_and_corrupted()
    {
        const int Packets = 100_000;
        var reordering = new MeasuredLink(new DirectionPlan { Delay = Ms(50), Reorder = new Reordering(Percent(2), 1) });
        double[] delays = reordering.Delays(Packets, 100 * Microsecond);
        var doubling = new MeasuredLink(new DirectionPlan { Duplicate = Percent(1) });
        int doubled = Enumerable.Range(0, Packets).Count(_ => doubling.Doubles(100));
        var corrupting = new MeasuredLink(new DirectionPlan { Corrupt = Percent(5) });
        corrupting.Losses(Packets);
        return new ValidationRow("reorder 2 %, duplicate 1 %, corrupt 5 %, each on a link of its own; 100 000 packets", "binomial: n·p ± 3σ")
            .Expect("sent ahead, packets", 2_000, delays.Count(delay => delay == 0), Tolerance.Within(133))
            .Expect("doubled, packets", 1_000, doubled, Tolerance.Within(95))
            .Expect("corrupted, packets", 5_000, corrupting.Core.Impaired.Corrupted, Tolerance.Within(207));
    }

    [Validated("I32")]
    public static ValidationRow Framing_in_cells()
    {
        const int Packets = 10_000;
        var link = new MeasuredLink(new DirectionPlan { Rate = new BitRate(8_000_000), Cell = new CellPlan(48, 5), Overhead = 8, QueueLimit = MeasuredLink.Endless });
        long last = 0;
        for (int i = 0; i < Packets; i++) last = link.Send(0, 1500)!.Value;
        return new ValidationRow("ATM of 8 Mbit/s: cells of 48 and 5 bytes, 8 bytes of trailer; packets of 1500 bytes", "C·1500/(53·⌈(1500 + 8)/48⌉)")
            .Expect("carried, Mbit/s", 8.0 * 1500 / (53 * 32), Packets * 1500 * 8e3 / last, Tolerance.Within(1e-9));
    }

    [Validated("I26")]
    public static ValidationRow Slots_and_traces()
    {
        var slotted = new MeasuredLink(new DirectionPlan { Slots = new SlotPlan(Ms(5), Ms(5), 8, default), QueueLimit = MeasuredLink.Endless });
        long last = 0;
        for (int i = 0; i < 8_000; i++) last = slotted.Send(0, 1250)!.Value;
        var trace = new DeliveryTracePlan(new PathPlan("lte.trace", "/lte.trace"), [1, 2, 2, 7, 10]);
        var traced = new MeasuredLink(new DirectionPlan { Trace = trace, QueueLimit = MeasuredLink.Endless });
        long end = 0;
        for (int i = 0; i < 5_000; i++) end = traced.Send(0, 1500)!.Value;
        return new ValidationRow("slots every 5 ms for 8 packets, 8000 packets at once; a trace of 5 deliveries in 10 ms, 5000 packets of 1500 bytes at once", "slots before it · 5 ms; N/5 · 10 ms")
            .Expect("last packet of the slots, ms", 999 * 5, last / 1e6, Tolerance.Exact)
            .Expect("last packet of the trace, ms", 10_000, end / 1e6, Tolerance.Exact);
    }

    [Validated("I32")]
    public static ValidationRow Framing_of_datagrams()
    {
        const int Packets = 10_000, Payload = 1472, Frame = 14 + 20 + 8 + Payload;
        ValidationRow row = new("link of 1 Gbit/s, UDP datagrams of 1472 bytes back to back", "C·1472/(1514 + overhead)");
        foreach ((string what, int overhead) in (ReadOnlySpan<(string, int)>)[("Ethernet header", 0), ("and preamble, FCS, gap (`overhead: 24 B`)", 24)])
        {
            var link = new MeasuredLink(new DirectionPlan { Rate = new BitRate(1_000_000_000), QueueLimit = MeasuredLink.Endless, Overhead = overhead });
            long last = 0;
            for (int i = 0; i < Packets; i++) last = link.Send(0, Frame)!.Value;
            row.Expect($"payload, {what}, Mbit/s", 1000.0 * Payload / (Frame + overhead), Packets * Payload * 8e3 / last, Tolerance.Within(1e-6));
        }
        return row;
    }

    /// <summary>The mean of |D| in RFC 3550 6.4.1, which its running estimate follows.</summary>
    private static double InterarrivalJitter(double[] delays)
    {
        double sum = 0;
        for (int i = 1; i < delays.Length; i++) sum += Math.Abs(delays[i] - delays[i - 1]);
        return sum / (delays.Length - 1);
    }

    private static Duration Ms(int count) => Duration.FromMilliseconds(count);

    private static Percentage Percent(int percent) => new(percent * 10_000_000);
}
