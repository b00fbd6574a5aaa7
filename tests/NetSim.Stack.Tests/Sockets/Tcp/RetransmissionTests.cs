using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;
using static NetSim.Stack.Tests.Sockets.Tcp.TcpStates;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>RFC 6298 and RFC 9293 3.8.1 to 3.8.3.</summary>
public sealed class RetransmissionTests
{
    private const int Mss = 1460;

    [Fact]
    [Rfc(6298, "2")]
    public void RTO_of_a_constant_round_trip_is_1_5_then_1_25_then_1_0625_seconds_then_the_floor_I22()
    {
        TcpScript script = Established(roundTrip: Duration.FromMilliseconds(500));
        Assert.Equal(Duration.FromMilliseconds(1500), script.Info.RetransmissionTimeout);
        long position = 1;
        foreach (long expected in (long[])[1_250_000_000, 1_062_500_000, 1_000_000_000, 1_000_000_000])
        {
            script.Write(100);
            script.ExpectData(position, 100);
            script.AdvanceMilliseconds(500);
            position += 100;
            script.Send(TcpFlags.Ack, seq: 1, ack: position);
            Assert.Equal(new Duration(expected), script.Info.RetransmissionTimeout);
        }
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-19")]
    [Rfc(6298, "5.5")]
    public void The_time_out_doubles_for_each_retransmission_and_stops_at_its_maximum()
    {
        TcpScript script = Established(Plain with { MaximumRetransmissionTimeout = Duration.FromSeconds(60) });
        script.Write(100);
        Instant start = script.Now;
        script.ExpectData(1, 100);
        script.Advance(Duration.FromSeconds(250));
        Assert.Equal([1, 3, 7, 15, 31, 63, 123, 183, 243], script.TakeAll().Select(s => (s.At - start).Nanoseconds / 1_000_000_000));
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-20", "SHLD-11")]
    public void Data_unanswered_for_R2_ends_the_connection_MUST_20()
    {
        TcpScript script = Established(Plain with { GiveUpAfter = Duration.FromSeconds(100) });
        script.Write(100);
        script.AdvanceMilliseconds(99_999);
        Assert.Equal(TcpState.Established, script.State);
        script.AdvanceMilliseconds(1);
        Assert.Equal(TcpEnd.TimedOut, script.Connection.EndedBy);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-21")]
    public void The_user_time_out_takes_the_place_of_R2_MUST_21()
    {
        TcpScript script = Established(Plain with { UserTimeout = Duration.FromSeconds(5) });
        script.Write(100);
        script.AdvanceMilliseconds(4_999);
        Assert.Equal(TcpState.Established, script.State);
        script.AdvanceMilliseconds(1);
        Assert.Equal(TcpEnd.TimedOut, script.Connection.EndedBy);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-20", "SHLD-9", "SHLD-10")]
    public void R1_is_told_after_three_retransmissions()
    {
        TcpScript script = Established();
        script.Write(100);
        script.AdvanceMilliseconds(6_999);
        Assert.False(script.Connection.TakeEvents().HasFlag(TcpEvents.PathSuspect));
        script.AdvanceMilliseconds(1);
        Assert.True(script.Connection.TakeEvents().HasFlag(TcpEvents.PathSuspect));
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(6298, "5.3", "5.2")]
    public void An_ACK_of_new_data_restarts_the_timer_and_of_all_data_stops_it()
    {
        TcpScript script = Established();
        script.Write(100);
        script.AdvanceMilliseconds(1);
        script.Write(100);
        script.TakeAll();
        script.AdvanceMilliseconds(899);
        script.Send(TcpFlags.Ack, seq: 1, ack: 101);
        script.AdvanceMilliseconds(999);
        script.ExpectNothing();
        script.Send(TcpFlags.Ack, seq: 1, ack: 201);
        Assert.Null(script.Deadline());
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-18")]
    [Rfc(6298, "3")]
    public void A_retransmitted_segment_gives_no_sample_and_the_backed_off_time_out_stays_Karn()
    {
        TcpScript script = Established(roundTrip: Duration.FromMilliseconds(100));
        Duration smoothed = script.Info.SmoothedRtt;
        script.Write(100);
        script.AdvanceMilliseconds(1_000);
        script.AdvanceMilliseconds(300);
        script.Send(TcpFlags.Ack, seq: 1, ack: 101);
        Assert.Equal(smoothed, script.Info.SmoothedRtt);
        Assert.Equal(Duration.FromSeconds(2), script.Info.RetransmissionTimeout);
        script.TakeAll();
        script.Write(100);
        script.AdvanceMilliseconds(100);
        script.Send(TcpFlags.Ack, seq: 1, ack: 201);
        Assert.Equal(Duration.FromSeconds(1), script.Info.RetransmissionTimeout);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void With_timestamps_a_retransmitted_segment_gives_a_sample()
    {
        TcpScript script = Established(WithTimestamps, roundTrip: Duration.FromMilliseconds(100));
        script.Write(100);
        script.AdvanceMilliseconds(1_000);
        script.AdvanceMilliseconds(60);
        script.Send(TcpFlags.Ack, seq: 1, ack: 101);
        // The echo is that of the retransmission: 60 ms, an eighth of 40 ms less.
        Assert.Equal(Duration.FromMilliseconds(95), script.Info.SmoothedRtt);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(5681, "3.1")]
    public void A_time_out_starts_again_with_one_segment_and_halves_the_threshold()
    {
        TcpScript script = Established();
        script.Write(10 * Mss);
        Assert.Equal(10, script.TakeAll().Count);
        script.AdvanceMilliseconds(1_000);
        script.ExpectData(1, Mss);
        script.ExpectNothing();
        Assert.Equal(Mss, script.Info.CongestionWindow);
        Assert.Equal(5 * Mss, script.Info.SlowStartThreshold);
        Assert.Equal(1, script.Info.Timeouts);
        // The second expiry for the same segment leaves the threshold alone (RFC 5681 3.1).
        script.AdvanceMilliseconds(2_000);
        Assert.Equal(5 * Mss, script.Info.SlowStartThreshold);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void After_a_time_out_what_was_lost_goes_out_again_in_slow_start()
    {
        TcpScript script = Established();
        script.Write(10 * Mss);
        script.TakeAll();
        script.AdvanceMilliseconds(1_000);
        script.ExpectData(1, Mss);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1 + Mss);
        script.ExpectData(1 + Mss, Mss);
        script.ExpectData(1 + 2 * Mss, Mss);
        script.ExpectNothing();
        // The receiver had the rest: nothing is sent in vain.
        script.Send(TcpFlags.Ack, seq: 1, ack: 1 + 10 * Mss);
        script.ExpectNothing();
        Assert.Null(script.Deadline());
        script.AssertNothingLeaks();
    }

    [Fact]
    public void The_last_segment_lost_comes_again_after_the_time_out()
    {
        TcpScript script = Established();
        script.Write(3 * Mss + 10);
        script.TakeAll();
        script.Send(TcpFlags.Ack, seq: 1, ack: 1 + 3 * Mss);
        script.AdvanceMilliseconds(1_000);
        script.ExpectData(1 + 3 * Mss, 10);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void An_ACK_in_the_middle_of_a_segment_leaves_the_rest_of_it()
    {
        TcpScript script = Established();
        script.Write(Mss);
        script.TakeAll();
        script.Send(TcpFlags.Ack, seq: 1, ack: 501);
        script.AdvanceMilliseconds(1_000);
        script.ExpectData(501, Mss - 500);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(5681, "4.1")]
    public void After_a_pause_the_window_is_back_at_its_initial_size()
    {
        TcpScript script = Established();
        long position = 1;
        for (int i = 0; i < 6; i++)
        {
            script.Write(20 * Mss);
            foreach (Sent sent in script.TakeAll()) position = Math.Max(position, sent.End);
            script.Send(TcpFlags.Ack, seq: 1, ack: position);
            foreach (Sent sent in script.TakeAll()) position = Math.Max(position, sent.End);
            script.Send(TcpFlags.Ack, seq: 1, ack: position);
            script.TakeAll();
        }
        Assert.True(script.Info.CongestionWindow > 20 * Mss);
        script.AdvanceMilliseconds(1_500);
        script.Write(40 * Mss);
        Assert.Equal(10, script.TakeAll().Count);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(7661, "4.3")]
    public void The_window_does_not_grow_while_the_application_holds_back()
    {
        TcpScript script = Established();
        long position = 1;
        for (int i = 0; i < 200; i++)
        {
            script.Write(Mss);
            script.ExpectData(position, Mss);
            position += Mss;
            script.AdvanceMilliseconds(10);
            script.Send(TcpFlags.Ack, seq: 1, ack: position);
        }
        Assert.Equal(10 * Mss, script.Info.CongestionWindow);
        script.AssertNothingLeaks();
    }

    [Theory]
    [InlineData(536, 5_360)]
    [InlineData(1460, 14_600)]
    [InlineData(4000, 14_600)]
    [InlineData(8960, 17_920)]
    [Rfc(9293, "MUST-19")]
    [Rfc(6928, "2")]
    public void The_initial_window_is_that_of_RFC_6928(int mss, int window)
    {
        TcpOptions options = new() { Mss = (ushort)mss };
        TcpScript script = Established(Plain with { Mtu = 9000 }, options);
        Assert.Equal(window, script.Info.CongestionWindow);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(3465, "2.2")]
    public void In_slow_start_an_ACK_counts_for_two_segments_at_most_RFC_3465()
    {
        TcpScript script = Established();
        script.Write(40 * Mss);
        script.TakeAll();
        script.Send(TcpFlags.Ack, seq: 1, ack: 1 + 10 * Mss);
        Assert.Equal(12 * Mss, script.Info.CongestionWindow);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(3465, "2")]
    public void Dividing_an_ACK_gains_nothing_P9()
    {
        TcpScript script = Established();
        script.Write(40 * Mss);
        script.TakeAll();
        for (int i = 1; i <= 146; i++) script.Send(TcpFlags.Ack, seq: 1, ack: 1 + i * 10);
        Assert.Equal(11 * Mss, script.Info.CongestionWindow);
        script.AssertNothingLeaks();
    }
}
