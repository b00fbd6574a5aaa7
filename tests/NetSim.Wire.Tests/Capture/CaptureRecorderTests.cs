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
            recorder.Record(0, new Instant(9), packet, CaptureDirection.Outbound, "why");
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
    public void A_failing_stream_loses_no_packet()
    {
        PcapngWriter writer = new(new FullDisk());
        CaptureRecorder recorder = new(writer, _pool);
        writer.AddInterface(new CaptureInterface { LinkType = LinkType.Raw });
        Packet packet = PacketBuilder.IPv4().Tcp().Payload(60_000).SegmentSize(1000).Checksum(ChecksumState.Partial).Build(_pool);
        Assert.Throws<IOException>(() =>
        {
            for (int i = 0; i < 10; i++) recorder.Record(0, default, packet, CaptureDirection.Outbound);
        });
        Assert.Throws<IOException>(writer.Dispose);
        packet.Return();
    }

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("No space left on device");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device");
    }
}
