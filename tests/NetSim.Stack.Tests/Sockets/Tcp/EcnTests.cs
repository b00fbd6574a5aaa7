using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Ip;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;
using static NetSim.Stack.Tests.Sockets.Tcp.TcpStates;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>Explicit congestion notification (RFC 3168 section 6.1).</summary>
public sealed class EcnTests
{
    private const int Mss = 1460;
    private const TcpFlags Asks = TcpFlags.Ece | TcpFlags.Cwr;
    private static readonly TcpSettings WithEcn = WithSack with { Ecn = EcnUse.On };

    [Fact]
    [Rfc(3168, "6.1.1")]
    public void A_SYN_asks_with_ECE_and_CWR_and_only_the_first_one()
    {
        var script = new TcpScript(WithEcn);
        script.Connect();
        Sent syn = script.Expect(TcpFlags.Syn | Asks, seq: 0);
        Assert.Equal(EcnCodepoint.NotEct, syn.Ecn);
        script.AdvanceMilliseconds(1000);
        script.Expect(TcpFlags.Syn, seq: 0);
        script.AssertNothingLeaks();
    }

    [Theory]
    [InlineData(EcnUse.On, TcpFlags.Ece, true)]
    [InlineData(EcnUse.On, TcpFlags.None, false)]
    // Whoever reflects both bits does not know what they mean.
    [InlineData(EcnUse.On, Asks, false)]
    [InlineData(EcnUse.WhenAsked, TcpFlags.Ece, false)]
    [Rfc(3168, "6.1.1")]
    public void A_SYN_ACK_with_ECE_alone_agrees(EcnUse use, TcpFlags answer, bool agrees)
    {
        var script = new TcpScript(WithEcn with { Ecn = use });
        script.Connect();
        script.TakeAll();
        script.Send(TcpFlags.Syn | TcpFlags.Ack | answer, seq: 0, ack: 1, options: SynOptions(script.Settings));
        Assert.Equal(EcnCodepoint.NotEct, script.Expect(TcpFlags.Ack).Ecn);
        Assert.Equal(agrees, script.Info.UsesEcn);
        script.Write(10);
        Assert.Equal(agrees ? EcnCodepoint.Ect0 : EcnCodepoint.NotEct, script.ExpectData(1, 10).Ecn);
        script.AssertNothingLeaks();
    }

