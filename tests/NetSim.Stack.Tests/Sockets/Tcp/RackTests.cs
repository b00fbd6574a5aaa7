using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;
using static NetSim.Stack.Tests.Sockets.Tcp.TcpStates;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>RACK (RFC 8985 section 6): against the RFC's own words, in a script, and between two ends.</summary>
public sealed class RackTests
{
    private const int Mss = 1460;
    private static readonly Duration RoundTrip = Duration.FromMilliseconds(100);

    [Fact]
    [Rfc(8985, "6.2")]
    public void What_is_lost_is_what_the_RFC_says_of_every_segment_one_by_one() => SeededRuns.Check(400, random =>
    {
        var model = new RackModel(random);
        for (int step = 0; step < 80; step++) model.Step();
    });

    [Fact]
    [Rfc(8985, "6.2")]
    public void A_hole_below_one_segment_is_given_a_quarter_of_the_round_trip()
    {
        TcpScript script = InFlight(WithSack, 4);
        Sack(script, 1, (1, 2));
        script.AdvanceMilliseconds(24);
        script.ExpectNothing();
        script.AdvanceMilliseconds(1);
        script.ExpectData(1, Mss);
        script.ExpectNothing();
        Assert.Equal(1, script.Info.FastRecoveries);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void Three_segments_above_a_hole_end_the_patience_until_reordering_was_seen()
    {
        TcpScript script = InFlight(WithSack, 10);
        Sack(script, 1, (1, 4));
        script.ExpectData(1, Mss);
        script.AssertNothingLeaks();

        script = InFlight(WithSack, 10);
        Sack(script, 1, (1, 2));
        script.Send(TcpFlags.Ack, seq: 1, ack: At(2));
        // The first came after the second: from now on three do not count.
        Sack(script, At(2), (3, 8));
        script.ExpectNothing();
        script.AdvanceMilliseconds(25);
        script.ExpectData(At(2), Mss);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void A_lost_retransmission_is_sent_again_when_something_sent_after_it_arrives()
    {
        TcpScript script = InFlight(WithSack, 10, written: 40);
        Sack(script, 1, (1, 10));
        Assert.Equal([At(0), At(10), At(11), At(12), At(13)], script.TakeAll().Select(s => s.Seq));
        long threshold = script.Info.SlowStartThreshold;
        script.Advance(RoundTrip);
        // The retransmission is lost as well: what was sent right behind it, in the same instant, has arrived.
        Sack(script, 1, (1, 11));
        script.ExpectData(1, Mss);
        Assert.Equal(0, script.Info.Timeouts);
        // Two congestion events (RFC 5681 4.3).
        Assert.True(script.Info.SlowStartThreshold < threshold);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(8985, "6.2")]
    public void D_SACKs_widen_the_window_by_a_quarter_each_round()
    {
        TcpScript script = InFlight(WithSack, 4);
        // The first arrives after the second; somebody's copy of the first is reported.
        Sack(script, 1, (1, 2));
        SackRaw(script, At(2), (1, At(1)));
        script.TakeAll();
        Sack(script, At(2), (3, 4));
        script.AdvanceMilliseconds(49);
        script.ExpectNothing();
        script.AdvanceMilliseconds(1);
        script.ExpectData(At(2), Mss);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void The_answer_to_the_first_transmission_is_not_taken_for_the_second_ones()
    {
        TcpScript script = InFlight(WithSack, 10);
        Sack(script, 1, (1, 4));
        script.ExpectData(1, Mss);
        // Too early for the retransmission: it was the original, late. The rest, sent before the retransmission, is not lost.
        script.AdvanceMilliseconds(10);
        script.Send(TcpFlags.Ack, seq: 1, ack: At(4));
        script.ExpectNothing();
        Assert.Equal(1, script.Info.SegmentsRetransmitted);
        script.AssertNothingLeaks();
    }

    /// <summary>T46: once it has been seen, reordering by less than a quarter of the shortest round trip is no loss.</summary>
    [Fact]
    [Rfc(8985, "3.3")]
    public void Reordering_within_a_quarter_of_the_round_trip_causes_no_retransmission() => SeededRuns.Check(300, random =>
    {
        var delay = Duration.FromMicroseconds(random.Next(100, 50_000));
        long quarter = delay.Nanoseconds * 2 / 4;
        double share = random.NextDouble();
        PipeSettings path = new()
        {
            Delay = delay,
            // The last but one of the first flight lets the last pass: seen, and too little for a loss.
            HoldsBack = (number, _) => number == 10 ? new Duration(quarter / 2)
                : number > 11 && random.NextDouble() < share ? new Duration(random.NextInt64(quarter)) : Duration.Zero,
        };
        TcpSettings settings = new() { Timestamps = random.NextBool(), Congestion = AnyCongestion(random) };
        TcpPair pair = Run(random, settings, 300_000, path, new PipeSettings { Delay = delay });
        Assert.Equal(0, pair.Client.Connection.Info.SegmentsRetransmitted);
    });

    /// <summary>One segment is lost as often as it likes: every loss but the last is one of a retransmission.</summary>
    [Fact]
    public void Lost_retransmissions_are_repaired_without_a_time_out_and_nothing_else_is_sent_again() => SeededRuns.Check(300, random =>
    {
        var delay = Duration.FromMicroseconds(random.Next(100, 50_000));
        int times = random.Next(1, 5);
        int victim = random.Next(30, 150);
        int dropped = 0;
        uint sequence = 0;
        int data = 0;
        PipeSettings path = new()
        {
            Delay = delay,
            Rate = random.NextBool() ? 0 : 100_000_000,
            Drops = (_, packet) =>
            {
                TcpView segment = PacketAssert.IsTcp(packet.Bytes);
                if (segment.Payload.IsEmpty) return false;
                if (++data == victim) sequence = segment.SequenceNumber.Value;
                bool isIt = data >= victim && segment.SequenceNumber.Value == sequence && dropped < times;
                if (isIt) dropped++;
                return isIt;
            },
        };
        TcpSettings settings = new() { Timestamps = random.NextBool(), Congestion = AnyCongestion(random) };
        TcpPair pair = Run(random, settings, 2_000_000, path, new PipeSettings { Delay = delay });
        Assert.Equal(times, dropped);
        Assert.Equal(0, pair.Client.Connection.Info.Timeouts);
        Assert.Equal(times, pair.Client.Connection.Info.SegmentsRetransmitted);
    });

    [Fact]
    public void Random_loss_costs_as_many_retransmissions_as_packets_were_lost() => SeededRuns.Check(100, random =>
    {
        PipeSettings path = new() { Delay = Duration.FromMilliseconds(random.Next(1, 30)), Loss = random.NextDouble() * 0.1 };
        TcpSettings settings = new() { Congestion = AnyCongestion(random), MinimumRetransmissionTimeout = Duration.FromSeconds(10) };
        TcpPair pair = Run(random, settings, 500_000, path, new PipeSettings { Delay = path.Delay });
        TcpInfo info = pair.Client.Connection.Info;
        // A probe may ask for what had arrived, and a lost FIN or ACK is none of the data.
        Assert.InRange(info.SegmentsRetransmitted, pair.Forward.Dropped - 3, pair.Forward.Dropped + info.TailLossProbes + info.Timeouts * 2);
    });

    private static CongestionAlgorithm AnyCongestion(Random random) =>
        random.NextBool() ? CongestionAlgorithm.Cubic : CongestionAlgorithm.NewReno;

    private static TcpPair Run(Random random, TcpSettings settings, long bytes, PipeSettings forward, PipeSettings backward)
    {
        var pair = new TcpPair(
            new EndSettings { Bytes = bytes, Tcp = settings }, new EndSettings { Tcp = settings }, forward, backward, random);
        pair.Connect();
        pair.Run(() => pair.HasEverythingArrived, Duration.FromSeconds(600));
        return pair;
    }

    private static long At(int segment) => 1 + (long)segment * Mss;

    private static TcpScript InFlight(TcpSettings settings, int segments, int written = 0)
    {
        TcpScript script = Established(settings, roundTrip: RoundTrip);
        script.Write(Math.Max(written, segments) * Mss);
        Assert.Equal(segments, script.TakeAll().Count);
        script.Advance(RoundTrip);
        script.ExpectNothing();
        return script;
    }

    private static void Sack(TcpScript script, long ack, params (int Left, int Right)[] blocks) =>
        SackRaw(script, ack, [.. blocks.Select(b => (At(b.Left), At(b.Right)))]);

    private static void SackRaw(TcpScript script, long ack, params (long Left, long Right)[] blocks)
    {
        TcpOptions options = default;
        foreach ((long left, long right) in blocks)
        {
            SequenceNumber start = script.OurInitial;
            options.TryAddSackBlock(new SackBlock(start + (uint)left, start + (uint)right));
        }
        script.Send(TcpFlags.Ack, seq: 1, ack: ack, options: options);
    }
}
