using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;
using static NetSim.Stack.Tests.Sockets.Tcp.TcpStates;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>RFC 9293 3.5.2 and 3.5.3, RFC 5961: who may end a connection, and who only thinks so.</summary>
public sealed class ResetTests
{
    [Fact]
    [Rfc(9293, "MUST-12")]
    public void An_exact_RST_ends_the_connection_and_tells_MUST_12()
    {
        TcpScript script = Established();
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 20);
        script.Send(TcpFlags.Rst, seq: 21);
        Assert.Equal(TcpEnd.Reset, script.Connection.EndedBy);
        Assert.True(script.Connection.TakeEvents().HasFlag(TcpEvents.Closed));
        Assert.Equal(0, script.Connection.ReadableBytes);
        script.ExpectNothing();
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(5961, "3.2")]
    public void A_RST_in_the_window_but_not_exact_is_challenged_and_the_answer_of_a_real_peer_is_exact()
    {
        TcpScript script = Established();
        script.Send(TcpFlags.Rst, seq: 1000);
        Sent challenge = script.Expect(TcpFlags.Ack, seq: 1, ack: 1);
        Assert.Equal(TcpState.Established, script.State);
        // A peer that has no connection answers the challenge as RFC 9293 3.10.7.1 says.
        script.Send(TcpFlags.Rst, seq: challenge.Ack);
        Assert.Equal(TcpEnd.Reset, script.Connection.EndedBy);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-66")]
    public void A_RST_at_RCV_NXT_is_taken_with_a_closed_window_MUST_66()
    {
        TcpScript script = Established(Plain with { ReceiveBuffer = 1000 });
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 1000);
        Assert.Equal(0, script.Info.ReceiveWindow);
        script.Send(TcpFlags.Rst, seq: 1001);
        Assert.Equal(TcpEnd.Reset, script.Connection.EndedBy);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(5961, "7")]
    public void Challenges_are_limited_for_each_connection_by_itself()
    {
        TcpScript script = Established(Plain with { ChallengeAcks = 10 });
        for (int i = 0; i < 100; i++) script.Send(TcpFlags.Rst, seq: 500);
        Assert.Equal(10, script.TakeAll().Count);
        script.Advance(Duration.FromSeconds(5));
        script.Send(TcpFlags.Syn, seq: 500);
        script.Expect(TcpFlags.Ack);

        TcpScript other = Established(Plain);
        other.Send(TcpFlags.Syn, seq: 500);
        other.Expect(TcpFlags.Ack);
        script.AssertNothingLeaks();
        other.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(5961, "3.2")]
    public void A_hundred_thousand_blind_RSTs_end_nothing_P5()
    {
        TcpScript script = Established();
        var random = new Random(3);
        var pool = new NetSim.Wire.Buffers.RecyclingPacketPool();
        byte[] reset = PacketBuilder.Between(TcpScript.Peer.Address, TcpScript.Us.Address).Tcp(40000, 80, TcpFlags.Rst).ToBytes();
        for (int i = 0; i < 100_000; i++)
        {
            NetSim.Wire.Buffers.Packet packet = pool.Rent(reset.Length);
            reset.CopyTo(packet.Append(reset.Length));
            random.NextBytes(packet.Bytes[24..28]);
            // The one that would be right is left out: 1 in 2^32.
            if (PacketAssert.IsTcp(packet.Bytes).SequenceNumber == script.PeerInitial + 1) packet.Bytes[27] ^= 1;
            packet.TransportOffset = 20;
            packet.Checksum = NetSim.Wire.Buffers.ChecksumState.Verified;
            script.Connection.OnPacket(script.Now, packet);
            while (script.Connection.TryTake(script.Now, out NetSim.Wire.Buffers.Packet? answer)) answer.Return();
        }
        Assert.Equal(TcpState.Established, script.State);
        Assert.Equal(0, pool.Outstanding);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "3.5.1")]
    [Rfc(5961, "4.2")]
    public void An_old_connection_is_discovered_by_the_new_SYN_and_the_RST_that_follows()
    {
        // RFC 9293 figure 9: the peer has rebooted and opens anew.
        TcpScript script = Established();
        script.Write(100);
        script.TakeAll();
        script.Send(TcpFlags.Syn, seq: 400_000);
        Sent challenge = script.Expect(TcpFlags.Ack, ack: 1);
        script.Send(TcpFlags.Rst, seq: challenge.Ack);
        Assert.Equal(TcpEnd.Reset, script.Connection.EndedBy);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "SHLD-2")]
    public void A_RST_with_data_is_a_RST_SHLD_2()
    {
        TcpScript script = Established();
        script.Send(TcpFlags.Rst, seq: 1, data: 30);
        Assert.Equal(TcpEnd.Reset, script.Connection.EndedBy);
        Assert.Equal(0, script.Connection.ReadableBytes);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(5961, "7")]
    public void Two_ends_that_disagree_do_not_answer_each_other_for_ever_P9()
    {
        TcpScript script = Established();
        int answers = 0;
        for (int i = 0; i < 1_000; i++)
        {
            script.Send(TcpFlags.Ack, seq: -200_000, ack: 1);
            answers += script.TakeAll().Count;
            script.AdvanceMilliseconds(1);
        }
        Assert.InRange(answers, 1, script.Settings.ChallengeAcks);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(5961, "5.2")]
    public void An_ACK_of_data_not_sent_is_answered_and_its_data_dropped()
    {
        TcpScript script = Established();
        script.Send(TcpFlags.Ack, seq: 1, ack: 2, data: 10);
        script.Expect(TcpFlags.Ack, seq: 1, ack: 1);
        Assert.Equal(0, script.Connection.ReadableBytes);
        Assert.Equal(1, script.Context.Counters[TcpCounter.DroppedAckOfUnsent]);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MAY-12")]
    [Rfc(5961, "5.2")]
    public void An_ACK_older_than_the_largest_window_is_answered_and_its_data_dropped()
    {
        TcpScript script = Established();
        script.Send(TcpFlags.Ack, seq: 1, ack: -65_535, data: 10);
        script.Expect(TcpFlags.Ack, seq: 1, ack: 1);
        Assert.Equal(0, script.Connection.ReadableBytes);
        script.Send(TcpFlags.Ack, seq: 1, ack: -65_534, data: 10);
        Assert.Equal(10, script.Connection.ReadableBytes);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "SHLD-1", "MUST-9")]
    [Rfc(6528, "3")]
    public void Two_different_connections_get_unrelated_numbers()
    {
        // Only the tuple differs; the secret and the time are the same (RFC 9293 MUST-9).
        var secrets = new NetSim.Stack.Sockets.Tcp.Opening.ConnectionSecrets(99);
        var seen = new HashSet<uint>();
        for (ushort port = 1; port <= 1000; port++)
            seen.Add(secrets.InitialSequence(Instant.Zero, TcpScript.Us, TcpScript.Peer with { Port = port }).Value >> 16);
        Assert.True(seen.Count > 980, $"{seen.Count} of 1000 differ in their upper halves.");
    }
}