    [Theory]
    [InlineData(EcnUse.On, Asks, true)]
    [InlineData(EcnUse.WhenAsked, Asks, true)]
    [InlineData(EcnUse.WhenAsked, TcpFlags.None, false)]
    [InlineData(EcnUse.WhenAsked, TcpFlags.Ece, false)]
    [InlineData(EcnUse.Off, Asks, false)]
    [Rfc(3168, "6.1.1")]
    public void A_listener_agrees_with_ECE_alone(EcnUse use, TcpFlags asks, bool agrees)
    {
        var script = new TcpScript(WithEcn with { Ecn = use });
        script.Listen();
        script.Send(TcpFlags.Syn | asks, seq: 0, options: SynOptions(script.Settings));
        Sent answer = script.Expect(TcpFlags.Syn | TcpFlags.Ack | (agrees ? TcpFlags.Ece : 0), seq: 0, ack: 1);
        Assert.Equal(EcnCodepoint.NotEct, answer.Ecn);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        Assert.Equal(agrees, script.Accept().Info.UsesEcn);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(3168, "6.1.3")]
    public void A_mark_is_echoed_on_every_ACK_until_CWR_comes()
    {
        TcpScript script = Agreed();
        script.NextIsMarked = true;
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 100);
        script.Expect(TcpFlags.Ack | TcpFlags.Ece, ack: 101);
        script.Send(TcpFlags.Ack, seq: 101, ack: 1, data: 100);
        script.AdvanceMilliseconds(500);
        script.Expect(TcpFlags.Ack | TcpFlags.Ece, ack: 201);
        script.Send(TcpFlags.Ack | TcpFlags.Cwr, seq: 201, ack: 1, data: 100);
        script.AdvanceMilliseconds(500);
        script.Expect(TcpFlags.Ack, ack: 301);
        // The answer to the first mark may itself be marked.
        script.NextIsMarked = true;
        script.Send(TcpFlags.Ack | TcpFlags.Cwr, seq: 301, ack: 1, data: 100);
        script.Expect(TcpFlags.Ack | TcpFlags.Ece, ack: 401);
        Assert.Equal(2, script.Info.MarksReceived);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void A_marked_segment_outside_of_the_window_is_not_believed()
    {
        TcpScript script = Agreed();
        script.NextIsMarked = true;
        script.Send(TcpFlags.Ack, seq: 1 + (1 << 20), ack: 1, data: 100);
        script.Expect(TcpFlags.Ack, ack: 1);
        Assert.Equal(0, script.Info.MarksReceived);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(3168, "6.1.2")]
    public void An_echo_halves_the_window_once_in_a_round_trip_and_is_answered_by_CWR()
    {
        TcpScript script = Agreed();
        script.Write(40 * Mss);
        Assert.Equal(10, script.TakeAll().Count);
        script.Send(TcpFlags.Ack | TcpFlags.Ece, seq: 1, ack: 1 + Mss);
        Assert.Equal(5 * Mss, script.Info.CongestionWindow);
        script.Send(TcpFlags.Ack | TcpFlags.Ece, seq: 1, ack: 1 + 6 * Mss);
        Assert.Equal(1, script.Info.MarkedRoundTrips);
        Sent first = script.Expect(TcpFlags.Ack | TcpFlags.Cwr, seq: 1 + 10 * Mss, data: Mss);
        Assert.Equal(EcnCodepoint.Ect0, first.Ecn);
        script.ExpectNothing();
        // What was outstanding then is acknowledged, but not yet what carried CWR: the same mark's echo.
        script.Send(TcpFlags.Ack | TcpFlags.Ece, seq: 1, ack: 1 + 10 * Mss);
        Assert.Equal(1, script.Info.MarkedRoundTrips);
        Assert.All(script.TakeAll(), s => Assert.Equal(TcpFlags.Ack, s.Flags & ~TcpFlags.Psh));
        script.Send(TcpFlags.Ack | TcpFlags.Ece, seq: 1, ack: 1 + 11 * Mss);
        Assert.Equal(2, script.Info.MarkedRoundTrips);
        Assert.Equal(0, script.Info.SegmentsRetransmitted);
        script.AssertNothingLeaks();
    }

