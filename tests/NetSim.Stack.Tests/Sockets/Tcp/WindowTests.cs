using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Buffers;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;
using static NetSim.Stack.Tests.Sockets.Tcp.TcpStates;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>RFC 9293 3.8.6: windows of both sides, probes, and silly windows; RFC 7323 section 2.</summary>
public sealed class WindowTests
{
    private const int Mss = 1460;

    [Fact]
    [Rfc(9293, "MUST-1")]
    public void The_window_is_unsigned_MUST_1()
    {
        TcpScript script = Established(window: 0xFFFF);
        Assert.Equal(65535, script.Info.PeerWindow);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "SHLD-14")]
    public void The_window_never_shrinks_and_closes_as_data_waits_SHLD_14()
    {
        TcpScript script = Established(Plain with { ReceiveBuffer = 20_000 });
        long edge = 1 + 20_000;
        for (int i = 0; i < 14; i++)
        {
            script.Send(TcpFlags.Ack, seq: 1 + i * 1400, ack: 1, data: 1400);
            foreach (Sent sent in script.TakeAll())
            {
                Assert.Equal(edge, sent.Ack + sent.Window);
            }
        }
        // The last 400 bytes of it.
        script.Send(TcpFlags.Ack, seq: 1 + 14 * 1400, ack: 1, data: 1400);
        Assert.Equal(0, script.TakeAll()[^1].Window);
        Assert.Equal(20_000, script.Read(1));
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-39")]
    public void The_receiver_opens_its_window_by_a_segment_or_half_the_buffer_and_not_before_MUST_39()
    {
        TcpScript script = Established(Plain with { ReceiveBuffer = 10_000 });
        for (int i = 0; i < 10; i++) script.Send(TcpFlags.Ack, seq: 1 + i * 1000, ack: 1, data: 1000);
        Assert.Equal(0, script.TakeAll()[^1].Window);
        TakeOne(script);
        script.ExpectNothing();
        TakeOne(script);
        Sent update = script.Expect(TcpFlags.Ack, ack: 10_001);
        Assert.Equal(2000, update.Window);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void Reading_with_an_open_window_sends_nothing()
    {
        TcpScript script = Established();
        for (int i = 0; i < 10; i++)
        {
            script.Send(TcpFlags.Ack, seq: 1 + i * 1000, ack: 1, data: 1000);
            script.TakeAll();
            TakeOne(script);
            script.ExpectNothing();
        }
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-35", "MUST-36", "SHLD-29", "SHLD-30")]
    public void A_closed_window_is_probed_after_the_time_out_and_then_ever_more_rarely_MUST_36()
    {
        TcpScript script = Established(window: 0);
        Instant start = script.Now;
        script.Write(1000);
        script.ExpectNothing();
        script.Advance(Duration.FromSeconds(40));
        List<Sent> probes = script.TakeAll();
        Assert.Equal([1, 3, 7, 15, 31], probes.Select(p => (p.At - start).Nanoseconds / 1_000_000_000));
        Assert.All(probes, p => Assert.Equal((1L, 1), (p.Seq, p.Data.Length)));
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-37")]
    public void A_window_may_stay_closed_for_ever_while_probes_are_answered_MUST_37()
    {
        TcpScript script = Established(Plain with { GiveUpAfter = Duration.FromSeconds(100) }, window: 0);
        script.Write(1000);
        for (int i = 0; i < 500; i++)
        {
            script.Advance(Duration.FromSeconds(30));
            if (script.TakeAll().Count > 0) script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        }
        Assert.Equal(TcpState.Established, script.State);
        script.PeerWindow = 65535;
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        Assert.Equal(1000, script.TakeAll().Sum(s => s.Data.Length));
        script.AssertNothingLeaks();
    }

    [Fact]
    public void Unanswered_probes_end_the_connection_after_R2()
    {
        TcpScript script = Established(Plain with { GiveUpAfter = Duration.FromSeconds(100) }, window: 0);
        script.Write(1000);
        script.Advance(Duration.FromSeconds(110));
        Assert.Equal(TcpEnd.TimedOut, script.Connection.EndedBy);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void A_window_that_opens_sends_at_once_what_the_probe_has_lost()
    {
        TcpScript script = Established(window: 0);
        script.Write(3000);
        script.AdvanceMilliseconds(1_000);
        script.ExpectData(1, 1);
        script.PeerWindow = 65535;
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        script.ExpectData(1, 1);
        script.ExpectData(2, Mss);
        script.ExpectData(2 + Mss, Mss);
        script.ExpectData(2 + 2 * Mss, 3000 - 1 - 2 * Mss);
        script.ExpectNothing();
        Assert.Equal(0, script.Info.Timeouts);
        script.AssertNothingLeaks();
    }

    /// <summary>The probe is a small segment, but not one that the application has made: Nagle has nothing to wait for.</summary>
    [Fact]
    public void A_window_that_opens_lets_the_rest_of_a_small_write_go_with_the_probe()
    {
        TcpScript script = Established(Plain with { Nagle = true });
        script.PeerWindow = 0;
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        script.Write(100);
        script.Advance(Duration.FromSeconds(1));
        script.ExpectData(1, 1);
        script.PeerWindow = 65535;
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        script.ExpectData(1, 1);
        script.ExpectData(2, 99);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void An_accepted_probe_byte_counts_and_probing_goes_on_behind_it()
    {
        TcpScript script = Established(window: 0);
        script.Write(100);
        script.AdvanceMilliseconds(1_000);
        script.ExpectData(1, 1);
        script.Send(TcpFlags.Ack, seq: 1, ack: 2);
        script.ExpectNothing();
        script.Advance(Duration.FromSeconds(3));
        script.ExpectData(2, 1);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void A_FIN_waits_for_the_window_like_data_and_is_probed_with()
    {
        TcpScript script = Established(window: 0);
        script.Shutdown();
        script.ExpectNothing();
        script.AdvanceMilliseconds(1_000);
        script.Expect(TcpFlags.Fin | TcpFlags.Ack, seq: 1);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "SHLD-15", "SHLD-16", "SHLD-17", "MUST-34")]
    public void A_peer_that_halves_its_window_with_data_in_flight_gets_nothing_new_and_loses_nothing_MUST_34()
    {
        TcpScript script = Established(window: 14_600);
        script.Write(20 * Mss);
        Assert.Equal(10, script.TakeAll().Count);
        // It acknowledges one and takes back half of the rest.
        script.PeerWindow = 5 * Mss;
        script.Send(TcpFlags.Ack, seq: 1, ack: 1 + Mss);
        script.ExpectNothing();
        // Beyond the edge it has dropped everything: what lies within is sent again and acknowledged, step by step.
        long acknowledged = 1 + Mss;
        for (int i = 0; i < 40 && acknowledged < 1 + 20 * Mss; i++)
        {
            script.AdvanceMilliseconds(1_000);
            foreach (Sent sent in script.TakeAll())
            {
                Assert.True(sent.Seq < acknowledged + 5 * Mss, $"{sent} lies beyond the window.");
                if (sent.Seq <= acknowledged && sent.End > acknowledged) acknowledged = sent.End;
                script.Send(TcpFlags.Ack, seq: 1, ack: acknowledged);
            }
        }
        script.AdvanceMilliseconds(10_000);
        foreach (Sent sent in script.TakeAll()) acknowledged = Math.Max(acknowledged, sent.End);
        Assert.Equal(1 + 20 * Mss, acknowledged);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-38")]
    public void The_sender_does_not_answer_silly_windows_with_silly_segments_MUST_38()
    {
        TcpScript script = Established(window: 10_000);
        script.Write(50_000);
        long sent = script.TakeAll().Sum(s => s.Data.Length);
        Assert.Equal(6 * Mss, sent);
        // 100 more bytes of window are no reason to send 100 bytes.
        script.PeerWindow = 100;
        script.Send(TcpFlags.Ack, seq: 1, ack: 1 + 6 * Mss);
        script.ExpectNothing();
        // Half of the largest window ever seen is.
        script.PeerWindow = 5_000;
        script.Send(TcpFlags.Ack, seq: 1, ack: 1 + 6 * Mss);
        Assert.Equal([Mss, Mss, Mss], script.TakeAll().Select(s => s.Data.Length));
        script.AssertNothingLeaks();
    }

    [Fact]
    public void Half_of_a_small_peers_largest_window_is_sent()
    {
        TcpScript script = Established(window: 1000);
        script.Write(5_000);
        script.ExpectData(1, 1000);
        script.PeerWindow = 499;
        script.Send(TcpFlags.Ack, seq: 1, ack: 1001);
        script.ExpectNothing();
        script.PeerWindow = 500;
        script.Send(TcpFlags.Ack, seq: 1, ack: 1001);
        script.ExpectData(1001, 500);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void A_silly_window_is_used_after_the_override_time_out()
    {
        TcpScript script = Established(window: 10_000);
        script.Write(30_000);
        script.TakeAll();
        script.PeerWindow = 100;
        script.Send(TcpFlags.Ack, seq: 1, ack: 1 + 6 * Mss);
        script.ExpectNothing();
        script.AdvanceMilliseconds(1_000);
        script.ExpectData(1 + 6 * Mss, 100);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void An_old_segment_does_not_set_the_window()
    {
        TcpScript script = Established();
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 100);
        script.PeerWindow = 20_000;
        script.Send(TcpFlags.Ack, seq: 101, ack: 1);
        Assert.Equal(20_000, script.Info.PeerWindow);
        // A retransmission of older data that overlaps the window: WL1 is above its SEG.SEQ.
        script.PeerWindow = 9;
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 110);
        Assert.Equal(20_000, script.Info.PeerWindow);
        script.AssertNothingLeaks();
    }

    [Theory]
    [InlineData(7, 65535L << 7)]
    [InlineData(14, 65535L << 14)]
    [InlineData(15, 65535L << 14)]
    [InlineData(255, 65535L << 14)]
    [Rfc(7323, "2.3")]
    public void The_shift_is_at_most_14_RFC_7323(byte shift, long window)
    {
        TcpOptions options = new() { Mss = Mss, WindowScale = shift };
        TcpScript script = Established(Plain with { WindowScale = true, ReceiveBuffer = 1 << 20 }, options);
        // The SYN's own window is never scaled.
        Assert.Equal(65535, script.Info.PeerWindow);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        Assert.Equal(window, script.Info.PeerWindow);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(7323, "2.2")]
    public void Without_the_peers_option_no_window_is_scaled()
    {
        TcpScript script = Established(Plain with { WindowScale = true, ReceiveBuffer = 1 << 20 }, new TcpOptions { Mss = Mss });
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        Assert.Equal(65535, script.Info.PeerWindow);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: Mss);
        script.Send(TcpFlags.Ack, seq: 1 + Mss, ack: 1, data: Mss);
        Assert.Equal(65535, script.Expect(TcpFlags.Ack).Window);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "REC-1")]
    [Rfc(7323, "2.2")]
    public void The_scaled_window_covers_the_whole_buffer()
    {
        TcpScript script = Established(Plain with { WindowScale = true, ReceiveBuffer = 1 << 20 });
        Assert.Equal(1 << 20, script.Info.ReceiveWindow);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void Writing_stops_at_the_send_buffer_and_an_event_tells_of_room()
    {
        TcpScript script = Established(Plain with { SendBuffer = 20_000 });
        Assert.Equal(20_000, script.Write(30_000));
        Assert.Equal(0, script.Connection.WritableBytes);
        Assert.Equal(0, script.Write(1));
        Assert.Equal(TcpEvents.None, script.Connection.TakeEvents());
        script.Send(TcpFlags.Ack, seq: 1, ack: 1 + 2 * Mss);
        Assert.Equal(TcpEvents.Writable, script.Connection.TakeEvents());
        Assert.Equal(2 * Mss, script.Connection.WritableBytes);
        script.AssertNothingLeaks();
    }

    private static void TakeOne(TcpScript script)
    {
        int wanted = 1000;
        while (wanted > 0 && script.Connection.TryRead(out Packet? payload))
        {
            wanted -= payload.Length;
            payload.Return();
        }
        script.Drain();
    }
}
