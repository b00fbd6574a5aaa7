using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>What the literature says a TCP must come to, in virtual time: exact numbers, so the tolerances are the formulas' own.</summary>
public sealed class FormulaTests
{
    private const int Mss = 1460;
    private static readonly Duration HalfRtt = Duration.FromMilliseconds(50);

    private static readonly TcpSettings Bulk = new()
    {
        Timestamps = false,
        ReceiveBuffer = 1 << 24,
        SendBuffer = 1 << 24,
        QuickAcks = int.MaxValue,
        MinimumRetransmissionTimeout = Duration.FromMilliseconds(300),
    };

    [Fact]
    public void A_window_of_65535_bytes_and_100_ms_carry_5_24_Mbit_per_second_I10()
    {
        TcpSettings settings = TcpSettings.Default with { WindowScale = false, ReceiveBuffer = 65535 };
        TcpPair pair = Start(settings, new PipeSettings { Delay = HalfRtt });
        pair.RunFor(Duration.FromSeconds(5));
        double rate = MeasureBitsPerSecond(pair, Duration.FromSeconds(30));
        Assert.InRange(rate, 5.243e6 * 0.98, 5.243e6 * 1.02);
    }

    [Fact]
    [Rfc(5681, "3.1")]
    public void One_MiB_in_slow_start_takes_750_ms_I11()
    {
        TcpSettings settings = Bulk with { QuickAcks = 0 };
        var pair = new TcpPair(
            new EndSettings { Bytes = 1 << 20, Tcp = settings }, new EndSettings { Tcp = settings }, new PipeSettings { Delay = HalfRtt });
        Instant start = pair.Now;
        pair.Connect();
        pair.Run(() => pair.Server?.Received == 1 << 20, Duration.FromSeconds(10));
        Assert.InRange((pair.Now - start).TotalMilliseconds, 750, 750 * 1.05);
    }

    [Fact]
    public void CUBIC_is_back_at_100_segments_4_2_seconds_after_a_loss_I12()
    {
        TcpSettings settings = Bulk with { InitialWindow = 100, Congestion = CongestionAlgorithm.Cubic };
        bool isLost = false;
        PipeSettings path = new()
        {
            Delay = HalfRtt,
            Drops = (_, packet) => packet.Length > 1000 && !isLost && (isLost = true),
        };
        TcpPair pair = Start(settings, path, new PipeSettings { Delay = HalfRtt });
        pair.Run(() => pair.Client.Connection.Info.FastRecoveries == 1, Duration.FromSeconds(5));
        Assert.Equal(70, Segments(pair), 0.5);
        // The epoch begins with the first ACK after recovery, a round trip later.
        pair.Run(() => Segments(pair) > 70.1, Duration.FromSeconds(5));
        Instant epoch = pair.Now;
        // The curve is flat there: a byte less than 100 segments is a tenth of a second early.
        pair.Run(() => Segments(pair) >= 100 - 1.0 / Mss, Duration.FromSeconds(20));
        Assert.InRange((pair.Now - epoch).TotalSeconds, 4.217 * 0.93, 4.217 * 1.05);
    }

    [Theory]
    [InlineData(1_000, 4.52e6)]
    [InlineData(100, 1.43e6)]
    public void NewReno_with_one_loss_in_n_packets_obeys_Mathis_I14(int n, double expected)
    {
        TcpSettings settings = Bulk with { Congestion = CongestionAlgorithm.NewReno };
        long data = 0;
        PipeSettings path = new() { Delay = HalfRtt, Drops = (_, packet) => packet.Length > 1000 && ++data % n == 0 };
        TcpPair pair = Start(settings, path, new PipeSettings { Delay = HalfRtt });
        pair.RunFor(Duration.FromSeconds(30));
        double rate = MeasureBitsPerSecond(pair, Duration.FromSeconds(200));
        // The formula knows no recovery: a round trip without growth, a tenth of so short a cycle as that of 100 packets.
        double below = n == 100 ? 0.8 : 0.85;
        Assert.InRange(rate, expected * below, expected * 1.15);
    }

