using NetSim.Stack.Sockets.Tcp;
using NetSim.Testing;
using NetSim.Wire.Buffers;
using NetSim.Wire.Tcp;
using System.Buffers.Binary;
using static NetSim.Stack.Tests.Sockets.Tcp.TcpStates;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>Urgent data (RFC 9293 3.8.5, RFC 6093).</summary>
public sealed class UrgentTests
{
    private const int Mss = 1460;
    private const int PointerAt = 20 + 18;

    [Fact]
    [Rfc(9293, "MUST-30", "MUST-32", "MUST-33")]
    public void The_application_is_told_of_urgent_data_and_how_much_leads_up_to_it_MUST_30_MUST_32_MUST_33()
    {
        TcpScript script = Established();
        SendUrgent(script, seq: 1, pointer: 30, data: 100);
        Assert.True(script.Connection.TakeEvents().HasFlag(TcpEvents.Urgent));
        Assert.Equal(30, script.Connection.UrgentBytesAhead);
        // It stays in the stream.
        Assert.Equal(100, script.Read(1));
        Assert.Equal(0, script.Connection.UrgentBytesAhead);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-31")]
    public void Urgent_data_may_end_far_ahead_of_what_has_come_MUST_31()
    {
        TcpScript script = Established();
        SendUrgent(script, seq: 1, pointer: 50_000, data: 100);
        script.Read(1);
        Assert.Equal(49_900, script.Connection.UrgentBytesAhead);
        // The same news again is none, a later end is.
        script.Connection.TakeEvents();
        SendUrgent(script, seq: 101, pointer: 49_900, data: 100);
        Assert.False(script.Connection.TakeEvents().HasFlag(TcpEvents.Urgent));
        SendUrgent(script, seq: 201, pointer: 49_900, data: 100);
        Assert.True(script.Connection.TakeEvents().HasFlag(TcpEvents.Urgent));
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-66")]
    public void A_closed_window_does_not_keep_the_news_out_MUST_66()
    {
        TcpScript script = Established(Plain with { ReceiveBuffer = 1000 });
        script.Send(TcpFlags.Ack, seq: 1, ack: 1, data: 1000);
        script.Connection.TakeEvents();
        SendUrgent(script, seq: 1001, pointer: 10, data: 0);
        Assert.True(script.Connection.TakeEvents().HasFlag(TcpEvents.Urgent));
        Assert.Equal(1010, script.Connection.UrgentBytesAhead);
        script.AssertNothingLeaks();
    }

    [Fact]
    [Rfc(9293, "MUST-62")]
    [Rfc(6093, "4")]
    public void What_is_sent_up_to_the_end_of_urgent_data_points_at_the_first_byte_that_is_not_MUST_62()
    {
        TcpScript script = Established(Plain with { MaxSuperSegment = 65_536 });
        script.Connection.WriteUrgent(script.Now, new byte[Mss + 10]);
        script.Connection.Write(script.Now, new byte[100]);
        script.Drain();
        Sent first = script.Expect(TcpFlags.Ack | TcpFlags.Urg, seq: 1, data: Mss);
        Assert.Equal((Mss + 10, 0), (Pointer(first), first.SegmentSize));
        Sent second = script.Expect(TcpFlags.Ack | TcpFlags.Urg | TcpFlags.Psh, seq: 1 + Mss, data: 110);
        Assert.Equal(10, Pointer(second));
        script.Send(TcpFlags.Ack, seq: 1, ack: 1 + Mss + 110);
        script.Write(10);
        Assert.Equal(0, Pointer(script.Expect(TcpFlags.Ack | TcpFlags.Psh, data: 10)));
        script.AssertNothingLeaks();
    }

    private static int Pointer(Sent sent) => BinaryPrimitives.ReadUInt16BigEndian(sent.Bytes.AsSpan(PointerAt));

    private static void SendUrgent(TcpScript script, long seq, ushort pointer, int data)
    {
        Packet packet = script.Make(TcpFlags.Ack | TcpFlags.Urg, seq, ack: 1, data: data);
        BinaryPrimitives.WriteUInt16BigEndian(packet.Bytes[PointerAt..], pointer);
        packet.Checksum = ChecksumState.Verified;
        script.Deliver(packet);
    }
}
