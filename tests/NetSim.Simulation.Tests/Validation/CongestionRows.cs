using NetSim.Simulation.Tests.Links;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Validation;

/// <summary>Congestion control against the formulas that its authors and others have published.</summary>
internal static class CongestionRows
{
    private const int SegmentSize = 1460;
    private const double RoundTrip = 0.1;

    /// <summary>As the formulas have it: full segments without options, an ACK for each, buffers that bound nothing.</summary>
    private static readonly TcpSettings Plain = TcpSettings.Default with
    {
        Timestamps = false,
        QuickAcks = int.MaxValue,
        // Losses that have nothing to do with size must not make it look for a smaller one.
        PathMtuSearch = PathMtuSearchUse.Off,
        ReceiveBuffer = 16 << 20,
        SendBuffer = 16 << 20,
    };

    [Validated("I11")]
    public static ValidationRow Slow_start()
    {
        ValidationRow row = new("1 MiB (719 segments of 1460 bytes), initial window 10, round trip 100 ms, no limit of rate", "⌈log2(719/10 + 1)⌉ = 7 flights: (1 + 6.5)·RTT");
        foreach (CongestionAlgorithm congestion in (ReadOnlySpan<CongestionAlgorithm>)[CongestionAlgorithm.NewReno, CongestionAlgorithm.Cubic])
        {
            TcpLine line = MakeLine();
            (TcpLineEnd client, TcpLineEnd server) = line.Connect(Plain with { Congestion = congestion });
            client.Content = new byte[1 << 20];
            line.RunUntil(() => server.Received == 1 << 20, Duration.FromSeconds(10));
            row.Expect($"last byte, {congestion}, ms", 750, line.Now.TotalSeconds * 1000, Tolerance.Percent(5));
            line.Abandon();
        }
        return row;
    }

    [Validated("I12")]
    public static ValidationRow Cubic_after_one_loss()
    {
        ValidationRow row = new("CUBIC, one loss at a window of about Wmax, round trip 100 ms", "RFC 9438: 0.7·Wmax; back at Wmax after K = ∛(0.3·Wmax/0.4)");
        foreach (int most in (ReadOnlySpan<int>)[100, 1000])
        {
            (double before, double after, double time) = Recovery(most);
            row.Expect($"window behind the loss ÷ before it, Wmax {most}", 0.7, after / before, Tolerance.Percent(5));
            row.Expect($"back at Wmax, Wmax {most}, s", Math.Cbrt(0.3 * before / 0.4), time, Tolerance.Percent(5));
        }
        return row;
    }

    [Validated("I13")]
    public static ValidationRow Window_of_cubic()
    {
        ValidationRow row = new("CUBIC, 1/p packets arrive and one is lost, round trip 100 ms", "the larger of 1.054·RTT^¾/p^¾ and 1.2247/√p");
        foreach ((double p, int seconds) in (ReadOnlySpan<(double, int)>)[(1e-3, 200), (1e-4, 300), (1e-5, 200)])
        {
            double expected = Math.Max(1.054 * Math.Pow(RoundTrip / p, 0.75), Math.Sqrt(1.5 / p));
            double rate = LossyGoodput(Plain with { Congestion = CongestionAlgorithm.Cubic }, Every(p), seconds);
            row.Expect($"mean window, p {p}, packets", expected, rate * RoundTrip / (SegmentSize * 8), Tolerance.Percent(20));
        }
        return row;
    }

    [Validated("I14")]
    public static ValidationRow Mathis()
    {
        ValidationRow row = new("NewReno with SACK, 1/p packets arrive and one is lost, an ACK per packet, round trip 100 ms", "Mathis et al.: 1.2247·MSS·8/(RTT·√p)");
        var rates = new List<double>();
        foreach ((double p, int seconds) in (ReadOnlySpan<(double, int)>)[(1e-2, 200), (1e-3, 200), (1e-4, 400)])
        {
            rates.Add(LossyGoodput(Plain with { Congestion = CongestionAlgorithm.NewReno }, Every(p), seconds));
            row.Expect($"goodput, p {p}, Mbit/s", Math.Sqrt(1.5 / p) * SegmentSize * 8 / RoundTrip / 1e6, rates[^1] / 1e6, Tolerance.Percent(15));
        }
        return row.Expect("slope of log rate over log p", -0.5, Math.Log(rates[0] / rates[2]) / Math.Log(100), Tolerance.Within(0.05));
    }

