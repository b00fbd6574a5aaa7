using NetSim.Simulation.Links;
using NetSim.Simulation.Tests.Validation;

namespace NetSim.Simulation.Tests.Queues;

/// <summary>A link's queue and transmitter against queueing theory. 1000 bytes at 8 Mbit/s are served in 1 ms.</summary>
internal static class QueueingTheoryRows
{
    private const int Packets = 500_000;
    private const long Rate = 8_000_000;

    [Validated("I1")]
    public static ValidationRow Half_loaded_with_random_lengths()
    {
        QueueingTheory queue = new QueueingTheory("mm1-half").Run(QueueingTheory.Server(Rate), Packets, 500, static q => q.Exponential(1000));
        return new ValidationRow("M/M/1: Poisson arrivals, exponential lengths with a mean of 1000 B, 8 Mbit/s, ρ = 0.5", "W = 1/(μ − λ)")
            .Expect("mean time in the system, ms", 2, queue.Times.Average(), Tolerance.Percent(2));
    }

    [Validated("I2")]
    public static ValidationRow Loaded_to_four_fifths_with_random_lengths()
    {
        QueueingTheory queue = FourFifths();
        return new ValidationRow("the same, ρ = 0.8", "W = 1/(μ − λ), Wq = ρ/(μ − λ), L = ρ/(1 − ρ)")
            .Expect("mean time in the system, ms", 5, queue.Times.Average(), Tolerance.Percent(6))
            .Expect("mean time in the queue, ms", 4, queue.Waits.Average(), Tolerance.Percent(7))
            .Expect("mean number in the system", 4, queue.MeanNumber, Tolerance.Percent(7));
    }

    [Validated("I3")]
    public static ValidationRow The_slowest_twentieth()
    {
        List<double> times = [.. FourFifths().Times.Order()];
        return new ValidationRow("the same", "95th percentile of W = −ln 0.05/(μ − λ)")
            .Expect("95th percentile, ms", -Math.Log(0.05) / 0.2, times[times.Count * 95 / 100], Tolerance.Percent(8));
    }

    [Validated("I4")]
    public static ValidationRow Equal_lengths()
    {
        QueueingTheory queue = new QueueingTheory("md1").Run(QueueingTheory.Server(Rate), Packets, 800, static _ => 1000);
        return new ValidationRow("M/D/1: packets of 1000 B, ρ = 0.8", "Wq = ρ/(2μ(1 − ρ))")
            .Expect("mean time in the queue, ms", 2, queue.Waits.Average(), Tolerance.Percent(4));
    }

    [Validated("I5")]
    public static ValidationRow Two_lengths()
    {
        const double Short = 64 * 8e-4, Long = 1500 * 8e-4, Mean = (Short + Long) / 2, Load = 0.7;
        double expected = Load / Mean * ((Short * Short) + (Long * Long)) / 2 / (2 * (1 - Load));
        QueueingTheory queue = new QueueingTheory("mg1").Run(QueueingTheory.Server(10_000_000), Packets, Load / Mean * 1000, static q => q.OneOf(64, 1500));
        return new ValidationRow("M/G/1: 64 and 1500 B, half each, 10 Mbit/s, ρ = 0.7", "Pollaczek–Khinchine: Wq = λE[S²]/(2(1 − ρ))")
            .Expect("mean time in the queue, ms", expected, queue.Waits.Average(), Tolerance.Percent(3));
    }

    [Validated("I6")]
    public static ValidationRow Room_for_ten()
    {
        double expected = 100 * (1 - 0.9) * Math.Pow(0.9, 10) / (1 - Math.Pow(0.9, 11));
        return new ValidationRow("M/M/1/K, K = 10 with the one in service, ρ = 0.9", "(1 − ρ)ρ^K/(1 − ρ^(K+1))")
            .Expect("dropped, %", expected, LossWithRoomForTen("mm1k-09", 900), Tolerance.Percent(5));
    }

    [Validated("I7")]
    public static ValidationRow Room_for_ten_and_as_much_as_can_be_served() =>
        new ValidationRow("the same, ρ = 1", "1/(K + 1)")
            .Expect("dropped, %", 100 / 11.0, LossWithRoomForTen("mm1k-1", 1000), Tolerance.Percent(5));

    [Validated("I8")]
    public static ValidationRow Little()
    {
        QueueingTheory queue = FourFifths();
        return new ValidationRow("M/M/1, ρ = 0.8; the number is read off the queue, the times off the packets", "L = λ·W")
            .Expect("mean number in the system", queue.Times.Count / queue.Seconds * queue.Times.Average() / 1000, queue.MeanNumber, Tolerance.Percent(0.5));
    }

    [Validated("I34")]
    public static ValidationRow Two_in_series()
    {
        return new ValidationRow("two M/M/1 of ρ = 0.8 in series, with lengths drawn again before the second", "Burke: 2/(μ − λ); with lengths kept the second waits are not independent")
            .Expect("mean time in both, ms", 10, InSeries(isDrawnAgain: true), Tolerance.Percent(6))
            .Expect("with lengths kept, ms: below the formula's tolerance", 9.4, InSeries(isDrawnAgain: false), Tolerance.AtMost);
    }

    private static QueueingTheory FourFifths() =>
        new QueueingTheory("mm1").Run(QueueingTheory.Server(Rate), Packets, 800, static q => q.Exponential(1000));

    private static double LossWithRoomForTen(string name, double perSecond)
    {
        QueueingTheory queue = new QueueingTheory(name).Run(QueueingTheory.Server(Rate, queuePackets: 9), Packets, perSecond, static q => q.Exponential(1000));
        return 100.0 * queue.Dropped / Packets;
    }

    private static double InSeries(bool isDrawnAgain)
    {
        QueueingTheory first = new QueueingTheory("burke-1").Run(QueueingTheory.Server(Rate), Packets, 800, static q => q.Exponential(1000));
        var second = new QueueingTheory("burke-2");
        LinkDirection server = QueueingTheory.Server(Rate);
        for (int i = 0; i < Packets; i++) second.Send(server, first.Departures[i], isDrawnAgain ? second.Exponential(1000) : first.Lengths[i]);
        return first.Times.Average() + second.Times.Average();
    }
}
