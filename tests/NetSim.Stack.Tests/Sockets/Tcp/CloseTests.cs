using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;
using static NetSim.Stack.Tests.Sockets.Tcp.TcpStates;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>RFC 9293 3.6: closing from either side, from both at once, half-closing, aborting, and TIME-WAIT.</summary>
public sealed class CloseTests
{
    [Fact]
    [Rfc(9293, "3.6")]
    public void Active_close_runs_through_FIN_WAIT_1_and_2_into_TIME_WAIT()
    {
        TcpScript script = FinWait1();
        Assert.Equal(TcpState.FinWait1, script.State);
        script.Send(TcpFlags.Ack, seq: 1, ack: 2);
        Assert.Equal(TcpState.FinWait2, script.State);
        script.Send(TcpFlags.Fin | TcpFlags.Ack, seq: 1, ack: 2);
        script.Expect(TcpFlags.Ack, seq: 2, ack: 2);
        Assert.Equal(TcpState.TimeWait, script.State);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "3.6")]
    public void Passive_close_runs_through_CLOSE_WAIT_and_LAST_ACK()
    {
        TcpScript script = CloseWait();
        Assert.True(script.Connection.TakeEvents().HasFlag(TcpEvents.PeerClosed));
        script.Shutdown();
        script.Expect(TcpFlags.Fin | TcpFlags.Ack, seq: 1, ack: 2);
        Assert.Equal(TcpState.LastAck, script.State);
        script.Send(TcpFlags.Ack, seq: 2, ack: 2);
        Assert.Equal(TcpState.Closed, script.State);
        Assert.Equal(TcpEnd.Normal, script.Connection.EndedBy);
        Assert.Null(script.Deadline());
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "3.6")]
    public void Simultaneous_close_runs_through_CLOSING()
    {
        TcpScript script = Closing();
        Assert.Equal(TcpState.Closing, script.State);
        script.Send(TcpFlags.Ack, seq: 2, ack: 2);
        Assert.Equal(TcpState.TimeWait, script.State);
        script.ExpectNothing();
        script.AssertNothingLeaks();
    }

    [Fact]
    public void A_FIN_that_acknowledges_ours_goes_straight_to_TIME_WAIT()
    {
        TcpScript script = FinWait1();
        script.Send(TcpFlags.Fin | TcpFlags.Ack, seq: 1, ack: 2);
        script.Expect(TcpFlags.Ack, seq: 2, ack: 2);
        Assert.Equal(TcpState.TimeWait, script.State);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "3.6")]
    public void Half_closed_by_us_data_still_comes_in()
    {
        TcpScript script = FinWait2();
        script.Send(TcpFlags.Ack, seq: 1, ack: 2, data: 1460);
        script.Send(TcpFlags.Ack, seq: 1461, ack: 2, data: 1460);
        script.Expect(TcpFlags.Ack, seq: 2, ack: 2921);
        Assert.Equal(2920, script.Read(1));
        Assert.Equal(0, script.Write(10));
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "3.6")]
    public void Half_closed_by_the_peer_data_still_goes_out()
    {
        TcpScript script = CloseWait();
        Assert.Equal(500, script.Write(500));
        script.ExpectData(1, 500);
        script.Send(TcpFlags.Ack, seq: 2, ack: 501);
        script.Shutdown();
        script.Expect(TcpFlags.Fin | TcpFlags.Ack, seq: 501, ack: 2);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void Data_behind_a_FIN_is_not_data()
    {
        TcpScript script = CloseWait();
        script.Send(TcpFlags.Ack, seq: 2, ack: 1, data: 10);
        script.ExpectNothing();
        Assert.Equal(0, script.Connection.ReadableBytes);
        Assert.Equal(1, script.Context.Counters[TcpCounter.DroppedAfterFin]);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void A_FIN_out_of_order_waits_for_its_turn()
    {
        TcpScript script = Established();
        script.Send(TcpFlags.Fin | TcpFlags.Ack, seq: 101, ack: 1, data: 100);
        script.Expect(TcpFlags.Ack, ack: 1);
        Assert.Equal(TcpState.Established, script.State);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 100);
        script.Expect(TcpFlags.Ack, ack: 202);
        Assert.Equal(TcpState.CloseWait, script.State);
        Assert.Equal(200, script.Read(1));
        script.AssertNothingLeaks();
    }

    [Fact]
    public void Data_beyond_a_known_FIN_is_cut_off()
    {
        TcpScript script = Established();
        script.Send(TcpFlags.Fin | TcpFlags.Ack, seq: 101, ack: 1);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 300);
        Assert.Equal(TcpState.CloseWait, script.State);
        Assert.Equal(100, script.Read(1));
        script.AssertNothingLeaks();
    }

    [Fact]
    public void The_peers_FIN_sent_again_is_acknowledged_again()
    {
        TcpScript script = CloseWait();
        script.Send(TcpFlags.Fin | TcpFlags.Ack, seq: 1, ack: 1);
        script.Expect(TcpFlags.Ack, seq: 1, ack: 2);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void A_lost_FIN_is_sent_again()
    {
        TcpScript script = FinWait1();
        script.AdvanceMilliseconds(1_000);
        script.Expect(TcpFlags.Fin | TcpFlags.Ack, seq: 1, ack: 1);
        script.Send(TcpFlags.Ack, seq: 1, ack: 2);
        Assert.Equal(TcpState.FinWait2, script.State);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "SHLD-3")]
    public void Close_with_unread_data_resets_SHLD_3()
    {
        TcpScript script = Established();
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 10);
        script.Close();
        script.Expect(TcpFlags.Rst | TcpFlags.Ack, seq: 1, ack: 11);
        Assert.Equal(TcpEnd.Aborted, script.Connection.EndedBy);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MAY-1")]
    public void Data_that_comes_after_close_resets_SHLD_3()
    {
        TcpScript script = Established();
        script.Close();
        script.Expect(TcpFlags.Fin | TcpFlags.Ack, seq: 1, ack: 1);
        script.Send(TcpFlags.Ack, seq: 1, ack: 2, data: 10);
        script.Expect(TcpFlags.Rst, seq: 2);
        Assert.Equal(TcpEnd.Aborted, script.Connection.EndedBy);
        script.AssertNothingLeaks();
    }

    /// <summary>The peer has not seen our FIN; RFC 5961 3.2 lets it obey a reset only where it expects the next byte.</summary>
    [Fact]
    public void The_reset_for_data_after_close_stands_where_the_peer_is()
    {
        TcpScript script = Established();
        script.Close();
        script.Expect(TcpFlags.Fin | TcpFlags.Ack, seq: 1, ack: 1);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 10);
        script.Expect(TcpFlags.Rst, seq: 1);
        Assert.Equal(TcpState.Closed, script.State);
        script.AssertNothingLeaks();
    }

    /// <summary>A FIN is a byte of the sequence space but takes no room in the buffer.</summary>
    [Fact]
    public void A_FIN_does_not_make_the_window_smaller()
    {
        TcpScript script = Established(Plain with { ReceiveBuffer = 50_000 });
        script.Send(TcpFlags.Fin | TcpFlags.Ack, seq: 1, ack: 1);
        Assert.Equal(50_000, script.Expect(TcpFlags.Ack, ack: 2).Window);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void Close_still_sends_what_was_written()
    {
        TcpScript script = Established();
        script.Write(100);
        script.Close();
        script.Expect(TcpFlags.Ack | TcpFlags.Psh, seq: 1, data: 100);
        script.Expect(TcpFlags.Fin | TcpFlags.Ack, seq: 101);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void A_closed_connection_does_not_wait_in_FIN_WAIT_2_for_ever()
    {
        TcpScript script = Established(Plain with { FinWait2Timeout = Duration.FromSeconds(60) });
        script.Close();
        script.Expect(TcpFlags.Fin | TcpFlags.Ack);
        script.Send(TcpFlags.Ack, seq: 1, ack: 2);
        script.AdvanceMilliseconds(59_999);
        Assert.Equal(TcpState.FinWait2, script.State);
        script.AdvanceMilliseconds(1);
        Assert.Equal(TcpState.Closed, script.State);
        script.Expect(TcpFlags.Rst | TcpFlags.Ack);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void A_half_closed_connection_waits_in_FIN_WAIT_2_as_long_as_it_takes()
    {
        TcpScript script = FinWait2();
        script.Advance(Duration.FromSeconds(100_000));
        Assert.Equal(TcpState.FinWait2, script.State);
        script.AssertNothingLeaks();
    }

    [Theory]
    [InlineData(TcpState.SynReceived, true)]
    [InlineData(TcpState.Established, true)]
    [InlineData(TcpState.FinWait1, true)]
    [InlineData(TcpState.FinWait2, true)]
    [InlineData(TcpState.CloseWait, true)]
    [InlineData(TcpState.SynSent, false)]
    [InlineData(TcpState.Closing, false)]
    [InlineData(TcpState.LastAck, false)]
    [InlineData(TcpState.TimeWait, false)]
    public void Abort_sends_a_RST_where_3_10_5_says_so(TcpState state, bool resets)
    {
        TcpScript script = In(state);
        script.Abort();
        if (resets) script.Expect(TcpFlags.Rst | TcpFlags.Ack);
        script.ExpectNothing();
        Assert.Equal(TcpState.Closed, script.State);
        Assert.Null(script.Deadline());
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-13")]
    public void TIME_WAIT_lasts_twice_the_MSL_MUST_13()
    {
        TcpScript script = TimeWait();
        script.AdvanceMilliseconds(59_999);
        Assert.Equal(TcpState.TimeWait, script.State);
        script.AdvanceMilliseconds(1);
        Assert.Equal(TcpState.Closed, script.State);
        Assert.Equal(TcpEnd.Normal, script.Connection.EndedBy);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "3.10.7.4")]
    public void TIME_WAIT_acknowledges_a_FIN_sent_again_and_starts_anew()
    {
        TcpScript script = TimeWait();
        script.AdvanceMilliseconds(50_000);
        script.Send(TcpFlags.Fin | TcpFlags.Ack, seq: 1, ack: 2);
        script.Expect(TcpFlags.Ack, seq: 2, ack: 2);
        script.AdvanceMilliseconds(59_999);
        Assert.Equal(TcpState.TimeWait, script.State);
        script.AdvanceMilliseconds(1);
        Assert.Equal(TcpState.Closed, script.State);
        script.AssertNothingLeaks();
    }

    /// <summary>Behind the FIN there can be nothing; whoever sends it is told what was received, within the limit of RFC 5961 section 7.</summary>
    [Theory]
    [InlineData(TcpFlags.Fin | TcpFlags.Ack, 2, 0)]
    [InlineData(TcpFlags.Fin | TcpFlags.Ack, 50, 0)]
    [InlineData(TcpFlags.Ack, 2, 10)]
    [InlineData(TcpFlags.Ack, 50, 10)]
    [Rfc(9293, "3.10.7.4")]
    [Rfc(5961, "7")]
    public void TIME_WAIT_acknowledges_what_is_more_than_an_ACK(TcpFlags flags, int seq, int data)
    {
        TcpScript script = TimeWait();
        script.Send(flags, seq, ack: 2, data);
        script.Expect(TcpFlags.Ack, seq: 2, ack: 2);
        for (int i = 0; i < 200; i++) script.Send(flags, seq, ack: 2, data);
        Assert.InRange(script.TakeAll().Count, 0, script.Settings.ChallengeAcks);
        script.AdvanceMilliseconds(60_000);
        Assert.Equal(TcpState.Closed, script.State);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "3.10.7.4")]
    public void TIME_WAIT_does_not_answer_an_ACK_that_says_what_it_knows()
    {
        TcpScript script = TimeWait();
        script.Send(TcpFlags.Ack, seq: 2, ack: 2);
        script.Send(TcpFlags.Ack, seq: 50, ack: 2);
        script.ExpectNothing();
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(1337, "3")]
    public void A_RST_does_not_end_TIME_WAIT_RFC_1337()
    {
        TcpScript script = TimeWait();
        script.Send(TcpFlags.Rst, seq: 2);
        script.ExpectNothing();
        Assert.Equal(TcpState.TimeWait, script.State);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void TIME_WAIT_still_hands_out_what_was_not_read()
    {
        TcpScript script = FinWait2();
        script.Send(TcpFlags.Fin | TcpFlags.Ack, seq: 1, ack: 2, data: 40);
        Assert.Equal(TcpState.TimeWait, script.State);
        script.Advance(Duration.FromSeconds(61));
        Assert.Equal(TcpState.Closed, script.State);
        Assert.Equal(40, script.Read(1));
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "SHLD-4")]
    [Rfc(6191, "2")]
    public void A_later_timestamp_reopens_TIME_WAIT_and_an_earlier_one_does_not_RFC_6191()
    {
        TcpScript script = TimeWait(WithTimestamps);
        script.NextTimestamp = 1;
        script.Send(TcpFlags.Syn, seq: 100);
        script.Expect(TcpFlags.Ack);
        Assert.Equal(TcpState.TimeWait, script.State);
        script.AdvanceMilliseconds(10);
        // A number below RCV.NXT: the later timestamp alone decides.
        script.Send(TcpFlags.Syn, seq: -5_000);
        Assert.Equal(TcpEnd.Reopened, script.Connection.EndedBy);
        script.AssertNothingLeaks();
    }
}
