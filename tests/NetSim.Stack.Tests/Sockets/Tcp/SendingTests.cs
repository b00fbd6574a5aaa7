using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;
using static NetSim.Stack.Tests.Sockets.Tcp.TcpStates;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>What data segments look like and when small ones go: PSH, Nagle, super-segments, DSCP and TTL, keep-alive.</summary>
public sealed class SendingTests
{
    private const int Mss = 1460;

    [Fact]
    [Rfc(9293, "MUST-61")]
    public void PSH_marks_the_end_of_each_write_MUST_61()
    {
        TcpScript script = Established();
        script.Write(2 * Mss + 100);
        Assert.Equal(TcpFlags.Ack, script.ExpectData(1, Mss).Flags);
        Assert.Equal(TcpFlags.Ack, script.ExpectData(1 + Mss, Mss).Flags);
        Assert.Equal(TcpFlags.Ack | TcpFlags.Psh, script.ExpectData(1 + 2 * Mss, 100).Flags);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-60")]
    public void What_is_written_goes_out_without_a_push_of_the_application_MUST_60()
    {
        TcpScript script = Established(Plain with { Nagle = true });
        script.Write(1);
        script.ExpectData(1, 1);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MAY-16", "SHLD-27", "SHLD-7")]
    public void Nagle_gathers_a_hundred_single_bytes_in_two_segments_SHLD_7()
    {
        TcpScript script = Established(Plain with { Nagle = true });
        for (int i = 0; i < 100; i++) script.Write(1);
        script.ExpectData(1, 1);
        script.ExpectNothing();
        script.Send(TcpFlags.Ack, seq: 1, ack: 2);
        script.ExpectData(2, 99);
        script.ExpectNothing();
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-17")]
    public void Without_Nagle_a_hundred_single_bytes_are_a_hundred_segments_MUST_17()
    {
        TcpScript script = Established(Plain with { Nagle = false });
        for (int i = 0; i < 100; i++) script.Write(1);
        Assert.Equal(100, script.TakeAll().Count);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void A_corked_connection_sends_full_segments_only_until_it_is_uncorked()
    {
        TcpScript script = Established(Plain with { Nagle = true });
        script.Connection.Cork();
        script.Write(40);
        script.ExpectNothing();
        script.Connection.Uncork();
        script.Write(40);
        Assert.Equal(80, script.Expect(TcpFlags.Ack | TcpFlags.Psh, seq: 1).Data.Length);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void A_user_timeout_that_is_set_late_counts_from_when_nothing_moved_any_more()
    {
        TcpScript script = Established(Plain);
        script.Write(10);
        script.TakeAll();
        script.Connection.Change(script.Now, Plain with { UserTimeout = Duration.FromSeconds(3) });
        script.Advance(Duration.FromSeconds(4));
        Assert.Equal(TcpEnd.TimedOut, script.Connection.EndedBy);
        script.TakeAll();
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "SHLD-28")]
    public void Nagle_does_not_hold_back_the_tail_of_a_large_write()
    {
        TcpScript script = Established(Plain with { Nagle = true });
        script.Write(3 * Mss + 10);
        Assert.Equal([Mss, Mss, Mss, 10], script.TakeAll().Select(s => s.Data.Length));
        script.AssertNothingLeaks();
    }

    [Fact]
    public void A_full_segment_goes_whatever_Nagle_waits_for()
    {
        TcpScript script = Established(Plain with { Nagle = true });
        script.Write(1);
        script.TakeAll();
        script.Write(Mss - 1);
        script.ExpectNothing();
        script.Write(1);
        script.ExpectData(2, Mss);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void A_FIN_takes_what_Nagle_holds_along()
    {
        TcpScript script = Established(Plain with { Nagle = true });
        script.Write(1);
        script.Write(10);
        script.TakeAll();
        script.Shutdown();
        script.Expect(TcpFlags.Fin | TcpFlags.Ack | TcpFlags.Psh, seq: 2, data: 10);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void A_super_segment_is_as_many_whole_segments_as_windows_and_limit_allow()
    {
        TcpScript script = Established(Plain with { MaxSuperSegment = 65_000 });
        script.Write(60_000);
        Sent sent = script.ExpectData(1, 10 * Mss);
        Assert.Equal(Mss, sent.SegmentSize);
        script.ExpectNothing();
        script.Send(TcpFlags.Ack, seq: 1, ack: 1 + 10 * Mss);
        sent = script.ExpectData(1 + 10 * Mss, 20 * Mss);
        Assert.Equal(Mss, sent.SegmentSize);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void The_tail_of_a_write_rides_on_its_super_segment()
    {
        TcpScript script = Established(Plain with { MaxSuperSegment = 65_000 });
        script.Write(3 * Mss + 7);
        Sent sent = script.ExpectData(1, 3 * Mss + 7);
        Assert.Equal((Mss, TcpFlags.Ack | TcpFlags.Psh), (sent.SegmentSize, sent.Flags));
        script.AssertNothingLeaks();
    }

    [Fact]
    public void One_segment_is_no_super_segment()
    {
        TcpScript script = Established(Plain with { MaxSuperSegment = 65_000 });
        script.Write(Mss);
        Assert.Equal(0, script.ExpectData(1, Mss).SegmentSize);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void The_largest_super_segment_is_still_an_IP_packet()
    {
        TcpScript script = Established(
            Plain with { MaxSuperSegment = 1 << 20, WindowScale = true, InitialWindow = 1000, SendBuffer = 1 << 20 });
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        script.Write(500_000);
        foreach (Sent sent in script.TakeAll()) Assert.True(sent.Bytes.Length <= 65_535 && sent.Data.Length > 60_000 || sent.End == 500_001);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void A_lost_piece_of_a_super_segment_is_sent_again_alone()
    {
        TcpScript script = Established(WithSack with { MaxSuperSegment = 65_000 });
        script.Write(10 * Mss);
        script.ExpectData(1, 10 * Mss);
        TcpOptions options = default;
        options.TryAddSackBlock(new SackBlock(script.OurInitial + (1 + 5 * Mss), script.OurInitial + (1 + 10 * Mss)));
        script.Send(TcpFlags.Ack, seq: 1, ack: 1 + 4 * Mss, options: options);
        Sent sent = script.ExpectData(1 + 4 * Mss, Mss);
        Assert.Equal(0, sent.SegmentSize);
        script.ExpectNothing();
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-49", "MUST-48", "SHLD-21", "SHLD-22")]
    public void DSCP_and_TTL_are_the_connections_own_MUST_48_MUST_49()
    {
        TcpScript script = Established(Plain with { Dscp = 46, TimeToLive = 9 });
        script.Write(10);
        AssertIp(script.ExpectData(1, 10), dscp: 46, hops: 9);
        script.Connection.SetDscp(10);
        script.Connection.SetTimeToLive(3);
        script.Write(10);
        AssertIp(script.ExpectData(11, 10), dscp: 10, hops: 3);
        script.AssertNothingLeaks();
    }

    private static void AssertIp(Sent sent, byte dscp, byte hops)
    {
        Assert.True(Ipv4View.TryParse(sent.Bytes, out Ipv4View view));
        Assert.Equal((dscp, hops, true), (view.Dscp, view.TimeToLive, view.DontFragment));
    }

    [Fact]
    [Rfc(9293, "MUST-25")]
    public void Keep_alive_is_off_MUST_25()
    {
        TcpScript script = Established();
        Assert.Null(script.Deadline());
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MAY-5", "MUST-24", "MUST-26", "MUST-28", "SHLD-12")]
    public void Keep_alive_probes_carry_no_data_and_a_number_that_must_be_answered_MUST_26()
    {
        TcpScript script = Established(Plain with { KeepAlive = KeepAliveUse.On });
        script.Advance(Duration.FromSeconds(7199));
        script.ExpectNothing();
        script.Advance(Duration.FromSeconds(1));
        script.Expect(TcpFlags.Ack, seq: 0, ack: 1, data: 0);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        script.Advance(Duration.FromSeconds(7199));
        script.ExpectNothing();
        script.Advance(Duration.FromSeconds(1));
        script.Expect(TcpFlags.Ack, seq: 0);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-27")]
    public void The_application_says_how_long_a_connection_is_idle_before_it_is_asked_after()
    {
        TcpScript script = Established(Plain with { KeepAlive = KeepAliveUse.On, KeepAliveIdle = Duration.FromSeconds(60) });
        script.Advance(Duration.FromSeconds(59));
        script.ExpectNothing();
        script.Advance(Duration.FromSeconds(1));
        script.Expect(TcpFlags.Ack, seq: 0, ack: 1, data: 0);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-29")]
    public void One_lost_probe_is_no_death_but_nine_are_MUST_29()
    {
        TcpScript script = Established(Plain with { KeepAlive = KeepAliveUse.On });
        Instant start = script.Now;
        script.Advance(Duration.FromSeconds(7200 + 9 * 75 - 1));
        Assert.Equal(9, script.TakeAll().Count);
        Assert.Equal(TcpState.Established, script.State);
        script.Advance(Duration.FromSeconds(1));
        Assert.Equal(TcpEnd.TimedOut, script.Connection.EndedBy);
        Assert.Equal(Duration.FromSeconds(7200 + 9 * 75), script.Now - start);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void A_keep_alive_of_the_peer_is_answered()
    {
        TcpScript script = Established();
        script.Send(TcpFlags.Ack, seq: 0, ack: 1);
        script.Expect(TcpFlags.Ack, seq: 1, ack: 1);
        script.AssertNothingLeaks();
    }
}
