using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Queues;

/// <summary>RED and PIE, which decide when a packet comes.</summary>
public sealed class EarlyDropTests : IDisposable
{
    // 1000 bytes take 1 ms.
    private const long Megabyte = 8_000_000;
    private const int Load = 20;

    private readonly DiagnosticPacketPool _pool = new();
    private readonly List<Departure> _left = [];

    public void Dispose() => _pool.AssertAllReturned();

    [Fact]
    public void Red_takes_a_burst_and_drops_from_a_queue_that_stays()
    {
        QueueLine line = Make(Red());
        for (int i = 0; i < 30; i++) line.Offer(Instant.Zero, new Sample(1000));
        Assert.True(line.Core.Counters.Drops.IsEmpty);
        line.RunOut();
        Overload(line, from: 1, seconds: 4, new Sample(1000));

        // 5 % more than the link takes: the average comes to where so many are dropped, between min and max.
        Assert.Equal(1 - 1 / 1.05, line.Dropped(DropReason.Congested) / 4200.0, 0.01);
        Assert.Equal(0, line.Dropped(DropReason.QueueFull));
        Assert.InRange(LateMean(), 10, 30);
    }

    [Fact]
    public void Red_marks_between_min_and_max_and_drops_above_if_it_is_told_to()
    {
        QueueLine marking = Make(Red((QueueParameter.Ecn, 1)));
        Overload(marking, 0, 2, new Sample(1000) { Ecn = EcnCodepoint.Ect0 });
        Assert.True(marking.Core.Queued!.Value.Marked > 100);
        Assert.Equal(0, marking.Dropped(DropReason.Congested));

        QueueLine hard = Make(Red((QueueParameter.Ecn, 1), (QueueParameter.HardDrop, 1)));
        Overload(hard, 0, 2, new Sample(1000) { Ecn = EcnCodepoint.Ect0 });
        Assert.True(hard.Core.Queued!.Value.Marked > 10);
        Assert.True(hard.Dropped(DropReason.Congested) > 10);
    }

    [Fact]
    public void The_average_falls_while_the_link_is_idle()
    {
        QueueLine line = Make(Red());
        Overload(line, 0, 4, new Sample(1000));
        line.RunOut();
        long before = line.Dropped(DropReason.Congested);
        for (int i = 0; i < 30; i++) line.Offer(new Instant(10_000_000_000), new Sample(1000));
        Assert.Equal(before, line.Dropped(DropReason.Congested));
        line.RunOut();
    }

    [Fact]
    public void Adaptive_red_finds_the_probability_that_keeps_the_average_in_the_middle()
    {
        // 20 % too much is ten times what a probability of 2 % at max takes away.
        QueuePlan plan = Red((QueueParameter.Adaptive, 1), (QueueParameter.Probability, 20_000_000));
        QueueLine line = Make(plan);
        for (int i = 0; i < 60_000; i++) line.Offer(new Instant(i * 833_333L), new Sample(1000));
        line.RunOut();

        // From min 10 kB to max 30 kB, 40 to 60 % of the way: 18 to 22 ms.
        Assert.InRange(LateMean(), 16, 24);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Pie_keeps_the_delay_at_its_target(long estimates)
    {
        QueueLine line = Make(QueueLine.Plan(QueueKind.Pie, null, (QueueParameter.DqRateEstimator, estimates)));
        Overload(line, 0, 60, new Sample(1000));
        Assert.InRange(LateMean(), 10, 20);
        Assert.Equal(1 - 1 / 1.05, line.Dropped(DropReason.Congested) / 63_000.0, 0.005);
    }

    [Fact]
    public void Pie_lets_a_burst_pass()
    {
        QueueLine line = Make(QueueLine.Plan(QueueKind.Pie));
        for (int i = 0; i < 120; i++) line.Offer(new Instant(i * 1_000L), new Sample(1000));
        line.RunOut();
        Assert.Equal(120, _left.Count);
    }

    [Fact]
    public void Pie_marks_up_to_a_tenth_and_drops_above()
    {
        QueuePlan plan = QueueLine.Plan(QueueKind.Pie, null, (QueueParameter.Ecn, 1));
        QueueLine line = Make(plan);
        Overload(line, 0, 20, new Sample(1000) { Ecn = EcnCodepoint.Ect1 });
        Assert.True(line.Core.Queued!.Value.Marked > 50);

        // Marks do not slow this sender down, so the probability rises until packets are dropped.
        Assert.True(line.Dropped(DropReason.Congested) > 50);
    }

    /// <summary>5 % more than the link takes.</summary>
    private static void Overload(QueueLine line, int from, int seconds, Sample sample)
    {
        long start = from * 1_000_000_000L, every = 1_000_000 * Load / (Load + 1);
        for (long time = 0; time < seconds * 1_000_000_000L; time += every) line.Offer(new Instant(start + time), sample);
        line.RunOut();
    }

    /// <summary>How long packets of the later half have waited, in ms.</summary>
    private double LateMean() => _left.Skip(_left.Count / 2).Average(departure => departure.Waited.TotalMilliseconds);

    private static QueuePlan Red(params (QueueParameter Parameter, long Value)[] more) => QueueLine.Plan(QueueKind.Red, new QueueLimit(QueueUnit.Bytes, 200_000),
        [(QueueParameter.Min, 10_000), (QueueParameter.Max, 30_000), (QueueParameter.Burst, 50), (QueueParameter.Probability, 100_000_000), .. more]);

    private QueueLine Make(QueuePlan plan)
    {
        QueueLine line = QueueLine.Of(Megabyte, plan, _pool);
        line.OnDeparture = _left.Add;
        return line;
    }
}