    /// <summary>
    /// The losses are those of the model: with one packet the rest of its round goes, too. So is the sender: it knows of no tail loss probes (RFC 8985),
    /// which at p 0.1 spare it many a time-out.
    /// </summary>
    [Validated("I15")]
    public static ValidationRow Pftk()
    {
        ValidationRow row = new("NewReno with SACK, no tail loss probes, T0 = 1 s, round trip 100 ms; a loss takes the rest of its round with it",
            "Padhye et al.: MSS·8/(RTT·√(2p/3) + T0·min(1, 3√(3p/8))·p·(1 + 32p²))");
        foreach (double p in (ReadOnlySpan<double>)[1e-2, 3e-2, 1e-1])
        {
            double time = RoundTrip * Math.Sqrt(2 * p / 3) + Math.Min(1, 3 * Math.Sqrt(3 * p / 8)) * p * (1 + 32 * p * p);
            double rate = RoundLossGoodput(Plain with { Congestion = CongestionAlgorithm.NewReno, TailLossProbes = false }, p, 2000);
            row.Expect($"goodput, p {p}, Mbit/s", SegmentSize * 8 / time / 1e6, rate / 1e6, Tolerance.Percent(30));
        }
        return row;
    }

    [Validated("I16")]
    public static ValidationRow Utilisation_by_buffer()
    {
        ValidationRow row = new("one NewReno flow, 10 Mbit/s, round trip 100 ms, drop-tail queue of x·BDP", "sawtooth from (1+x)/2 to 1+x of the BDP");
        const double Bdp = 10e6 * RoundTrip / 8;
        foreach ((double x, double expected) in (ReadOnlySpan<(double, double)>)[(0.25, 89.3), (0.5, 96.4), (1, 100)])
        {
            double share = Bottleneck((long)(x * Bdp), 200).Rate / (10e6 * SegmentSize / 1500);
            row.Expect($"utilisation, x {x}, %", expected, share * 100, Tolerance.Within(3));
        }
        return row;
    }

    [Validated("I17")]
    public static ValidationRow Packets_per_loss()
    {
        // One more is being sent.
        (_, double packets, double most) = Bottleneck(20 * 1500, 400, rate: 20 * 1500 * 8 * 10);
        return new ValidationRow("one NewReno flow, BDP of 20 packets and a drop-tail queue of 20", "1/p = 3·Wmax²/8, and 3·Wmax/2 until the loss is noticed and mended; Wmax as measured")
            .Expect("largest window, packets", 20 + 20 + 1, most, Tolerance.Percent(10))
            .Expect("packets per loss", 3 * most * most / 8 + 1.5 * most, packets, Tolerance.Percent(10));
    }

    /// <summary>What ns-3 delivers and sends again on the same line between 100 s and 1100 s, with an ACK for each segment; it counts two bytes of PPP with each packet.</summary>
    [Validated("I35")]
    public static ValidationRow Beside_ns3()
    {
        ValidationRow row = new("one NewReno flow, 10 Mbit/s, 52 ms each way, drop-tail queue of 100 packets, segments of 1448 bytes, 1000 s", "ns-3 3.37, measured");
        (double rate, long again, _) = LongRun(CongestionAlgorithm.NewReno);
        return row.Expect("goodput, Mbit/s", 9.6405, rate / 1e6, Tolerance.Percent(3))
            .Expect("segments sent again", 58, again, Tolerance.Percent(20));
    }

    /// <summary>
    /// Both find every second maximum below the last one (RFC 9438 4.7), and so take turns between a plateau at 160 segments and none.
    /// How many segments are lost each time, one to five, hangs on fractions of a segment and is no mark of the algorithm: ns-3, with a window
    /// of whole segments, sends 427 again; this sender 565, each for a drop of the queue, and 180 if its window is rounded as there.
    /// </summary>
    [Validated("I35")]
    public static ValidationRow Cubic_beside_ns3()
    {
        ValidationRow row = new("the same, one CUBIC flow; ns-3's TcpCubic with all its defaults", "ns-3 3.37, measured");
        (double rate, _, long recoveries) = LongRun(CongestionAlgorithm.Cubic);
        return row.Expect("goodput, Mbit/s", 9.6405, rate / 1e6, Tolerance.Percent(3))
            .Expect("times that the window was reduced", 160, recoveries, Tolerance.Percent(5));
    }

    private static (double Rate, long Retransmits, long Recoveries) LongRun(CongestionAlgorithm congestion)
    {
        const int Seconds = 1000;
        Duration delay = Duration.FromMilliseconds(52);
        var there = new DirectionPlan { Rate = new BitRate(10_000_000), Delay = delay, QueueLimit = new QueueLimit(QueueUnit.Packets, 100) };
        var line = new TcpLine(new RecyclingPacketPool(), seed: 1, there, new DirectionPlan { Delay = delay });
        (TcpLineEnd client, TcpLineEnd server) = line.Connect(Plain with { Congestion = congestion, Timestamps = true, SendBuffer = 1 << 20, ReceiveBuffer = 1 << 20 });
        client.IsGreedy = server.IsIndifferent = true;
        line.RunFor(Duration.FromSeconds(100));
        (long received, TcpInfo before) = (server.Received, client.Connection!.Info);
        line.RunFor(Duration.FromSeconds(Seconds));
        TcpInfo after = client.Connection.Info;
        double rate = (server.Received - received) * 8.0 / Seconds;
        line.Abandon();
        return (rate, after.SegmentsRetransmitted - before.SegmentsRetransmitted, after.FastRecoveries - before.FastRecoveries);
    }

