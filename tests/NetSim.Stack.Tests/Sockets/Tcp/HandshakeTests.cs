using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;
using static NetSim.Stack.Tests.Sockets.Tcp.TcpStates;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>RFC 9293 3.5 and 3.10.7.3: opening, actively, passively and from both sides.</summary>
public sealed class HandshakeTests
{
    [Fact]
    [Rfc(9293, "3.10.7.3")]
    public void Active_open_is_SYN_SYN_ACK_ACK()
    {
        TcpScript script = SynSent();
        Assert.Equal(TcpState.SynSent, script.State);
        script.Send(TcpFlags.Syn | TcpFlags.Ack, seq: 0, ack: 1, options: SynOptions(Plain));
        script.Expect(TcpFlags.Ack, seq: 1, ack: 1, data: 0);
        script.ExpectNothing();
        Assert.Equal(TcpState.Established, script.State);
        Assert.Equal(TcpEvents.Connected, script.Connection.TakeEvents());
        script.AssertNothingLeaks();
    }

    [Fact]
    public void Passive_open_is_accepted_after_the_ACK_and_not_before()
    {
        var script = new TcpScript(Plain);
        TcpListener listener = script.Listen();
        script.Send(TcpFlags.Syn, seq: 0, options: SynOptions(Plain));
        script.Expect(TcpFlags.Syn | TcpFlags.Ack, seq: 0, ack: 1);
        Assert.Equal(1, listener.HalfOpenCount);
        Assert.False(listener.TryAccept(out _));
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        Assert.Equal(0, listener.HalfOpenCount);
        script.Accept();
        Assert.Equal(TcpState.Established, script.State);
        Assert.Equal(TcpScript.Peer, script.Connection.Remote);
        Assert.Equal(TcpEvents.Connected, script.Connection.TakeEvents());
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-10")]
    public void Simultaneous_open_of_figure_8_establishes_MUST_10()
    {
        TcpScript script = SynReceived();
        Assert.Equal(TcpState.SynReceived, script.State);
        script.Send(TcpFlags.Syn | TcpFlags.Ack, seq: 0, ack: 1, options: SynOptions(Plain));
        Assert.Equal(TcpState.Established, script.State);
        script.Expect(TcpFlags.Ack, seq: 1, ack: 1);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void Simultaneous_open_establishes_on_a_bare_ACK_as_well()
    {
        TcpScript script = SynReceived();
        script.Send(TcpFlags.Ack, seq: 1, ack: 1);
        Assert.Equal(TcpState.Established, script.State);
        script.ExpectNothing();
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-10")]
    public void Two_cores_that_open_to_each_other_at_once_are_connected()
    {
        var pool = new DiagnosticPacketPool();
        var now = new Instant(1_000_000_000);
        TcpConnection a = TcpConnection.Create(new TcpContext(pool, 1), TcpSettings.Default, TcpScript.Us, TcpScript.Peer);
        TcpConnection b = TcpConnection.Create(new TcpContext(pool, 2), TcpSettings.Default, TcpScript.Peer, TcpScript.Us);
        a.Connect(now);
        b.Connect(now);
        for (int i = 0; i < 10; i++)
        {
            var fromA = Take(a, now);
            var fromB = Take(b, now);
            fromA.ForEach(packet => b.OnPacket(now, packet));
            fromB.ForEach(packet => a.OnPacket(now, packet));
        }
        Assert.Equal(TcpState.Established, a.State);
        Assert.Equal(TcpState.Established, b.State);
        Assert.Empty(Take(a, now));
        Assert.Empty(Take(b, now));
        Assert.True(a.Info.UsesSack && a.Info.UsesTimestamps && a.Info.UsesWindowScale);
        pool.AssertAllReturned();
    }

    private static List<Packet> Take(TcpConnection connection, Instant now)
    {
        List<Packet> packets = [];
        while (connection.TryTake(now, out Packet? packet)) packets.Add(packet);
        return packets;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(-5)]
    [Rfc(9293, "3.10.7.3")]
    public void SYN_SENT_answers_an_ACK_of_what_was_not_sent_with_a_RST_of_its_number(int ack)
    {
        TcpScript script = SynSent();
        script.Send(TcpFlags.Syn | TcpFlags.Ack, seq: 0, ack: ack);
        script.Expect(TcpFlags.Rst, seq: ack);
        Assert.Equal(TcpState.SynSent, script.State);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "3.10.7.3")]
    public void SYN_SENT_refused_by_RST_with_a_good_ACK()
    {
        TcpScript script = SynSent();
        script.Send(TcpFlags.Rst | TcpFlags.Ack, seq: 0, ack: 1);
        script.ExpectNothing();
        Assert.Equal(TcpState.Closed, script.State);
        Assert.Equal(TcpEnd.Refused, script.Connection.EndedBy);
        Assert.True(script.Connection.TakeEvents().HasFlag(TcpEvents.Closed));
        script.AssertNothingLeaks();
    }

    [Theory]
    [InlineData(TcpFlags.Rst, 0)]
    [InlineData(TcpFlags.Rst | TcpFlags.Ack, 0)]
    [InlineData(TcpFlags.Rst | TcpFlags.Ack, 7)]
    [Rfc(9293, "3.10.7.3")]
    public void SYN_SENT_ignores_a_RST_that_does_not_acknowledge_the_SYN(TcpFlags flags, int ack)
    {
        TcpScript script = SynSent();
        script.Send(flags, seq: 0, ack: ack);
        script.ExpectNothing();
        Assert.Equal(TcpState.SynSent, script.State);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "3.10.7.3")]
    public void SYN_SENT_ignores_an_ACK_without_SYN()
    {
        TcpScript script = SynSent();
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 10);
        script.ExpectNothing();
        Assert.Equal(TcpState.SynSent, script.State);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void Data_and_FIN_on_the_SYN_ACK_are_taken()
    {
        TcpScript script = SynSent();
        script.Send(TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Fin, seq: 0, ack: 1, data: 0);
        Assert.Equal(TcpState.CloseWait, script.State);
        script.Expect(TcpFlags.Ack, seq: 1, ack: 2);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "3.10.7.4")]
    public void SYN_RECEIVED_answers_a_wrong_ACK_with_a_RST()
    {
        TcpScript script = SynReceived();
        script.Send(TcpFlags.Ack, seq: 1, ack: 7);
        script.Expect(TcpFlags.Rst, seq: 7);
        Assert.Equal(TcpState.SynReceived, script.State);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-11")]
    public void SYN_RECEIVED_of_an_active_open_is_refused_by_RST_MUST_11()
    {
        TcpScript script = SynReceived();
        script.Send(TcpFlags.Rst, seq: 1);
        Assert.Equal(TcpEnd.Refused, script.Connection.EndedBy);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void Data_written_before_the_handshake_is_done_goes_out_with_it()
    {
        TcpScript script = SynSent();
        Assert.Equal(100, script.Write(100));
        script.ExpectNothing();
        script.Send(TcpFlags.Syn | TcpFlags.Ack, seq: 0, ack: 1);
        script.Expect(TcpFlags.Ack | TcpFlags.Psh, seq: 1, ack: 1, data: 100);
        script.ExpectNothing();
        script.AssertNothingLeaks();
    }

    [Fact]
    public void Shutdown_before_the_handshake_is_done_sends_the_FIN_after_it()
    {
        TcpScript script = SynSent();
        script.Write(100);
        script.Shutdown();
        script.Send(TcpFlags.Syn | TcpFlags.Ack, seq: 0, ack: 1);
        script.Expect(TcpFlags.Ack | TcpFlags.Psh | TcpFlags.Fin, seq: 1, ack: 1, data: 100);
        Assert.Equal(TcpState.FinWait1, script.State);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void CLOSE_in_SYN_SENT_deletes_the_TCB()
    {
        TcpScript script = SynSent();
        script.Close();
        script.ExpectNothing();
        Assert.Equal(TcpState.Closed, script.State);
        Assert.Null(script.Deadline());
        script.AssertNothingLeaks();
    }

    [Theory]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("0.0.0.0")]
    [InlineData("fd00::1")]
    [Rfc(9293, "MUST-46")]
    public void OPEN_to_a_group_or_to_nobody_is_refused_MUST_46(string address)
    {
        var context = new TcpContext(new DiagnosticPacketPool(), 1);
        Assert.Throws<ArgumentException>(() =>
            TcpConnection.Create(context, Plain, TcpScript.Us, new IpEndpoint(IpAddress.Parse(address), 80)));
    }

    [Fact]
    public void A_connection_opens_once()
    {
        TcpScript script = SynSent();
        Assert.Throws<InvalidOperationException>(() => script.Connection.Connect(script.Now));
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-23")]
    public void Unanswered_SYN_is_sent_at_0_1_3_7_15_31_63_seconds_and_given_up_after_180_MUST_23()
    {
        var script = new TcpScript(Plain);
        Instant start = script.Now;
        script.Connect();
        script.Advance(Duration.FromSeconds(400));
        List<Sent> sent = script.TakeAll();
        Assert.Equal([0, 1, 3, 7, 15, 31, 63, 127], sent.Select(s => (s.At - start).Nanoseconds / 1_000_000_000));
        Assert.All(sent, s => Assert.Equal((TcpFlags.Syn, 0L), (s.Flags, s.Seq)));
        Assert.Equal(TcpEnd.TimedOut, script.Connection.EndedBy);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void The_connection_attempt_ends_180_seconds_after_the_first_SYN()
    {
        var script = new TcpScript(Plain);
        script.Connect();
        script.AdvanceMilliseconds(179_999);
        Assert.Equal(TcpState.SynSent, script.State);
        script.AdvanceMilliseconds(1);
        Assert.Equal(TcpState.Closed, script.State);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-20", "MUST-22")]
    public void R1_of_a_SYN_tells_the_owner_MUST_20()
    {
        TcpScript script = SynSent();
        script.AdvanceMilliseconds(6_999);
        Assert.False(script.Connection.TakeEvents().HasFlag(TcpEvents.PathSuspect));
        script.AdvanceMilliseconds(1);
        Assert.True(script.Connection.TakeEvents().HasFlag(TcpEvents.PathSuspect));
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(6298, "5.7")]
    [Rfc(5681, "3.1")]
    public void A_lost_SYN_leaves_an_initial_window_of_one_segment_and_a_time_out_of_three_seconds()
    {
        TcpScript script = SynSent();
        script.AdvanceMilliseconds(1_000);
        script.Expect(TcpFlags.Syn, seq: 0);
        script.Send(TcpFlags.Syn | TcpFlags.Ack, seq: 0, ack: 1, options: SynOptions(Plain));
        script.Expect(TcpFlags.Ack);
        Assert.Equal(1460, script.Info.CongestionWindow);
        Assert.Equal(Duration.FromSeconds(3), script.Info.RetransmissionTimeout);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-8")]
    [Rfc(6528, "3")]
    public void ISN_moves_with_the_clock_and_not_with_the_tuple_alone_MUST_8()
    {
        uint first = Isn(new Instant(1_000_000_000), 42);
        Assert.Equal(first + 250_000, Isn(new Instant(2_000_000_000), 42));
        Assert.NotEqual(first, Isn(new Instant(1_000_000_000), 43));
    }

    private static uint Isn(Instant now, int secret)
    {
        var pool = new DiagnosticPacketPool();
        TcpConnection connection = TcpConnection.Create(new TcpContext(pool, (UInt128)secret), Plain, TcpScript.Us, TcpScript.Peer);
        connection.Connect(now);
        connection.TryTake(now, out Packet? syn);
        uint number = NetSim.Testing.PacketAssert.IsTcp(syn!.Bytes).SequenceNumber.Value;
        syn.Return();
        return number;
    }
}
