using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;
using static NetSim.Stack.Tests.Sockets.Tcp.TcpStates;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>Fast retransmit and recovery: RFC 5681 3.2, RFC 3042, RFC 6582 without SACK; with it RFC 8985 and the pipe of RFC 6675.</summary>
public sealed class RecoveryTests
{
    private const int Mss = 1460;
    private static readonly Duration RoundTrip = Duration.FromMilliseconds(100);

    [Fact]
    [Rfc(3042, "2")]
    public void Limited_transmit_sends_one_new_segment_for_each_of_the_first_two_duplicates_RFC_3042()
    {
        TcpScript script = InFlight(Plain, segments: 10, written: 20);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        script.ExpectData(At(10), Mss);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        script.ExpectData(At(11), Mss);
        script.ExpectNothing();
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(5681, "3.2")]
    public void The_third_duplicate_retransmits_and_halves_RFC_5681()
    {
        TcpScript script = InFlight(Plain, segments: 10, written: 20);
        Duplicates(script, 2);
        script.TakeAll();
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        script.ExpectData(1, Mss);
        script.ExpectNothing();
        // Half of what was in flight without limited transmit.
        Assert.Equal(5 * Mss, script.Info.SlowStartThreshold);
        Assert.Equal(1, script.Info.FastRecoveries);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(5681, "3.2")]
    public void In_recovery_each_further_duplicate_lets_one_out_once_half_the_flight_has_left()
    {
        TcpScript script = InFlight(Plain, segments: 10, written: 40);
        Duplicates(script, 3);
        script.TakeAll();
        // Twelve are out, one is lost: the pipe falls below five segments after the eighth duplicate.
        Duplicates(script, 4);
        script.ExpectNothing();
        Duplicates(script, 1);
        script.ExpectData(At(12), Mss);
        script.ExpectNothing();
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(6582, "3.2")]
    public void A_partial_ACK_retransmits_the_next_hole_and_a_full_one_ends_recovery_RFC_6582()
    {
        TcpScript script = InFlight(Plain, segments: 10, written: 10);
        Duplicates(script, 3);
        script.ExpectData(1, Mss);
        script.Send(TcpFlags.Ack, seq: 1, ack: At(4));
        script.ExpectData(At(4), Mss);
        script.ExpectNothing();
        script.Send(TcpFlags.Ack, seq: 1, ack: At(10));
        script.ExpectNothing();
        // Step 3 (1): no burst.
        Assert.Equal(2 * Mss, script.Info.CongestionWindow);
        Assert.Equal(5 * Mss, script.Info.SlowStartThreshold);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(6582, "4")]
    public void Duplicates_called_forth_by_a_time_out_start_no_fast_retransmit_RFC_6582()
    {
        TcpScript script = InFlight(Plain, segments: 10, written: 20);
        script.AdvanceMilliseconds(1_000);
        script.ExpectData(1, Mss);
        script.Send(TcpFlags.Ack, seq: 1, ack: At(10));
        script.TakeAll();
        long threshold = script.Info.SlowStartThreshold;
        // SND.UNA is exactly what was outstanding at the time-out: "covers more than recover" does not hold.
        for (int i = 0; i < 5; i++) script.Send(TcpFlags.Ack, seq: 1, ack: At(10));
        Assert.Equal(threshold, script.Info.SlowStartThreshold);
        Assert.Equal(0, script.Info.FastRecoveries);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void Window_updates_and_data_are_no_duplicates()
    {
        TcpScript script = InFlight(Plain, segments: 10, written: 10);
        for (int i = 0; i < 5; i++)
        {
            script.PeerWindow--;
            script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        }
        for (int i = 0; i < 5; i++) script.Send(TcpFlags.Ack, seq: 1 + i * 10, ack: 1, data: 10);
        Assert.Equal(0, script.Info.FastRecoveries);
        Assert.Equal(0, script.Info.SegmentsRetransmitted);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(6675, "5")]
    public void SACK_of_three_segments_above_a_hole_retransmits_it_at_once()
    {
        TcpScript script = InFlight(WithSack, segments: 10, written: 10);
        Sack(script, 1, (1, 2));
        Sack(script, 1, (1, 3));
        script.ExpectNothing();
        Sack(script, 1, (1, 4));
        script.ExpectData(1, Mss);
        script.ExpectNothing();
        Assert.Equal(5 * Mss, script.Info.SlowStartThreshold);
        Assert.Equal(5 * Mss, script.Info.CongestionWindow);
        script.AssertNothingLeaks();
    }

    /// <summary>ACKs may overtake one another; the one that comes late still says what has arrived (RFC 6675 section 4).</summary>
    [Fact]
    public void An_ACK_that_was_overtaken_still_tells_what_it_SACKs()
    {
        TcpScript script = InFlight(WithSack, segments: 10, written: 10);
        script.Send(TcpFlags.Ack, seq: 1, ack: At(2));
        Sack(script, 1, (3, 6));
        script.ExpectData(At(2), Mss);
        Assert.Equal(0, script.Info.DuplicatesReported);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(6675, "5")]
    public void One_ACK_that_SACKs_more_than_two_segments_is_enough()
    {
        TcpScript script = InFlight(WithSack, segments: 10, written: 10);
        Sack(script, 1, (3, 6));
        script.ExpectData(1, Mss);
        // Segments 1 and 2 are lost as well; the pipe of four unSACKed, not lost, one retransmitted is full.
        script.ExpectNothing();
        Sack(script, 1, (3, 7));
        script.ExpectData(At(1), Mss);
        Sack(script, 1, (3, 8));
        script.ExpectData(At(2), Mss);
        script.ExpectNothing();
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(6675, "5")]
    public void With_SACK_every_hole_is_filled_once_and_nothing_else_is_sent_again()
    {
        TcpScript script = InFlight(WithSack, segments: 10, written: 10);
        Sack(script, 1, (1, 2));
        Sack(script, 1, (3, 4), (1, 2));
        Sack(script, 1, (5, 6), (3, 4), (1, 2));
        Sack(script, 1, (7, 10), (5, 6), (3, 4));
        List<Sent> sent = script.TakeAll();
        for (int i = 1; i <= 6; i++)
        {
            Sack(script, At(i * 2 - 1 > 9 ? 10 : i * 2 > 7 ? 10 : i * 2));
            sent.AddRange(script.TakeAll());
        }
        Assert.Equal([At(0), At(2), At(4), At(6)], sent.Select(s => s.Seq));
        script.AssertNothingLeaks();
    }

    [Fact]
    public void A_tail_lost_in_the_same_flight_is_found_by_the_ACK_of_the_retransmission()
    {
        TcpScript script = InFlight(WithSack, segments: 10, written: 10);
        // 0, 8 and 9 are lost.
        Sack(script, 1, (1, 8));
        List<Sent> sent = script.TakeAll();
        script.Advance(RoundTrip);
        Sack(script, At(8));
        sent.AddRange(script.TakeAll());
        Assert.Equal([At(0), At(8), At(9)], sent.Select(s => s.Seq));
        Assert.Equal(0, script.Info.Timeouts);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(6675, "5")]
    public void New_data_goes_out_in_recovery_as_the_pipe_drains()
    {
        TcpScript script = InFlight(WithSack, segments: 10, written: 40);
        Sack(script, 1, (1, 4));
        List<Sent> sent = script.TakeAll();
        for (int right = 5; right <= 10; right++)
        {
            Sack(script, 1, (1, right));
            sent.AddRange(script.TakeAll());
        }
        // Limited transmit sent nothing before; half of ten are kept in the pipe.
        Assert.Equal(At(0), sent[0].Seq);
        Assert.Equal([At(10), At(11), At(12), At(13)], sent.Skip(1).Select(s => s.Seq));
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(2018, "8")]
    public void A_peer_that_takes_its_SACK_back_gets_the_data_again_RFC_2018_8()
    {
        TcpScript script = InFlight(WithSack, segments: 4, written: 4);
        Sack(script, 1, (1, 4));
        script.ExpectData(1, Mss);
        script.TakeAll();
        // It acknowledges the first and says by that that it has lost the others.
        script.Send(TcpFlags.Ack, seq: 1, ack: At(1));
        script.AdvanceMilliseconds(10_000);
        Assert.Contains(script.TakeAll(), s => s.Seq == At(1));
        script.AssertNothingLeaks();
    }

    [Fact]
    public void SACK_blocks_that_make_no_sense_are_ignored()
    {
        TcpScript script = InFlight(WithSack, segments: 4, written: 4);
        SackRaw(script, 1, (At(3), At(9)), (At(2), At(1)), (-400, -300), (5, 5));
        SackRaw(script, 1, (At(3), At(9)), (At(2), At(1)), (-400, 700), (5, 5));
        SackRaw(script, 1, (At(3), At(9)));
        Assert.Equal(0, script.Info.SegmentsRetransmitted);
        Assert.Equal(4 * Mss, script.Info.BytesInFlight);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(2883, "4")]
    public void A_D_SACK_is_counted_and_marks_nothing_RFC_2883()
    {
        TcpScript script = InFlight(WithSack, segments: 4, written: 4);
        script.Send(TcpFlags.Ack, seq: 1, ack: At(2));
        SackRaw(script, At(2), (At(0), At(1)));
        SackRaw(script, At(2), (At(3), At(3) + 10), (At(3), At(4)));
        Assert.Equal(2, script.Info.DuplicatesReported);
        Assert.Equal(0, script.Info.SegmentsRetransmitted);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void A_time_out_in_recovery_sends_everything_again_that_was_not_SACKed()
    {
        TcpScript script = InFlight(WithSack, segments: 10, written: 10);
        Sack(script, 1, (3, 6));
        script.TakeAll();
        script.AdvanceMilliseconds(1_100);
        List<Sent> sent = script.TakeAll();
        Assert.Equal(At(0), Assert.Single(sent).Seq);
        Sack(script, At(1), (3, 6));
        Sack(script, At(2), (3, 6));
        Sack(script, At(6));
        Sack(script, At(7));
        sent.AddRange(script.TakeAll());
        Assert.Equal([At(0), At(1), At(2), At(6), At(7), At(8)], sent.Select(s => s.Seq).Take(6));
        script.AssertNothingLeaks();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reordering_by_two_segments_causes_no_retransmission(bool sack)
    {
        TcpScript script = InFlight(sack ? WithSack : Plain, segments: 6, written: 6);
        if (sack)
        {
            Sack(script, 1, (1, 2));
            Sack(script, 1, (1, 3));
            Sack(script, At(3));
        }
        else
        {
            Duplicates(script, 2);
            script.Send(TcpFlags.Ack, seq: 1, ack: At(3));
        }
        Assert.Equal(0, script.Info.SegmentsRetransmitted);
        script.AssertNothingLeaks();
    }

    private static long At(int segment) => 1 + (long)segment * Mss;

    private static TcpScript InFlight(TcpSettings settings, int segments, int written)
    {
        TcpScript script = Established(settings, roundTrip: RoundTrip);
        script.Write(written * Mss);
        Assert.Equal(segments, script.TakeAll().Count);
        script.Advance(RoundTrip);
        script.ExpectNothing();
        return script;
    }

    private static void Duplicates(TcpScript script, int count)
    {
        for (int i = 0; i < count; i++) script.Send(TcpFlags.Ack, seq: 1, ack: 1);
    }

    /// <summary>Blocks in segments.</summary>
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
