using NetSim.Stack.Sockets.Tcp;
using NetSim.Stack.Sockets.Tcp.Congestion;
using NetSim.Testing;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>HyStart++ (RFC 9406 4.2), fed round by round, and at a bottleneck with a long queue.</summary>
public sealed class HyStartTests
{
    private const int Mss = 1000;
    private readonly HyStart _hyStart = new();
    private long _position;

    [Theory]
    // An eighth of the round before, but no less than 4 ms and no more than 16 ms.
    [InlineData(10, 13, false)]
    [InlineData(10, 14, true)]
    [InlineData(80, 89, false)]
    [InlineData(80, 90, true)]
    [InlineData(400, 415, false)]
    [InlineData(400, 416, true)]
    [Rfc(9406, "4.2")]
    public void Growth_slows_down_when_a_round_takes_an_eighth_longer_than_the_one_before(int before, int after, bool isSlower)
    {
        Round(before, 10);
        Round(after, 10);
        Assert.Equal(isSlower, _hyStart.IsConservative);
        Assert.Equal(isSlower ? Mss / 4 : Mss, _hyStart.Restrain(Mss));
    }

    [Fact]
    [Rfc(9406, "4.2")]
    public void Fewer_than_eight_samples_decide_nothing()
    {
        Round(100, 10);
        Round(200, 7);
        Assert.False(_hyStart.IsConservative);
    }

    [Fact]
    public void One_fast_sample_proves_that_the_path_is_not_full()
    {
        Round(100, 10);
        Ack(100, 20);
        Round(200, 9);
        Assert.False(_hyStart.IsConservative);
    }

    [Fact]
    [Rfc(9406, "4.2")]
    public void Five_rounds_of_slower_growth_end_slow_start_the_one_it_began_in_counted()
    {
        Round(100, 10);
        Round(120, 10);
        for (int round = 2; round <= 5; round++)
        {
            Assert.True(_hyStart.IsConservative);
            Round(120, 10);
        }
        Assert.False(_hyStart.IsOver);
        Round(120, 1);
        Assert.True(_hyStart.IsOver);
    }

    [Fact]
    public void A_round_trip_below_the_one_that_slowed_it_down_lets_slow_start_go_on()
    {
        Round(100, 10);
        Round(120, 10);
        Assert.True(_hyStart.IsConservative);
        Round(119, 10);
        Assert.False(_hyStart.IsConservative);
        Assert.False(_hyStart.IsOver);
    }

    [Theory]
    [InlineData(CongestionAlgorithm.NewReno)]
    [InlineData(CongestionAlgorithm.Cubic)]
    public void Slow_start_ends_before_a_long_queue_overflows(CongestionAlgorithm algorithm)
    {
        var delay = Duration.FromMilliseconds(20);
        TcpSettings settings = new() { Congestion = algorithm, SendBuffer = 16 << 20, ReceiveBuffer = 16 << 20 };
        PipeSettings path = new() { Delay = delay, Rate = 100_000_000, QueueLimit = 4000 };
        var pair = new TcpPair(
            new EndSettings { Bytes = 60_000_000, Tcp = settings }, new EndSettings { Tcp = settings }, path, new PipeSettings { Delay = delay });
        pair.Connect();
        pair.Run(() => pair.Client.Connection.Info.SlowStartThreshold != long.MaxValue, Duration.FromSeconds(10));
        Assert.Equal(0, pair.Forward.Dropped);
        // The path holds 500 kB, so that at most 2 MB went out before a round trip told of it, and five rounds by a quarter came after.
        Assert.InRange(pair.Client.Connection.Info.CongestionWindow, 500_000, 4_900_000);
    }

    private void Round(int milliseconds, int acks)
    {
        for (int i = 0; i < acks; i++) Ack(milliseconds, acks - i);
    }

    /// <summary>An ACK that leaves so much outstanding: the last of a round none but what it called forth.</summary>
    private void Ack(int milliseconds, int outstanding)
    {
        _position += Mss;
        _hyStart.OnAck(new AckSample
        {
            Now = Instant.Zero,
            Acknowledged = Mss,
            Una = _position,
            Nxt = _position + (long)outstanding * Mss,
            Flight = (long)outstanding * Mss,
            SegmentSize = Mss,
            SmoothedRtt = Duration.FromMilliseconds(milliseconds),
            LatestRtt = Duration.FromMilliseconds(milliseconds),
            IsWindowLimited = true,
        });
    }
}