    /// <summary>Of an ACK that was overtaken only the SACK blocks are news, here a report of a duplicate.</summary>
    [Fact]
    [Rfc(9293, "3.10.7.4")]
    [Rfc(3168, "6.1.2")]
    public void An_echo_on_an_ACK_that_was_overtaken_leaves_the_window_as_it_is()
    {
        TcpScript script = Agreed();
        script.Write(40 * Mss);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1 + 4 * Mss);
        long window = script.Info.CongestionWindow;
        script.Send(TcpFlags.Ack | TcpFlags.Ece, seq: 1, ack: 1 + 2 * Mss, options: Duplicate(script, 1, 1 + Mss));
        Assert.Equal((window, 0L, 1L), (script.Info.CongestionWindow, script.Info.MarkedRoundTrips, script.Info.DuplicatesReported));
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "3.10.7.4", "MUST-37")]
    public void An_ACK_that_was_overtaken_does_not_answer_a_probe_of_a_closed_window()
    {
        TcpScript script = Established(WithSack with { GiveUpAfter = Duration.FromSeconds(30) });
        script.Write(100);
        script.PeerWindow = 0;
        script.Send(TcpFlags.Ack, seq: 1, ack: 101);
        script.Write(100);
        for (int i = 0; i < 120; i++)
        {
            script.AdvanceMilliseconds(1000);
            if (script.State == TcpState.Established) script.Send(TcpFlags.Ack, seq: 1, ack: 51, options: Duplicate(script, 1, 51));
        }
        Assert.Equal(TcpEnd.TimedOut, script.Connection.EndedBy);
        script.AssertNothingLeaks();
    }

    private static TcpOptions Duplicate(TcpScript script, int left, int right)
    {
        TcpOptions options = default;
        options.TryAddSackBlock(new SackBlock(script.OurInitial + left, script.OurInitial + right));
        return options;
    }

    [Fact]
    [Rfc(3168, "6.1.5")]
    public void What_is_sent_again_cannot_be_marked_RFC_3168_6_1_5()
    {
        TcpScript script = Agreed();
        script.Write(Mss);
        Assert.Equal(EcnCodepoint.Ect0, script.ExpectData(1, Mss).Ecn);
        script.AdvanceMilliseconds(1000);
        Assert.Equal(EcnCodepoint.NotEct, script.ExpectData(1, Mss).Ecn);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(3168, "6.1.6")]
    public void A_window_probe_cannot_be_marked_RFC_3168_6_1_6()
    {
        TcpScript script = Agreed();
        script.PeerWindow = 0;
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        script.Write(10);
        script.AdvanceMilliseconds(1000);
        Assert.Equal(EcnCodepoint.NotEct, script.ExpectData(1, 1).Ecn);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(3168, "6.1.2")]
    public void A_loss_is_told_by_CWR_as_well()
    {
        TcpScript script = Agreed();
        script.Write(40 * Mss);
        script.TakeAll();
        TcpOptions options = default;
        options.TryAddSackBlock(new SackBlock(script.OurInitial + (1 + Mss), script.OurInitial + (1 + 9 * Mss)));
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, options: options);
        List<Sent> sent = script.TakeAll();
        Assert.Equal((1L, TcpFlags.Ack), (sent[0].Seq, sent[0].Flags & ~TcpFlags.Psh));
        Assert.Equal(TcpFlags.Cwr, sent[1].Flags & TcpFlags.Cwr);
        Assert.All(sent.Skip(2), s => Assert.Equal(TcpFlags.None, s.Flags & TcpFlags.Cwr));
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "SHLD-8")]
    public void Marks_of_a_queue_take_the_place_of_all_losses() => SeededRuns.Check(50, random =>
    {
        var delay = Duration.FromMilliseconds(random.Next(1, 20));
        TcpSettings settings = new()
        {
            Ecn = EcnUse.On,
            Congestion = random.NextBool() ? CongestionAlgorithm.Cubic : CongestionAlgorithm.NewReno,
            Timestamps = random.NextBool(),
        };
        PipeSettings path = new() { Delay = delay, Rate = 20_000_000, MarkAbove = 60 };
        var pair = new TcpPair(
            new EndSettings { Bytes = 5_000_000, Tcp = settings }, new EndSettings { Tcp = settings }, path, new PipeSettings { Delay = delay }, random);
        pair.Connect();
        pair.Run(() => pair.HasEverythingArrived, Duration.FromSeconds(60));
        TcpInfo info = pair.Client.Connection.Info;
        Assert.Equal((0L, 0L), (info.SegmentsRetransmitted, info.Timeouts));
        Assert.True(info.MarkedRoundTrips > 0);
        Assert.True(pair.Server!.Connection.Info.MarksReceived >= info.MarkedRoundTrips);
        Assert.InRange(pair.Forward.Busy.TotalSeconds / (pair.Now.TotalSeconds - 1), 0.6, 1);
    });

    private static TcpScript Agreed()
    {
        var script = new TcpScript(WithEcn);
        script.Connect();
        script.TakeAll();
        script.Send(TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Ece, seq: 0, ack: 1, options: SynOptions(script.Settings));
        script.Expect(TcpFlags.Ack, seq: 1, ack: 1);
        Assert.True(script.Info.UsesEcn);
        return script;
    }
}