    /// <returns>The window before the loss and behind it, in segments, and how long it took to come back.</returns>
    private static (double Before, double After, double Time) Recovery(int most)
    {
        TcpLine line = MakeLine();
        (TcpLineEnd client, TcpLineEnd server) = line.Connect(Plain with { Congestion = CongestionAlgorithm.Cubic });
        client.IsGreedy = server.IsIndifferent = true;
        bool isLost = false;
        // Slow start doubles it before the loss is noticed.
        line.Loses = (side, packet) => !isLost && side == 0 && packet.Length >= SegmentSize && Window() >= most / 2.0 && (isLost = true);
        double before = 0;
        line.RunUntil(IsNoticed, Duration.FromSeconds(10));
        // What was lost is acknowledged a round trip after it was sent again: then the epoch begins.
        line.RunFor(Duration.FromMilliseconds(101));
        double after = Window();
        Instant epoch = line.Now;
        line.RunUntil(() => Window() >= before, Duration.FromSeconds(60));
        double time = (line.Now - epoch).TotalSeconds;
        line.Abandon();
        return (before, after, time);

        bool IsNoticed()
        {
            if (client.Connection!.Info.FastRecoveries > 0) return true;
            before = Window();
            return false;
        }

        double Window() => client.Connection!.Info.CongestionWindow / (double)SegmentSize;
    }

    /// <summary>A round is what leaves within half a round trip: nothing limits the rate, so that its packets leave all but together.</summary>
    private static double RoundLossGoodput(TcpSettings settings, double p, int seconds)
    {
        TcpLine line = MakeLine();
        var random = new Random(15);
        Instant round = Instant.Zero;
        bool isLost = false;
        line.Loses = (side, packet) =>
        {
            if (side != 0 || packet.Length < SegmentSize) return false;
            if (line.Now - round > Duration.FromMilliseconds(50)) (round, isLost) = (line.Now, false);
            return isLost |= random.NextDouble() < p;
        };
        return Goodput(line, settings, seconds / 5, seconds);
    }

    /// <summary>As Mathis et al. have it: about 1/p packets are delivered, followed by one drop.</summary>
    private static Func<int, Packet, bool> Every(double p)
    {
        int period = (int)Math.Round(1 / p), count = 0;
        return (side, packet) => side == 0 && packet.Length >= SegmentSize && ++count % (period + 1) == 0;
    }

    private static double LossyGoodput(TcpSettings settings, Func<int, Packet, bool> loses, int seconds)
    {
        TcpLine line = MakeLine();
        line.Loses = loses;
        return Goodput(line, settings, Math.Max(40, seconds / 5), seconds);
    }

    private static TcpLine MakeLine()
    {
        var way = new DirectionPlan { Delay = Duration.FromMilliseconds(50) };
        return new TcpLine(new RecyclingPacketPool(), seed: 1, way, way);
    }

    private static double Goodput(TcpLine line, TcpSettings settings, int settle, int seconds)
    {
        (TcpLineEnd client, TcpLineEnd server) = line.Connect(settings);
        client.IsGreedy = server.IsIndifferent = true;
        line.RunFor(Duration.FromSeconds(settle));
        long before = server.Received;
        line.RunFor(Duration.FromSeconds(seconds));
        double rate = (server.Received - before) * 8.0 / seconds;
        line.Abandon();
        return rate;
    }

    /// <summary>One flow through a queue.</summary>
    private static (double Rate, double PacketsPerLoss, double Window) Bottleneck(long queue, int seconds, long rate = 10_000_000)
    {
        var there = new DirectionPlan { Rate = new BitRate(rate), Delay = Duration.FromMilliseconds(50), QueueLimit = new QueueLimit(QueueUnit.Bytes, queue) };
        var line = new TcpLine(new RecyclingPacketPool(), seed: 1, there, new DirectionPlan { Delay = Duration.FromMilliseconds(50) });
        (TcpLineEnd client, TcpLineEnd server) = line.Connect(Plain with { Congestion = CongestionAlgorithm.NewReno });
        client.IsGreedy = server.IsIndifferent = true;
        line.RunFor(Duration.FromSeconds(50));
        (long received, TcpInfo before) = (server.Received, client.Connection!.Info);
        long most = 0;
        line.RunUntil(() => (most = Math.Max(most, client.Connection.Info.CongestionWindow)) < 0, Duration.FromSeconds(seconds));
        TcpInfo after = client.Connection.Info;
        double goodput = (server.Received - received) * 8.0 / seconds;
        double packets = (after.SegmentsSent - before.SegmentsSent) / (double)(after.FastRecoveries - before.FastRecoveries);
        line.Abandon();
        return (goodput, packets, most / (double)SegmentSize);
    }
}