    [Theory]
    [InlineData(0.25, 0.893)]
    [InlineData(0.5, 0.964)]
    [InlineData(1, 1)]
    public void A_Reno_flow_fills_a_bottleneck_as_its_buffer_lets_it_I16(double buffer, double expected)
    {
        const long Rate = 5_000_000;
        int packets = (int)(Rate * 0.1 / 8 / 1500);
        TcpSettings settings = Bulk with { Congestion = CongestionAlgorithm.NewReno };
        PipeSettings path = new() { Delay = HalfRtt, Rate = Rate, QueueLimit = (int)Math.Round(packets * buffer) };
        TcpPair pair = Start(settings, path, new PipeSettings { Delay = HalfRtt });
        pair.RunFor(Duration.FromSeconds(40));
        Duration busy = pair.Forward.Busy;
        var time = Duration.FromSeconds(150);
        pair.RunFor(time);
        double utilisation = (pair.Forward.Busy - busy).TotalSeconds / time.TotalSeconds;
        Assert.InRange(utilisation, expected - 0.03, expected + 0.03);
    }

    [Fact]
    public void A_Reno_sawtooth_loses_one_packet_in_three_eighths_of_its_peak_squared_I17()
    {
        const long Rate = 2_400_000;
        TcpSettings settings = Bulk with { Congestion = CongestionAlgorithm.NewReno };
        // 20 packets in flight at 100 ms, 20 in the queue: a peak of 40, 1 loss in 600.
        PipeSettings path = new() { Delay = HalfRtt, Rate = Rate, QueueLimit = 20 };
        TcpPair pair = Start(settings, path, new PipeSettings { Delay = HalfRtt });
        pair.RunFor(Duration.FromSeconds(60));
        double peak = 0;
        pair.OnTurn = () => peak = Math.Max(peak, Segments(pair));
        long sent = pair.Forward.Sent;
        long lost = pair.Forward.DroppedByQueue;
        pair.RunFor(Duration.FromSeconds(600));
        Assert.InRange(peak, 40, 43);
        double per = (double)(pair.Forward.Sent - sent) / (pair.Forward.DroppedByQueue - lost);
        // Some more, since recovery takes a round trip in which the window does not grow.
        double expected = peak * peak * 3 / 8;
        Assert.InRange(per, expected * 0.95, expected * 1.15);
    }

    [Fact]
    [Rfc(9438, "5.1")]
    public void CUBIC_with_one_loss_in_a_thousand_packets_keeps_its_mean_window_I13()
    {
        // p = 1e-3, 100 ms: the Reno-friendly region, about 39 segments on average (RFC 9438 5.2).
        TcpSettings settings = Bulk with { Congestion = CongestionAlgorithm.Cubic };
        long data = 0;
        PipeSettings path = new() { Delay = HalfRtt, Drops = (_, packet) => packet.Length > 1000 && ++data % 1_000 == 0 };
        TcpPair pair = Start(settings, path, new PipeSettings { Delay = HalfRtt });
        pair.RunFor(Duration.FromSeconds(30));
        double segments = MeasureBitsPerSecond(pair, Duration.FromSeconds(200)) * 0.1 / 8 / Mss;
        Assert.InRange(segments, 39 * 0.8, 39 * 1.2);
    }

    [Fact]
    [Rfc(9293, "3.4")]
    public void More_than_4_GiB_pass_through_one_connection()
    {
        const long Bytes = (1L << 32) + 100_000_000;
        TcpSettings settings = Bulk with { MaxSuperSegment = 65_536, QuickAcks = 16, ReceiveBuffer = 1 << 22, SendBuffer = 1 << 22 };
        var pair = new TcpPair(
            new EndSettings { Bytes = Bytes, Tcp = settings, WriteSize = 65_521 }, new EndSettings { Tcp = settings },
            new PipeSettings { Delay = Duration.FromMicroseconds(100) }, options: Fast());
        pair.Connect();
        pair.Run(() => pair.Server?.Received == Bytes, Duration.FromSeconds(1000));
        pair.Run(() => pair.Client.Connection.Info.BytesAcknowledged == Bytes, Duration.FromSeconds(1));
        Assert.Equal(0, pair.Client.Connection.Info.SegmentsRetransmitted);
    }

    private static double Segments(TcpPair pair) => (double)pair.Client.Connection.Info.CongestionWindow / Mss;

    private static PairOptions Fast() => new() { Pool = new RecyclingPacketPool(), ChecksPackets = false };

    private static TcpPair Start(TcpSettings settings, PipeSettings forward, PipeSettings? backward = null)
    {
        var pair = new TcpPair(
            new EndSettings { Bytes = long.MaxValue, Tcp = settings }, new EndSettings { Tcp = settings }, forward, backward, options: Fast());
        pair.Connect();
        return pair;
    }

    private static double MeasureBitsPerSecond(TcpPair pair, Duration time)
    {
        long before = pair.Server!.Received;
        pair.RunFor(time);
        return (pair.Server.Received - before) * 8 / time.TotalSeconds;
    }
}
