using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Wire.Tests.Buffers;

public sealed class PacketTests : IDisposable
{
    private readonly DiagnosticPacketPool _pool = new();

    public void Dispose() => _pool.AssertAllReturned();

    [Fact]
    public void A_packet_starts_empty_with_head_room()
    {
        Packet packet = _pool.Rent();
        Assert.Equal((0, Packet.DefaultHeadroom, PacketPool.SmallCapacity - Packet.DefaultHeadroom), (packet.Length, packet.Headroom, packet.Tailroom));
        Assert.Equal((Packet.NoInterface, Packet.NoInterface), (packet.Ingress, packet.Egress));
        Assert.Equal(ChecksumState.Complete, packet.Checksum);
        packet.Return();
    }

    [Fact]
    public void Bytes_grow_and_shrink_at_both_ends()
    {
        Packet packet = _pool.Rent();
        "body"u8.CopyTo(packet.Append(4));
        "head"u8.CopyTo(packet.Prepend(4));
        "tail"u8.CopyTo(packet.Append(4));
        Assert.Equal("headbodytail"u8, packet.Bytes);
        Assert.Equal("headbodytail"u8, packet.Memory.Span);
        packet.TrimStart(2);
        packet.Truncate(8);
        Assert.Equal("adbodyta"u8, packet.Bytes);
        Assert.Equal(Packet.DefaultHeadroom - 2, packet.Headroom);
        packet.Reset(0);
        Assert.Equal((0, 0, packet.Capacity), (packet.Length, packet.Headroom, packet.Tailroom));
        packet.Return();
    }

    [Fact]
    public void More_than_there_is_cannot_be_taken()
    {
        Packet packet = _pool.Rent();
        packet.Append(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => packet.Prepend(Packet.DefaultHeadroom + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => packet.Append(PacketPool.SmallCapacity));
        Assert.Throws<ArgumentOutOfRangeException>(() => packet.TrimStart(11));
        Assert.Throws<ArgumentOutOfRangeException>(() => packet.Truncate(11));
        Assert.Throws<ArgumentOutOfRangeException>(() => packet.Prepend(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => packet.Reset(PacketPool.SmallCapacity + 1));
        Assert.Equal(10, packet.Length);
        packet.Return();
    }

    [Fact]
    public void A_clone_has_the_same_bytes_and_metadata_and_a_life_of_its_own()
    {
        Packet packet = Marked();
        Packet clone = packet.Clone(_pool);
        packet.Bytes.Clear();
        packet.Return();
        Assert.Equal([1, 2, 3], clone.Bytes.ToArray());
        AssertMarked(clone);
        clone.Return();
    }

    [Fact]
    public void The_largest_packet_can_be_rented_and_cloned()
    {
        const int Size = ushort.MaxValue + 64;
        Packet packet = _pool.Rent(Size);
        packet.Append(Size).Fill(7);
        Packet clone = packet.Clone(_pool);
        Assert.Equal(Size, clone.Length);
        Assert.False(clone.Bytes.ContainsAnyExcept((byte)7));
        packet.Return();
        clone.Return();
        Assert.Throws<ArgumentOutOfRangeException>(() => _pool.Rent(Size + 1));
    }

    [Fact]
    public void A_recycled_packet_remembers_nothing()
    {
        RecyclingPacketPool pool = new();
        Packet packet = pool.Rent();
        Mark(packet);
        packet.Return();
        Packet again = pool.Rent();
        Assert.Same(packet, again);
        Assert.Equal((Packet.NoInterface, Packet.NoInterface, 0, 0), (again.Ingress, again.Egress, again.SegmentSize, again.TransportOffset));
        Assert.Equal((default, default, default), (again.NextHop, again.Remote, again.Local));
        Assert.Equal((null, null, ChecksumState.Complete, false, false), (again.Recipient, again.Next, again.Checksum, again.IsLinkGroup, again.IsIcmpError));
        Assert.Null(again.Journey);
        Assert.Equal(default, again.Enqueued);
        Assert.Equal((0, Packet.DefaultHeadroom), (again.Length, again.Headroom));
        again.Return();
    }

    private Packet Marked()
    {
        Packet packet = _pool.Rent();
        ((byte[])[1, 2, 3]).CopyTo(packet.Append(3));
        Mark(packet);
        return packet;
    }

    private void Mark(Packet packet)
    {
        packet.Recipient = this;
        (packet.Ingress, packet.Egress) = (4, 5);
        packet.NextHop = IpAddress.Parse("10.0.0.9");
        packet.Remote = IpEndpoint.Parse("10.0.0.1:1");
        packet.Local = IpEndpoint.Parse("10.0.0.2:2");
        packet.Checksum = ChecksumState.Partial;
        (packet.SegmentSize, packet.TransportOffset) = (1448, 20);
        (packet.IsLinkGroup, packet.IsIcmpError) = (true, true);
        packet.Enqueued = new Instant(77);
        packet.Journey = new RecordedJourney([]);
    }

    private void AssertMarked(Packet packet)
    {
        Assert.Same(this, packet.Recipient);
        Assert.Equal((4, 5, IpAddress.Parse("10.0.0.9")), (packet.Ingress, packet.Egress, packet.NextHop));
        Assert.Equal((IpEndpoint.Parse("10.0.0.1:1"), IpEndpoint.Parse("10.0.0.2:2")), (packet.Remote, packet.Local));
        Assert.Equal((ChecksumState.Partial, 1448, 20), (packet.Checksum, packet.SegmentSize, packet.TransportOffset));
        Assert.True(packet.IsLinkGroup && packet.IsIcmpError);
        Assert.Equal(new Instant(77), packet.Enqueued);
        Assert.IsType<RecordedJourney>(packet.Journey);
    }
}
