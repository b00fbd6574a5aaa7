using NetSim.Stack.Sockets.Tcp;
using NetSim.Stack.Sockets.Tcp.Sending;
using NetSim.Testing;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>PRR (RFC 9937): the algorithm by itself, and what a recovery between two ends looks like.</summary>
public sealed class ProportionalRateTests
{
    private const int Mss = 1000;

    [Fact]
    [Rfc(9937, "6")]
    public void Half_the_window_is_sent_over_the_whole_round_trip_in_every_second_ACK()
    {
        // The example of RFC 6937 section 4: 20 in flight, the first is lost, the window is halved.
        var rate = new ProportionalRate();
        rate.Start(20 * Mss);
        long pipe = 19 * Mss;
        List<int> sent = [];
        for (int ack = 1; ack <= 19; ack++)
        {
            pipe -= Mss;
            rate.OnAck(Mss, pipe, 10 * Mss, catchUp: 0);
            int now = 0;
            while (rate.Room >= Mss)
            {
                rate.OnSent(Mss);
                pipe += Mss;
                now++;
            }
            sent.Add(now);
        }
        Assert.All(sent, n => Assert.InRange(n, 0, 1));
        Assert.InRange(sent.Sum(), 9, 10);
        Assert.InRange(pipe, 9 * Mss, 10 * Mss);
    }

    [Fact]
    public void After_heavy_loss_it_sends_no_more_than_what_was_delivered_and_one_for_each_good_ACK()
    {
        var rate = new ProportionalRate();
        rate.Start(20 * Mss);
        // 15 of 20 are gone: the pipe is far below the threshold.
        rate.OnAck(Mss, 4 * Mss, 10 * Mss, catchUp: 0);
        Assert.Equal(Mss, rate.Room);
        rate.OnSent(Mss);
        rate.OnAck(Mss, 4 * Mss, 10 * Mss, catchUp: Mss);
        Assert.Equal(2 * Mss, rate.Room);
    }

    [Fact]
    [Rfc(9937, "6")]
    public void It_never_sends_beyond_the_threshold()
    {
        var rate = new ProportionalRate();
        rate.Start(20 * Mss);
        rate.OnAck(8 * Mss, 9500, 10 * Mss, catchUp: Mss);
        Assert.Equal(500, rate.Room);
    }

    [Fact]
    public void An_ACK_that_delivers_nothing_lets_nothing_go()
    {
        var rate = new ProportionalRate();
        rate.Start(20 * Mss);
        rate.OnAck(0, 4 * Mss, 10 * Mss, catchUp: 0);
        Assert.Equal(0, rate.Room);
    }

    /// <summary>The longest silence of a sender in recovery is a few ACKs, not half a round trip.</summary>
    [Fact]
    public void Between_two_ends_recovery_neither_falls_silent_nor_bursts() => SeededRuns.Check(50, random =>
    {
        var delay = Duration.FromMilliseconds(25);
        TcpSettings settings = new()
        {
            Congestion = random.NextBool() ? CongestionAlgorithm.Cubic : CongestionAlgorithm.NewReno,
            SendBuffer = 8 << 20,
            ReceiveBuffer = 8 << 20,
        };
        int victim = random.Next(900, 1500);
        PipeSettings path = new() { Delay = delay, Rate = 50_000_000, Drops = (number, _) => number == victim };
        var pair = new TcpPair(
            new EndSettings { Bytes = 4_000_000, Tcp = settings }, new EndSettings { Tcp = settings }, path, new PipeSettings { Delay = delay }, random);
        var silence = Duration.Zero;
        Instant last = Instant.MaxValue;
        pair.OnSent = (isClient, _) =>
        {
            if (!isClient) return;
            if (pair.Client.Connection.Info is { FastRecoveries: 1, BytesUnsent: > 100_000 } && last < pair.Now)
                silence = Duration.Max(silence, pair.Now - last);
            last = pair.Now;
        };
        pair.Connect();
        pair.Run(() => pair.HasEverythingArrived, Duration.FromSeconds(60));
        Assert.Equal((1, 0), (pair.Client.Connection.Info.FastRecoveries, pair.Client.Connection.Info.Timeouts));
        // A segment takes 0.24 ms, ACKs come for every second one; one in two lets one go.
        Assert.InRange(silence.TotalSeconds, 0, 0.003);
    });
}
