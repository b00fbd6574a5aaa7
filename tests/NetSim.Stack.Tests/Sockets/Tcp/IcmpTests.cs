using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Icmp;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;
using static NetSim.Stack.Tests.Sockets.Tcp.TcpStates;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>RFC 9293 3.9.2.2, RFC 1191, RFC 8201, RFC 5461, RFC 5927.</summary>
public sealed class IcmpTests
{
    private const int Mss = 1460;

    [Theory]
    [InlineData(IcmpType.DestinationUnreachable, 0)]
    [InlineData(IcmpType.DestinationUnreachable, 1)]
    [InlineData(IcmpType.DestinationUnreachable, 2)]
    [InlineData(IcmpType.DestinationUnreachable, 3)]
    [InlineData(IcmpType.DestinationUnreachable, 13)]
    [InlineData(IcmpType.TimeExceeded, 0)]
    [InlineData(IcmpType.ParameterProblem, 0)]
    [Rfc(9293, "SHLD-25", "MUST-56", "MUST-47")]
    public void No_error_ends_an_established_connection_but_the_application_learns_of_it_MUST_56(IcmpType type, byte code)
    {
        TcpScript script = InFlight();
        Deliver(script, type, code, quotedSeq: 1);
        Assert.Equal(TcpState.Established, script.State);
        Assert.Equal(TcpEvents.SoftError, script.Connection.TakeEvents());
        Assert.Equal(((byte)type, code), script.Connection.LastIcmpError);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "SHLD-20")]
    public void An_application_that_asks_for_no_reports_gets_none_and_misses_nothing_else()
    {
        TcpScript script = InFlight();
        long written = script.Info.BytesInFlight;
        for (int i = 0; i < 100; i++) Deliver(script, IcmpType.TimeExceeded, 0, quotedSeq: 1);
        script.Send(TcpFlags.Ack, seq: 1, ack: 1 + written, data: 10);
        Assert.Equal((TcpState.Established, written, 10L), (script.State, script.Info.BytesAcknowledged, script.Info.BytesReceived));
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-55")]
    [Rfc(6633, "5")]
    public void Source_quench_changes_nothing_MUST_55()
    {
        TcpScript script = InFlight();
        long window = script.Info.CongestionWindow;
        Deliver(script, IcmpType.SourceQuench, 0, quotedSeq: 1);
        Assert.Equal(window, script.Info.CongestionWindow);
        Assert.Equal(TcpEvents.None, script.Connection.TakeEvents());
        script.AssertNothingLeaks();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1 + 10 * Mss)]
    [InlineData(-100_000)]
    [Rfc(5927, "4.1")]
    public void An_error_about_nothing_in_flight_is_not_believed_P8(long quotedSeq)
    {
        TcpScript script = InFlight();
        Deliver(script, IcmpType.DestinationUnreachable, (byte)IcmpUnreachableCode.FragmentationNeeded, quotedSeq, mtu: 600);
        Assert.Equal(Mss, script.Info.SegmentSize);
        Assert.Equal(1, script.Context.Counters[TcpCounter.DroppedIcmpNotInFlight]);
        script.AssertNothingLeaks();
    }

    [Theory]
    [InlineData(IcmpUnreachableCode.Port, TcpState.Closed)]
    [InlineData(IcmpUnreachableCode.Protocol, TcpState.Closed)]
    [InlineData(IcmpUnreachableCode.Host, TcpState.SynSent)]
    [Rfc(9293, "SHLD-26")]
    [Rfc(5461, "2.2")]
    public void A_hard_error_ends_an_attempt_to_connect_and_a_soft_one_does_not(IcmpUnreachableCode code, TcpState state)
    {
        TcpScript script = SynSent();
        Deliver(script, IcmpType.DestinationUnreachable, (byte)code, quotedSeq: 0);
        Assert.Equal(state, script.State);
        if (state == TcpState.Closed) Assert.Equal(TcpEnd.Unreachable, script.Connection.EndedBy);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-54")]
    [Rfc(1191, "6.4")]
    public void Packet_too_big_cuts_what_is_in_flight_and_sends_it_again_at_once()
    {
        TcpScript script = InFlight();
        long window = script.Info.CongestionWindow;
        Deliver(script, IcmpType.DestinationUnreachable, (byte)IcmpUnreachableCode.FragmentationNeeded, quotedSeq: 1, mtu: 1000);
        Assert.Equal(960, script.Info.SegmentSize);
        List<Sent> sent = script.TakeAll();
        Assert.NotEmpty(sent);
        Assert.All(sent, s => Assert.True(s.Data.Length <= 960));
        Assert.Equal(1, sent[0].Seq);
        // It is no sign of congestion.
        Assert.Equal(window, script.Info.CongestionWindow);
        Assert.Equal(0, script.Info.FastRecoveries);
        long acknowledged = 1;
        for (int i = 0; i < 20; i++)
        {
            foreach (Sent s in sent)
            {
                if (s.Seq == acknowledged) acknowledged = s.End;
            }
            script.Send(TcpFlags.Ack, seq: 1, ack: acknowledged);
            sent = script.TakeAll();
        }
        Assert.Equal(1 + 10 * Mss, acknowledged);
        script.AssertNothingLeaks();
    }

    [Theory]
    [InlineData(68, 512)]
    [InlineData(551, 512)]
    [InlineData(552, 512)]
    [Rfc(1191, "3")]
    public void The_path_MTU_of_IPv4_is_not_believed_below_552_and_then_routers_may_cut(int mtu, int segmentSize)
    {
        TcpScript script = InFlight();
        Deliver(script, IcmpType.DestinationUnreachable, (byte)IcmpUnreachableCode.FragmentationNeeded, quotedSeq: 1, mtu: (ushort)mtu);
        Assert.Equal(segmentSize, script.Info.SegmentSize);
        Sent sent = script.TakeAll()[0];
        bool dontFragment = (sent.Ip[6] & 0x40) != 0;
        Assert.Equal(mtu >= 552, dontFragment);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(1191, "7")]
    public void A_router_that_names_no_MTU_is_answered_with_the_next_plateau()
    {
        TcpScript script = InFlight();
        Deliver(script, IcmpType.DestinationUnreachable, (byte)IcmpUnreachableCode.FragmentationNeeded, quotedSeq: 1, mtu: 0);
        Assert.Equal(1492 - 40, script.Info.SegmentSize);
        script.AssertNothingLeaks();
    }

    [Fact]
    public void A_larger_MTU_than_known_changes_nothing()
    {
        TcpScript script = InFlight();
        Deliver(script, IcmpType.DestinationUnreachable, (byte)IcmpUnreachableCode.FragmentationNeeded, quotedSeq: 1, mtu: 9000);
        Assert.Equal(Mss, script.Info.SegmentSize);
        Assert.Equal(0, script.Info.SegmentsRetransmitted);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(8201, "4")]
    public void Packet_too_big_of_IPv6_works_and_is_not_believed_below_1280()
    {
        var pool = new DiagnosticPacketPool();
        var now = new Instant(1_000_000_000);
        var local = new IpEndpoint(IpAddress.Parse("fd00::1"), 80);
        var remote = new IpEndpoint(IpAddress.Parse("fd00::2"), 40000);
        TcpConnection connection = TcpConnection.Create(new TcpContext(pool, 1), Plain, local, remote);
        connection.Connect(now);
        Assert.True(connection.TryTake(now, out Packet? syn));
        uint ours = PacketAssert.IsTcp(syn.Bytes).SequenceNumber.Value;
        syn.Return();
        Packet answer = PacketBuilder.Between(remote.Address, local.Address).Tcp(40000, 80, TcpFlags.Syn | TcpFlags.Ack, 1, ours + 1)
            .WithTcpOptions(new TcpOptions { Mss = 1440 }).Build(pool);
        answer.TransportOffset = 40;
        connection.OnPacket(now, answer);
        connection.Write(now, new byte[5000]);
        while (connection.TryTake(now, out Packet? packet)) packet.Return();
        Assert.Equal(1440, connection.Info.SegmentSize);

        byte[] quoted = PacketBuilder.Between(local.Address, remote.Address).Tcp(80, 40000, TcpFlags.Ack, ours + 1, 2).Payload(100).ToBytes();
        Packet tooBig = PacketBuilder.Between(IpAddress.Parse("fd00::99"), local.Address)
            .Icmpv6(Icmpv6Type.PacketTooBig, 0, 900).Payload(quoted).Build(pool);
        tooBig.IsIcmpError = true;
        tooBig.TransportOffset = 48;
        connection.OnPacket(now, tooBig);
        Assert.Equal(1280 - 60, connection.Info.SegmentSize);
        connection.Abort(now);
        while (connection.TryTake(now, out Packet? packet)) packet.Return();
        pool.AssertAllReturned();
    }

    [Fact]
    public void Any_quoted_bytes_are_taken_or_dropped_and_never_thrown_at() => SeededRuns.Check(2_000, random =>
    {
        TcpScript script = InFlight();
        Packet packet = Make(script, (IcmpType)random.Next(256), random.NextByte(), random.Next(-10, 20_000), random.NextUInt16());
        for (int i = random.Next(0, 6); i > 0; i--) packet.Bytes[random.Next(20, packet.Length)] = random.NextByte();
        packet.Truncate(random.Next(20, packet.Length + 1));
        script.Connection.OnPacket(script.Now, packet);
        script.AssertNothingLeaks();
    });

    private static TcpScript InFlight()
    {
        TcpScript script = Established();
        script.Write(10 * Mss);
        Assert.Equal(10, script.TakeAll().Count);
        return script;
    }

    private static void Deliver(TcpScript script, IcmpType type, byte code, long quotedSeq, ushort mtu = 0) =>
        script.Deliver(Make(script, type, code, quotedSeq, mtu));

    private static Packet Make(TcpScript script, IcmpType type, byte code, long quotedSeq, ushort mtu)
    {
        byte[] quoted = PacketBuilder.Between(TcpScript.Us.Address, TcpScript.Peer.Address)
            .Tcp(TcpScript.Us.Port, TcpScript.Peer.Port, TcpFlags.Ack, script.OurInitial.Value + (uint)quotedSeq, script.PeerInitial.Value + 1)
            .Payload(Mss).ToBytes();
        Packet packet = PacketBuilder.IPv4("10.9.9.9", "10.0.0.1").Icmp(type, code, mtu).Payload(quoted.AsSpan(0, 48)).Build(script.Pool);
        packet.IsIcmpError = true;
        packet.TransportOffset = 28;
        return packet;
    }
}
