using NetSim.Stack.Sockets.Tcp;
using NetSim.Stack.Sockets.Tcp.Congestion;
using NetSim.Testing;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>BBR version 1 with its pacing, between two ends and piece by piece.</summary>
public sealed class BbrTests
{
    private const long LineRate = 20_000_000;
    private static readonly Duration OneWay = Duration.FromMilliseconds(20);
    private static readonly TcpSettings WithBbr = new() { Congestion = CongestionAlgorithm.Bbr };

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(1, false)]
    [Rfc(9293, "MAY-18")]
    public void It_fills_the_line_and_keeps_the_queue_short(int seed, bool sack)
    {
        TcpPair pair = Start(WithBbr with { Sack = sack }, new PipeSettings { Delay = OneWay, Rate = LineRate }, seed);
        pair.RunFor(Duration.FromSeconds(2));
        long before = pair.Server!.Received;
        var worst = Duration.Zero;
        for (int i = 0; i < 200; i++)
        {
            pair.RunFor(Duration.FromMilliseconds(25));
            worst = Duration.Max(worst, pair.Client.Connection.Info.SmoothedRtt);
        }
        double bits = (pair.Server.Received - before) * 8 / 5.0;
        // 1448 of 1500 bytes are payload.
        Assert.InRange(bits, LineRate * 0.9, LineRate * 0.966);
        // A bandwidth-delay product of queue, which the probing for more makes for a moment, would be 80 ms.
        Assert.InRange(worst.TotalSeconds, 0.040, 0.060);
        Assert.Equal(0, pair.Client.Connection.Info.SegmentsRetransmitted);
    }

    [Fact]
    public void Loss_that_is_no_congestion_costs_no_more_than_itself()
    {
        PipeSettings path = new() { Delay = OneWay, Rate = LineRate, Loss = 0.01 };
        Assert.InRange(Rate(WithBbr, path), LineRate * 0.8, LineRate * 0.96);
        Assert.InRange(Rate(WithBbr with { Congestion = CongestionAlgorithm.NewReno }, path), 0, LineRate * 0.25);
    }

    [Fact]
    public void A_queue_too_short_for_a_window_is_enough()
    {
        PipeSettings path = new() { Delay = OneWay, Rate = LineRate, QueueLimit = 15 };
        Assert.InRange(Rate(WithBbr, path), LineRate * 0.8, LineRate * 0.966);
    }

    [Fact]
    public void Packets_go_out_at_the_rate_and_not_in_bursts()
    {
        TcpPair pair = Start(WithBbr, new PipeSettings { Delay = OneWay, Rate = LineRate }, 1);
        pair.RunFor(Duration.FromSeconds(3));
        List<Instant> sent = [];
        pair.OnSent = (isClient, _) =>
        {
            if (isClient) sent.Add(pair.Now);
        };
        pair.RunFor(Duration.FromSeconds(1));
        // A segment takes 0.6 ms of the line; the slack for late timers is one more at once.
        for (int i = 3; i < sent.Count; i++) Assert.InRange((sent[i] - sent[i - 3]).TotalSeconds, 0.0006, 0.02);
        Assert.InRange(pair.Client.Connection.Info.PacingRate * 8.0, LineRate * 0.7, LineRate * 1.3);
    }

    [Fact]
    public void Every_ten_seconds_it_looks_at_the_path_without_its_own_queue()
    {
        // The path grows shorter and longer: only an empty queue shows it.
        TcpPair pair = Start(WithBbr, new PipeSettings { Delay = OneWay, Rate = LineRate }, 1);
        pair.RunFor(Duration.FromSeconds(9));
        bool hasLooked = false;
        for (int i = 0; i < 200; i++)
        {
            pair.RunFor(Duration.FromMilliseconds(10));
            hasLooked |= pair.Client.Connection.Info.CongestionWindow <= 4 * 1448;
        }
        Assert.True(hasLooked);
        pair.RunFor(Duration.FromSeconds(1));
        Assert.True(pair.Client.Connection.Info.CongestionWindow > 40 * 1448);
    }

    [Fact]
    public void An_application_that_sends_little_does_not_make_it_forget_the_rate()
    {
        var bbr = new Bbr(0);
        bbr.Start(14_480, 1448);
        bbr.OnDelivered(Sample(1, 2_500_000, isLimited: false));
        for (int round = 2; round < 9; round++) bbr.OnDelivered(Sample(round, 10_000, isLimited: true));
        Assert.Equal(2_500_000, bbr.BottleneckRate);
        bbr.OnDelivered(Sample(9, 3_000_000, isLimited: true));
        Assert.Equal(3_000_000, bbr.BottleneckRate);
    }

    [Fact]
    public void Startup_ends_when_three_rounds_have_not_grown_by_a_quarter()
    {
        var bbr = new Bbr(0);
        bbr.Start(14_480, 1448);
        foreach (long rate in (long[])[500_000, 1_000_000, 2_000_000, 2_200_000, 2_300_000]) bbr.OnDelivered(Sample(++_round, rate, false));
        Assert.Equal(BbrPhase.Startup, bbr.Phase);
        bbr.OnDelivered(Sample(++_round, 2_350_000, false, flight: 1 << 20));
        Assert.Equal(BbrPhase.Drain, bbr.Phase);
        bbr.OnDelivered(Sample(++_round, 2_350_000, false, flight: 50_000));
        Assert.Equal(BbrPhase.ProbeBandwidth, bbr.Phase);
    }

    [Fact]
    public void The_windowed_maximum_is_never_above_and_seldom_below_that_of_the_last_rounds() => SeededRuns.Check(200, random =>
    {
        var maximum = new WindowedMaximum(10);
        List<long> values = [];
        int below = 0;
        for (int round = 0; round < 300; round++)
        {
            values.Add(random.Next(1, 1000));
            maximum.Add(round, values[round]);
            long exact = values.Skip(Math.Max(0, round - 10)).Max();
            Assert.True(maximum.Value <= exact);
            Assert.True(maximum.Value >= values[round]);
            if (maximum.Value < exact) below++;
        }
        Assert.InRange(below, 0, 100);
    });

    private int _round;

    private static RateSample Sample(int round, long rate, bool isLimited, long flight = 100_000) => new()
    {
        Now = Instant.Zero + Duration.FromMilliseconds(40 * round),
        Rate = rate,
        IsApplicationLimited = isLimited,
        DeliveredBefore = round * 100_000,
        Delivered = round * 100_000 + 50_000,
        NewlyDelivered = 1448,
        RoundTrip = Duration.FromMilliseconds(40),
        FlightBefore = flight,
        Flight = flight,
        HasFoundLoss = false,
        IsRecovering = false,
    };

    private static double Rate(TcpSettings settings, PipeSettings path)
    {
        TcpPair pair = Start(settings, path, 3);
        pair.RunFor(Duration.FromSeconds(2));
        long before = pair.Server!.Received;
        pair.RunFor(Duration.FromSeconds(8));
        return (pair.Server.Received - before) * 8 / 8.0;
    }

    private static TcpPair Start(TcpSettings settings, PipeSettings path, int seed)
    {
        var pair = new TcpPair(
            new EndSettings { Bytes = 1L << 40, Tcp = settings }, new EndSettings { Tcp = settings }, path,
            new PipeSettings { Delay = path.Delay }, new Random(seed));
        pair.Connect();
        return pair;
    }
}
