using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Buffers;
using NetSim.Wire.Tcp;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>RFC 9293 3.10.7.1.</summary>
public sealed class ClosedPortTests
{
    private readonly DiagnosticPacketPool _pool = new();
    private readonly TcpCounters _counters = new();

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    [Rfc(9293, "3.10.7.1")]
    public void A_segment_with_ACK_gets_a_RST_of_that_number(int version)
    {
        Packet reset = ClosedPort.Answer(Segment(version, TcpFlags.Ack, 1000, 77, data: 5), _counters)!;
        TcpView view = Check(reset);
        Assert.Equal(TcpFlags.Rst, view.Flags);
        Assert.Equal(77u, view.SequenceNumber.Value);
        reset.Return();
        _pool.AssertAllReturned();
    }

    [Theory]
    [InlineData(4, TcpFlags.Syn, 0, 1)]
    [InlineData(6, TcpFlags.Syn | TcpFlags.Fin, 3, 5)]
    [InlineData(4, TcpFlags.None, 3, 3)]
    [InlineData(4, TcpFlags.Fin, 0, 1)]
    [Rfc(9293, "3.10.7.1")]
    public void A_segment_without_ACK_gets_a_RST_that_acknowledges_all_of_it(int version, TcpFlags flags, int data, int length)
    {
        Packet reset = ClosedPort.Answer(Segment(version, flags, 1000, 0, data), _counters)!;
        TcpView view = Check(reset);
        Assert.Equal(TcpFlags.Rst | TcpFlags.Ack, view.Flags);
        Assert.Equal(0u, view.SequenceNumber.Value);
        Assert.Equal(1000u + (uint)length, view.AcknowledgmentNumber.Value);
        reset.Return();
        _pool.AssertAllReturned();
    }

    [Theory]
    [InlineData(TcpFlags.Rst)]
    [InlineData(TcpFlags.Rst | TcpFlags.Ack)]
    [Rfc(9293, "3.10.7.1")]
    public void A_RST_is_never_answered(TcpFlags flags)
    {
        Assert.Null(ClosedPort.Answer(Segment(4, flags, 1000, 77, 0), _counters));
        Assert.Equal(1, _counters[TcpCounter.DroppedNoPort]);
        _pool.AssertAllReturned();
    }

    [Fact]
    [Rfc(9293, "MUST-57")]
    public void A_segment_to_a_link_layer_group_is_not_answered()
    {
        Packet packet = Segment(4, TcpFlags.Syn, 1000, 0, 0);
        packet.IsLinkGroup = true;
        Assert.Null(ClosedPort.Answer(packet, _counters));
        _pool.AssertAllReturned();
    }

    [Fact]
    public void Any_bytes_are_answered_or_dropped_and_never_thrown_at() => SeededRuns.Check(3_000, random =>
    {
        Packet packet = Segment(random.NextBool() ? 4 : 6, (TcpFlags)random.Next(512), random.NextUInt32(), random.NextUInt32(), random.Next(0, 40));
        for (int i = random.Next(0, 8); i > 0; i--) packet.Bytes[random.Next(packet.Length)] = random.NextByte();
        if (random.NextBool()) packet.Truncate(random.Next(packet.Length + 1));
        packet.Checksum = ChecksumState.Verified;
        Packet? reset = ClosedPort.Answer(packet, _counters);
        if (reset is null) return;
        PacketAssert.IsRight(reset);
        reset.Return();
    });

    private Packet Segment(int version, TcpFlags flags, uint sequence, uint acknowledgment, int data)
    {
        PacketBuilder builder = version == 4 ? PacketBuilder.IPv4() : PacketBuilder.IPv6();
        Packet packet = builder.Tcp(40000, 80, flags, sequence, acknowledgment).Payload(data).Build(_pool);
        packet.TransportOffset = version == 4 ? 20 : 40;
        return packet;
    }

    private static TcpView Check(Packet reset)
    {
        PacketAssert.IsRight(reset);
        TcpView view = PacketAssert.IsTcp(reset.Bytes);
        Assert.Equal(80, view.SourcePort);
        Assert.Equal(40000, view.DestinationPort);
        Assert.Equal(0, view.Window);
        return view;
    }
}
