using NetSim.Testing;
using NetSim.Wire.Buffers;
using NetSim.Wire.Capture;
using NetSim.Wire.Tests.Laws;
using NetSim.Wire.Time;

namespace NetSim.Wire.Tests.Capture;

public sealed class CaptureRecorderTests : IDisposable
{
    private readonly DiagnosticPacketPool _pool = new();

    public void Dispose() => _pool.AssertAllReturned();

    private List<byte[]> Recorded(LinkType link, Packet packet)
    {
        using MemoryStream stream = new();
        using (PcapngWriter writer = new(stream))
        {
            CaptureRecorder recorder = new(writer, _pool);
            writer.AddInterface(new CaptureInterface { LinkType = link });
            byte[] before = packet.Bytes.ToArray();
            for (CapturedFrame? frame = recorder.Record(0, new Instant(9), packet, CaptureDirection.Outbound); frame is not null; frame = frame.NextPiece) frame.Settle("why");
            recorder.WriteSettled(new Instant(9));
            PacketAssert.Is(before, packet.Bytes);
        }
        packet.Return();
        PcapngReader reader = new(new MemoryStream(stream.ToArray()));
        List<byte[]> packets = [];
        while (reader.TryRead(out CaptureRecord record))
        {
            Assert.Equal((new Instant(9), CaptureDirection.Outbound, "why"), (record.Time, record.Direction, record.Comment));
            packets.Add(record.Bytes.ToArray());
        }
        return packets;
    }

    [Theory]
    [InlineData(ChecksumState.Complete)]
    [InlineData(ChecksumState.Partial)]
    [InlineData(ChecksumState.Verified)]
    public void A_packet_is_recorded_as_it_would_be_on_the_wire(ChecksumState state)
    {
        PacketBuilder builder = PacketBuilder.IPv4().Tcp().Payload(11);
        byte[] expected = builder.ToBytes();
        PacketAssert.Is(expected, Assert.Single(Recorded(LinkType.Raw, builder.Checksum(state).Build(_pool))));
        byte[] frame = builder.Checksum(ChecksumState.Complete).Ethernet().ToBytes();
        PacketAssert.Is(frame, Assert.Single(Recorded(LinkType.Ethernet, builder.Checksum(state).Build(_pool))));
    }

    [Fact]
    public void A_super_segment_is_recorded_in_pieces()
    {
        PacketBuilder builder = PacketBuilder.IPv6().Tcp().Payload(5000).SegmentSize(1000).Checksum(ChecksumState.Partial);
        List<byte[]> pieces = Recorded(LinkType.Raw, builder.Build(_pool));
        Assert.Equal(5, pieces.Count);
        Assert.All(pieces, piece => PacketAssert.IsRightOnTheWire(piece));
    }

    [Fact]
    public void What_has_no_checksum_is_recorded_as_it_is()
    {
        byte[] frame = Samples.Frames[0];
        Packet packet = _pool.Rent();
        frame.CopyTo(packet.Append(frame.Length));
        Assert.Equal(frame, Assert.Single(Recorded(LinkType.Ethernet, packet)));
    }

    [Fact]
    public void What_is_settled_waits_behind_what_is_not_so_that_a_file_keeps_the_order_of_time()
    {
        using MemoryStream stream = new();
        using PcapngWriter writer = new(stream);
        CaptureRecorder recorder = new(writer, _pool) { Patience = Duration.FromSeconds(5) };
        writer.AddInterface(new CaptureInterface { LinkType = LinkType.Raw });
        Packet packet = PacketBuilder.IPv4().Udp().Payload(10).Build(_pool);
        CapturedFrame[] frames = [.. Enumerable.Range(0, 4).Select(second => recorder.Record(0, At(second), packet, CaptureDirection.Inbound)!)];
        packet.Return();
        frames[2].Settle("third");
        frames[0].Settle("first");
        frames[0].Settle("too late");
        recorder.WriteSettled(At(3));
        Assert.Equal(3, recorder.Waiting);
        frames[3].Settle("");
        // The second has waited long enough, and with it the others go.
        recorder.WriteSettled(At(7));
        Assert.Equal(0, recorder.Waiting);
        frames[1].Settle("never written");
        writer.Flush();
        Assert.Equal([(At(0), "first"), (At(1), ""), (At(2), "third"), (At(3), "")], RecordsOf(stream));

        static Instant At(int second) => Instant.Zero + Duration.FromSeconds(second);
    }

    [Fact]
    public void Of_too_many_that_wait_the_oldest_goes()
    {
        using MemoryStream stream = new();
        using PcapngWriter writer = new(stream);
        CaptureRecorder recorder = new(writer, _pool);
        writer.AddInterface(new CaptureInterface { LinkType = LinkType.Raw });
        Packet packet = PacketBuilder.IPv4().Udp().Build(_pool);
        for (int i = 0; i < CaptureRecorder.MostWaiting + 3; i++) recorder.Record(0, new Instant(i), packet, CaptureDirection.Inbound);
        packet.Return();
        recorder.WriteSettled(default);
        Assert.Equal(CaptureRecorder.MostWaiting, recorder.Waiting);
        writer.Flush();
        Assert.Equal([(new Instant(0), ""), (new Instant(1), ""), (new Instant(2), "")], RecordsOf(stream));
        recorder.Discard();
    }

    private static List<(Instant, string)> RecordsOf(MemoryStream stream)
    {
        PcapngReader reader = new(new MemoryStream(stream.ToArray()));
        List<(Instant, string)> records = [];
        while (reader.TryRead(out CaptureRecord record)) records.Add((record.Time, record.Comment));
        return records;
    }

    [Fact]
    public void A_failing_stream_loses_no_packet()
    {
        PcapngWriter writer = new(new FullDisk());
        CaptureRecorder recorder = new(writer, _pool);
        writer.AddInterface(new CaptureInterface { LinkType = LinkType.Raw });
        Packet packet = PacketBuilder.IPv4().Tcp().Payload(60_000).SegmentSize(1000).Checksum(ChecksumState.Partial).Build(_pool);
        Assert.Throws<IOException>(() =>
        {
            for (int i = 0; i < 10; i++) recorder.Record(0, default, packet, CaptureDirection.Outbound);
            recorder.WriteAll();
        });
        Assert.Throws<IOException>(writer.Dispose);
        recorder.Discard();
        packet.Return();
    }

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("No space left on device");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device");
    }
}
