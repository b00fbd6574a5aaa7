using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Buffers;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;
using static NetSim.Stack.Tests.Sockets.Tcp.TcpStates;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>When and what we acknowledge: RFC 9293 3.8.6.3, RFC 5681 4.2, RFC 2018 and RFC 2883 as a receiver.</summary>
public sealed class AckTests
{
    private const int Mss = 1460;

    [Fact]
    [Rfc(9293, "SHLD-18", "MUST-40")]
    public void One_segment_is_acknowledged_within_the_delay_MUST_40()
    {
        TcpScript script = Established(Plain with { DelayedAck = Duration.FromMilliseconds(40) });
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: Mss);
        script.AdvanceMilliseconds(39);
        script.ExpectNothing();
        script.AdvanceMilliseconds(1);
        script.Expect(TcpFlags.Ack, seq: 1, ack: 1 + Mss);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "SHLD-19")]
    public void Every_second_full_segment_is_acknowledged_at_once_SHLD_19()
    {
        TcpScript script = Established();
        for (int i = 0; i < 10; i++)
        {
            script.Send(TcpFlags.Ack, seq: 1 + i * Mss, ack: 1, data: Mss);
            if (i % 2 == 1) script.Expect(TcpFlags.Ack, ack: 1 + (i + 1) * Mss);
            script.ExpectNothing();
        }
        script.AssertNothingLeaks();
    }

    [Fact]
    public void The_first_segments_are_acknowledged_one_by_one()
    {
        TcpScript script = Established(Plain with { QuickAcks = 3 });
        for (int i = 0; i < 3; i++)
        {
            script.Send(TcpFlags.Ack, seq: 1 + i * Mss, ack: 1, data: Mss);
            script.Expect(TcpFlags.Ack, ack: 1 + (i + 1) * Mss);
        }
        script.Send(TcpFlags.Ack, seq: 1 + 3 * Mss, ack: 1, data: Mss);
        script.ExpectNothing();
        script.AssertNothingLeaks();
    }

    [Fact]
    public void Data_of_our_own_takes_the_ACK_along()
    {
        TcpScript script = Established();
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 100);
        script.Write(50);
        script.Expect(TcpFlags.Ack | TcpFlags.Psh, seq: 1, ack: 101, data: 50);
        script.AdvanceMilliseconds(200);
        script.ExpectNothing();
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-58", "MUST-59")]
    public void Segments_that_arrive_together_share_one_ACK_MUST_58_MUST_59()
    {
        TcpScript script = Established();
        script.DeliverTogether([.. Enumerable.Range(0, 20).Select(i => script.Make(TcpFlags.Ack, 1 + i * Mss, 1, Mss))]);
        script.Expect(TcpFlags.Ack, ack: 1 + 20 * Mss);
        script.ExpectNothing();
        script.AssertNothingLeaks();
    }

    [Fact]
    public void A_super_segment_is_acknowledged_once_and_at_once()
    {
        TcpScript script = Established();
        Packet super = script.Make(TcpFlags.Ack, seq: 1, ack: 1, data: 10 * Mss);
        super.SegmentSize = Mss;
        script.Deliver(super);
        script.Expect(TcpFlags.Ack, ack: 1 + 10 * Mss);
        script.ExpectNothing();
        Assert.Equal(10 * Mss, script.Read(1));
        script.AssertNothingLeaks();
    }

    [Fact]
    public void Where_the_window_holds_few_large_segments_each_is_acknowledged()
    {
        TcpScript script = Established(Plain with { Mtu = 9000, ReceiveBuffer = 16_000 }, new TcpOptions { Mss = 8960 });
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 8960);
        script.Expect(TcpFlags.Ack, ack: 8961);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MAY-13")]
    public void Without_SACK_every_segment_out_of_order_gets_a_duplicate_ACK_of_its_own_even_if_they_arrive_together()
    {
        TcpScript script = Established();
        script.DeliverTogether(
            script.Make(TcpFlags.Ack, 1 + Mss, 1, Mss),
            script.Make(TcpFlags.Ack, 1 + 2 * Mss, 1, Mss),
            script.Make(TcpFlags.Ack, 1 + 3 * Mss, 1, Mss));
        for (int i = 0; i < 3; i++) script.Expect(TcpFlags.Ack, seq: 1, ack: 1, data: 0);
        script.ExpectNothing();
        script.AssertNothingLeaks();
    }

    [Fact]
    public void Duplicate_ACKs_are_not_hidden_in_data()
    {
        TcpScript script = Established();
        script.Connection.Write(script.Now, new byte[100]);
        script.Send(TcpFlags.Ack, seq: 1 + Mss, ack: 1, data: Mss);
        script.Expect(TcpFlags.Ack, seq: 1, ack: 1, data: 0);
        script.ExpectData(1, 100);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(5681, "4.2")]
    public void Filling_a_hole_is_acknowledged_at_once_RFC_5681_4_2()
    {
        TcpScript script = Established();
        script.Send(TcpFlags.Ack, seq: 1 + Mss, ack: 1, data: Mss);
        script.Expect(TcpFlags.Ack, ack: 1);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: Mss);
        script.Expect(TcpFlags.Ack, ack: 1 + 2 * Mss);
        Assert.Equal(2 * Mss, script.Read(1));
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(2018, "4")]
    public void SACK_blocks_come_newest_first_RFC_2018()
    {
        TcpScript script = Established(WithSack);
        Assert.Equal([(1001, 1101)], SackOf(script, 1001));
        Assert.Equal([(3001, 3101), (1001, 1101)], SackOf(script, 3001));
        Assert.Equal([(2001, 2101), (3001, 3101), (1001, 1101)], SackOf(script, 2001));
        Assert.Equal([(5001, 5101), (2001, 2101), (3001, 3101), (1001, 1101)], SackOf(script, 5001));
        Assert.Equal([(7001, 7101), (5001, 5101), (2001, 2101), (3001, 3101)], SackOf(script, 7001));
        // Growing an old one brings it to the front, whole.
        Assert.Equal([(3001, 3201), (7001, 7101), (5001, 5101), (2001, 2101)], SackOf(script, 3101));
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(2018, "3")]
    public void With_timestamps_there_is_room_for_three_blocks()
    {
        TcpScript script = Established(WithSack with { Timestamps = true });
        SackOf(script, 1001);
        SackOf(script, 3001);
        SackOf(script, 5001);
        Assert.Equal([(7001, 7101), (5001, 5101), (3001, 3101)], SackOf(script, 7001));
        script.AssertNothingLeaks();
    }

    [Fact]
    public void Blocks_below_the_ACK_are_gone()
    {
        TcpScript script = Established(WithSack);
        SackOf(script, 101);
        SackOf(script, 501);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 100);
        Sent sent = script.Expect(TcpFlags.Ack, ack: 201);
        Assert.Equal([(501, 601)], sent.Sacks(script.PeerInitial));
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(2883, "4")]
    public void A_duplicate_below_the_ACK_is_reported_first_and_once_RFC_2883()
    {
        TcpScript script = Established(WithSack);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 500);
        script.AdvanceMilliseconds(100);
        script.TakeAll();
        Assert.Equal([(1001, 1101)], SackOf(script, 1001));
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 500);
        Assert.Equal([(1, 501), (1001, 1101)], script.Expect(TcpFlags.Ack, ack: 501).Sacks(script.PeerInitial));
        Assert.Equal([(2001, 2101), (1001, 1101)], SackOf(script, 2001));
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(2883, "4")]
    public void A_duplicate_above_the_ACK_is_reported_with_its_run_RFC_2883()
    {
        TcpScript script = Established(WithSack);
        SackOf(script, 1001);
        SackOf(script, 1101);
        Assert.Equal([(1001, 1101), (1001, 1201)], SackOf(script, 1001));
        script.AssertNothingLeaks();
    }

    [Fact]
    public void A_duplicate_above_the_ACK_is_followed_by_its_run_whichever_was_newest_RFC_2883()
    {
        TcpScript script = Established(WithSack);
        SackOf(script, 1001);
        SackOf(script, 3001);
        Assert.Equal([(1001, 1101), (1001, 1101), (3001, 3101)], SackOf(script, 1001));
        script.AssertNothingLeaks();
    }

    [Fact]
    public void What_fills_a_hole_and_reaches_into_the_run_behind_it_reports_the_overlap_RFC_2883()
    {
        TcpScript script = Established(WithSack);
        SackOf(script, 201);
        SackOf(script, 601);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 250);
        Assert.Equal([(201, 251), (601, 701)], script.Expect(TcpFlags.Ack, ack: 301).Sacks(script.PeerInitial));
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(2018, "2")]
    public void Without_the_peers_permission_no_blocks_are_sent()
    {
        TcpScript script = Established(WithSack, new TcpOptions { Mss = Mss });
        Assert.False(script.Info.UsesSack);
        Assert.Empty(SackOf(script, 1001));
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(2018, "8")]
    public void What_was_SACKed_is_never_thrown_away()
    {
        TcpScript script = Established(WithSack with { ReceiveBuffer = 30_000 });
        var random = new Random(4);
        var held = new SortedSet<long>();
        for (int i = 0; i < 3_000; i++)
        {
            long at = 1 + random.Next(1, 290) * 100;
            script.Send(TcpFlags.Ack, seq: at, ack: 1, data: 100);
            foreach ((long left, long right) in script.Expect(TcpFlags.Ack, ack: 1).Sacks(script.PeerInitial))
            {
                for (long p = left; p < right; p += 100) held.Add(p);
            }
        }
        // Everything but what was SACKed comes again; then all is there.
        for (long at = 1; at < 1 + 29_000; at += 100)
        {
            if (!held.Contains(at)) script.Send(TcpFlags.Ack, seq: at, ack: 1, data: 100);
        }
        Assert.Equal(29_000, script.Read(1));
        script.AssertNothingLeaks();
    }

    [Fact]
    public void Thirty_thousand_single_bytes_out_of_order_hold_little_memory_P11()
    {
        TcpScript script = Established(Plain with { ReceiveBuffer = 65535 });
        for (int i = 0; i < 30_000; i++)
        {
            script.Connection.OnPacket(script.Now, script.Make(TcpFlags.Ack, seq: 3 + i * 2, ack: 1, data: 1));
            if (i % 1000 == 0) script.Drain();
        }
        script.Drain();
        long held = script.Pool.Outstanding * PacketPool.SmallCapacity;
        Assert.True(held <= 3 * 65_536 + PacketPool.LargeCapacity, $"{held} bytes are held.");
        Assert.True(script.Context.Counters[TcpCounter.DroppedNoMemory] > 20_000);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void Many_tiny_segments_in_order_share_packets()
    {
        TcpScript script = Established();
        for (int i = 0; i < 10_000; i++) script.Send(TcpFlags.Ack, seq: 1 + i, ack: 1, data: 1);
        Assert.True(script.Pool.Outstanding < 10, $"{script.Pool.Outstanding} packets are held for 10,000 bytes.");
        Assert.Equal(10_000, script.Read(1));
        script.AssertNothingLeaks();
    }

    private static List<(long, long)> SackOf(TcpScript script, long seq)
    {
        script.Send(TcpFlags.Ack, seq: seq, ack: 1, data: 100);
        return script.Expect(TcpFlags.Ack, seq: 1).Sacks(script.PeerInitial);
    }
}
