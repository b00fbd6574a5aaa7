using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Buffers;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;
using static NetSim.Stack.Tests.Sockets.Tcp.TcpStates;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>RFC 9293 3.10.7.2, the passive half of 3.10.7.4, RFC 4987 and RFC 6191.</summary>
public sealed class ListenerTests
{
    /// <summary>The window is larger than what a SYN-ACK can say, but nothing was read yet that the peer would have to hear of.</summary>
    [Fact]
    public void Accepting_a_connection_sends_no_window_update()
    {
        var script = new TcpScript(TcpSettings.Default with { ReceiveBuffer = 1 << 20 });
        script.Listen();
        TcpOptions options = default;
        options.WindowScale = 7;
        script.Send(TcpFlags.Syn, seq: 0, options: options);
        script.Expect(TcpFlags.Syn | TcpFlags.Ack, ack: 1);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        script.Accept();
        script.ExpectNothing();
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "3.10.7.2")]
    public void LISTEN_ignores_a_RST()
    {
        TcpScript script = Listening();
        script.Send(TcpFlags.Rst, seq: 0);
        script.ExpectNothing();
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "3.10.7.2")]
    public void LISTEN_answers_any_ACK_with_a_RST()
    {
        TcpScript script = Listening();
        script.Send(TcpFlags.Ack, seq: 0, ack: 77);
        Sent reset = script.Expect(TcpFlags.Rst);
        Assert.Equal(77u, reset.RawSeq.Value);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "3.10.7.2")]
    public void LISTEN_drops_what_has_neither_SYN_nor_ACK()
    {
        TcpScript script = Listening();
        script.Send(TcpFlags.None, seq: 0, data: 5);
        script.ExpectNothing();
        Assert.Equal(1, script.Context.Counters[TcpCounter.DroppedNoAck]);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void SYN_ACK_is_sent_again_after_1_3_7_15_31_seconds_and_the_record_goes_after_63()
    {
        TcpScript script = Listening();
        Instant start = script.Now;
        script.Send(TcpFlags.Syn, seq: 0);
        script.Advance(Duration.FromSeconds(62));
        Assert.Equal([0, 1, 3, 7, 15, 31], script.TakeAll().Select(s => (s.At - start).Nanoseconds / 1_000_000_000));
        Assert.Equal(1, script.Listener!.HalfOpenCount);
        script.Advance(Duration.FromSeconds(1));
        Assert.Equal(0, script.Listener.HalfOpenCount);
        Assert.Null(script.Deadline());
        script.AssertNothingLeaks();
    }

    [Fact]
    public void The_peers_SYN_again_is_answered_by_the_same_SYN_ACK()
    {
        TcpScript script = Listening();
        script.Send(TcpFlags.Syn, seq: 0);
        Sent first = script.Expect(TcpFlags.Syn | TcpFlags.Ack);
        script.AdvanceMilliseconds(200);
        script.Send(TcpFlags.Syn, seq: 0);
        Sent second = script.Expect(TcpFlags.Syn | TcpFlags.Ack);
        Assert.Equal(first.RawSeq, second.RawSeq);
        Assert.Equal(1, script.Listener!.HalfOpenCount);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(5961, "4.2")]
    public void A_SYN_with_another_number_gets_a_challenge_and_the_record_stays()
    {
        TcpScript script = Listening();
        script.Send(TcpFlags.Syn, seq: 0);
        script.Expect(TcpFlags.Syn | TcpFlags.Ack);
        script.Send(TcpFlags.Syn, seq: 5000);
        script.Expect(TcpFlags.Ack, seq: 1, ack: 1);
        Assert.Equal(1, script.Listener!.HalfOpenCount);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-11")]
    public void A_RST_returns_a_passive_SYN_RECEIVED_to_LISTEN_only_if_it_is_exact()
    {
        TcpScript script = Listening();
        script.Send(TcpFlags.Syn, seq: 0);
        script.Expect(TcpFlags.Syn | TcpFlags.Ack);
        script.Send(TcpFlags.Rst, seq: 2);
        script.Expect(TcpFlags.Ack, seq: 1, ack: 1);
        script.Send(TcpFlags.Rst, seq: 100_000);
        script.ExpectNothing();
        Assert.Equal(1, script.Listener!.HalfOpenCount);
        script.Send(TcpFlags.Rst, seq: 1);
        script.ExpectNothing();
        Assert.Equal(0, script.Listener.HalfOpenCount);
        script.AssertNothingLeaks();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_wrong_ACK_in_SYN_RECEIVED_gets_a_RST_and_opens_nothing(int ack)
    {
        TcpScript script = Listening();
        script.Send(TcpFlags.Syn, seq: 0);
        script.Expect(TcpFlags.Syn | TcpFlags.Ack);
        script.Send(TcpFlags.Ack, seq: 1, ack: ack);
        script.Expect(TcpFlags.Rst, seq: ack);
        Assert.Equal(0, script.Listener!.WaitingCount);
        Assert.Equal(1, script.Listener.HalfOpenCount);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void Data_on_the_ACK_is_there_when_the_connection_is_accepted()
    {
        TcpScript script = Listening();
        script.Send(TcpFlags.Syn, seq: 0, options: SynOptions(Plain));
        script.Expect(TcpFlags.Syn | TcpFlags.Ack);
        script.Send(TcpFlags.Ack | TcpFlags.Psh, seq: 1, ack: 1, data: 50);
        TcpConnection connection = script.Accept();
        Assert.Equal(50, connection.ReadableBytes);
        Assert.Equal(TcpEvents.Connected | TcpEvents.Readable, connection.TakeEvents());
        Assert.Equal(50, script.Read(1));
        script.AssertNothingLeaks();
    }

    [Fact]
    public void Segments_before_the_accept_reach_the_waiting_connection()
    {
        TcpScript script = Listening();
        script.Send(TcpFlags.Syn, seq: 0, options: SynOptions(Plain));
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        script.TakeAll();
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 1460);
        script.Send(TcpFlags.Ack | TcpFlags.Fin, seq: 1461, ack: 1, data: 1460);
        script.Expect(TcpFlags.Ack, seq: 1, ack: 2922);
        script.Accept();
        Assert.Equal(TcpState.CloseWait, script.State);
        Assert.Equal(2920, script.Read(1));
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-42")]
    public void The_listener_knows_the_connections_it_handed_out_until_told_to_forget()
    {
        TcpScript script = Accepted();
        Packet packet = script.Make(TcpFlags.Ack, seq: 1, ack: 1, data: 10);
        Assert.True(script.Listener!.TryFindAccepted(packet, out TcpConnection? connection));
        Assert.Same(script.Connection, connection);
        script.Listener.Forget(connection);
        Assert.False(script.Listener.TryFindAccepted(packet, out _));
        packet.Return();
        script.AssertNothingLeaks();
    }

    [Fact]
    public void A_full_accept_queue_leaves_the_peer_waiting_and_lets_it_in_later()
    {
        TcpScript script = Listening(Plain with { AcceptBacklog = 1 });
        OpenFrom(script, 1);
        Assert.Equal(1, script.Listener!.WaitingCount);
        // A second one: its SYN is not even answered.
        script.Listener.OnPacket(script.Now, Syn(script, port: 2));
        script.Drain();
        script.ExpectNothing();
        Assert.Equal(1, script.Context.Counters[TcpCounter.DroppedBacklogFull]);
        Assert.True(script.Listener.TryAccept(out TcpConnection? first));
        OpenFrom(script, 2);
        Assert.Equal(1, script.Listener.WaitingCount);
        first.Abort(script.Now);
        while (first.TryTake(script.Now, out Packet? reset)) reset.Return();
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(4987, "3.4")]
    public void Half_open_connections_are_bounded_and_the_oldest_goes_first()
    {
        TcpScript script = Listening(Plain with { HalfOpenBacklog = 4, SynCookies = false });
        for (ushort port = 1; port <= 6; port++)
        {
            script.Listener!.OnPacket(script.Now, Syn(script, port));
            script.Drain();
            script.AdvanceMilliseconds(1);
        }
        Assert.Equal(4, script.Listener!.HalfOpenCount);
        Assert.Equal(2, script.Context.Counters[TcpCounter.DroppedHalfOpenEvicted]);
        script.AssertNothingLeaks();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Rfc(4987, "3.6")]
    public void A_flood_of_a_hundred_thousand_SYNs_keeps_no_more_than_the_backlog_and_lets_an_honest_client_in_P4(bool cookies)
    {
        TcpScript script = Listening(Plain with { HalfOpenBacklog = 1024, SynCookies = cookies });
        var random = new Random(5);
        TcpListener listener = script.Listener!;
        var pool = new RecyclingPacketPool();
        byte[] syn = PacketBuilder.IPv4("10.0.0.9", "10.0.0.1").Tcp(1, 80, TcpFlags.Syn).Checksum(ChecksumState.Partial).ToBytes();
        for (int i = 0; i < 100_000; i++)
        {
            Packet packet = pool.Rent(syn.Length);
            syn.CopyTo(packet.Append(syn.Length));
            packet.TransportOffset = 20;
            packet.Checksum = ChecksumState.Verified;
            random.NextBytes(packet.Bytes[13..16]);
            random.NextBytes(packet.Bytes[20..22]);
            listener.OnPacket(script.Now, packet);
            while (listener.TryTake(script.Now, out Packet? answer)) answer.Return();
            if (i != 50_000) continue;
            script.Send(TcpFlags.Syn, seq: 0, options: SynOptions(Plain));
            script.Expect(TcpFlags.Syn | TcpFlags.Ack);
            script.Send(TcpFlags.Ack, seq: 1, ack: 1);
            Assert.Equal(1, listener.WaitingCount);
        }
        Assert.Equal(1024, listener.HalfOpenCount);
        Assert.Equal(0, pool.Outstanding);
        Assert.True(pool.Made < 10, $"{pool.Made} packets were made for the flood.");
        script.AssertNothingLeaks();
    }

    [Theory]
    [InlineData("224.0.0.1", "10.0.0.1")]
    [InlineData("255.255.255.255", "10.0.0.1")]
    [InlineData("10.0.0.2", "224.0.0.1")]
    [InlineData("10.0.0.2", "255.255.255.255")]
    [Rfc(9293, "MUST-57", "MUST-63")]
    public void A_SYN_from_or_to_a_group_is_dropped_MUST_57_MUST_63(string from, string to)
    {
        TcpScript script = Listening();
        Packet syn = PacketBuilder.IPv4(from, to).Tcp(40000, 80, TcpFlags.Syn).Build(script.Pool);
        syn.TransportOffset = 20;
        script.Listener!.OnPacket(script.Now, syn);
        script.Drain();
        script.ExpectNothing();
        Assert.Equal(1, script.Context.Counters[TcpCounter.DroppedGroupAddress]);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-3")]
    public void A_SYN_with_a_wrong_checksum_is_dropped_MUST_3()
    {
        TcpScript script = Listening();
        Packet syn = script.Make(TcpFlags.Syn, seq: 0);
        syn.Bytes[^1] ^= 0x40;
        script.Deliver(syn);
        script.ExpectNothing();
        Assert.Equal(1, script.Context.Counters[TcpCounter.DroppedChecksum]);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(5681, "3.1")]
    public void A_passive_open_whose_SYN_ACK_was_lost_starts_with_one_segment()
    {
        TcpScript script = Listening();
        script.Send(TcpFlags.Syn, seq: 0, options: SynOptions(Plain));
        script.AdvanceMilliseconds(1_000);
        script.Expect(TcpFlags.Syn | TcpFlags.Ack);
        script.Expect(TcpFlags.Syn | TcpFlags.Ack);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        script.Accept();
        Assert.Equal(1460, script.Info.CongestionWindow);
        Assert.Equal(Duration.Zero, script.Info.SmoothedRtt);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void A_passive_open_measures_the_round_trip_of_its_SYN_ACK()
    {
        TcpScript script = Listening();
        script.Send(TcpFlags.Syn, seq: 0, options: SynOptions(Plain));
        script.AdvanceMilliseconds(70);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        script.TakeAll();
        script.Accept();
        Assert.Equal(Duration.FromMilliseconds(70), script.Info.SmoothedRtt);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void Closing_the_listener_resets_who_waits_and_forgets_who_is_half_open()
    {
        TcpScript script = Listening();
        OpenFrom(script, 1);
        script.Listener!.OnPacket(script.Now, Syn(script, port: 2));
        script.Drain();
        script.Listener.Close(script.Now);
        int resets = 0;
        while (script.Listener.TryTake(script.Now, out Packet? packet))
        {
            if ((PacketAssert.IsTcp(packet.Bytes).Flags & TcpFlags.Rst) != 0) resets++;
            packet.Return();
        }
        Assert.Equal(1, resets);
        Assert.Equal(0, script.Listener.HalfOpenCount);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MAY-2")]
    public void A_SYN_in_TIME_WAIT_opens_a_new_connection_above_the_old_numbers_MAY_2()
    {
        TcpScript script = TimeWait();
        TcpConnection old = script.Connection;
        script.Send(TcpFlags.Syn, seq: 100);
        Assert.Equal(TcpEnd.Reopened, old.EndedBy);
        Assert.True(old.TryTakeReopening(out Packet? syn, out SequenceNumber above));
        TcpListener listener = script.Listen();
        listener.OnReopening(script.Now, syn, above);
        Assert.True(listener.TryTake(script.Now, out Packet? answer));
        TcpView view = PacketAssert.IsTcp(answer.Bytes);
        Assert.Equal(TcpFlags.Syn | TcpFlags.Ack, view.Flags);
        Assert.True(view.SequenceNumber.IsAfter(above));
        Assert.Equal(script.PeerInitial + 101, view.AcknowledgmentNumber);
        answer.Return();
        script.AssertNothingLeaks();
    }

    private static TcpScript Listening(TcpSettings? settings = null)
    {
        var script = new TcpScript(settings ?? Plain);
        script.Listen();
        return script;
    }

    private static Packet Syn(TcpScript script, ushort port) => Segment(script, port, TcpFlags.Syn, 1000, 0);

    private static Packet Segment(TcpScript script, ushort port, TcpFlags flags, uint sequence, uint acknowledgment)
    {
        Packet packet = PacketBuilder.IPv4("10.0.0.7", "10.0.0.1").Tcp(port, 80, flags, sequence, acknowledgment).Build(script.Pool);
        packet.TransportOffset = 20;
        return packet;
    }

    private static void OpenFrom(TcpScript script, ushort port)
    {
        TcpListener listener = script.Listener!;
        listener.OnPacket(script.Now, Syn(script, port));
        Assert.True(listener.TryTake(script.Now, out Packet? answer));
        uint theirs = PacketAssert.IsTcp(answer.Bytes).SequenceNumber.Value;
        answer.Return();
        listener.OnPacket(script.Now, Segment(script, port, TcpFlags.Ack, 1001, theirs + 1));
    }
}
