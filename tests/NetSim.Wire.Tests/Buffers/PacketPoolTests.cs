using NetSim.Wire.Buffers;

namespace NetSim.Wire.Tests.Buffers;

public sealed class PacketPoolTests
{
    [Fact]
    public void The_recycling_pool_makes_as_many_packets_as_are_out_at_once()
    {
        RecyclingPacketPool pool = new();
        Packet[] packets = [pool.Rent(), pool.Rent(), pool.Rent(60_000)];
        Assert.Equal((3L, 3L), (pool.Made, pool.Outstanding));
        foreach (Packet packet in packets) packet.Return();
        Assert.Equal((3L, 0L), (pool.Made, pool.Outstanding));
        Assert.Same(packets[1], pool.Rent());
        Assert.Same(packets[0], pool.Rent());
        Assert.Same(packets[2], pool.Rent(3000));
        Assert.Equal((3L, 3L), (pool.Made, pool.Outstanding));
    }

    [Theory]
    [InlineData(PacketPool.SmallCapacity - Packet.DefaultHeadroom, PacketPool.SmallCapacity)]
    [InlineData(PacketPool.SmallCapacity - Packet.DefaultHeadroom + 1, PacketPool.LargeCapacity)]
    public void Storage_is_as_large_as_asked_for(int size, int capacity)
    {
        Packet packet = new RecyclingPacketPool().Rent(size);
        Assert.Equal(capacity, packet.Capacity);
        packet.Append(size);
    }

    [Fact]
    public void A_packet_returned_twice_is_a_mistake_in_either_pool()
    {
        foreach (PacketPool pool in new PacketPool[] { new RecyclingPacketPool(), new DiagnosticPacketPool() })
        {
            Packet packet = pool.Rent();
            packet.Return();
            Assert.Throws<InvalidOperationException>(packet.Return);
            Assert.Throws<ObjectDisposedException>(() => packet.MoveTo(pool));
        }
    }

    [Fact]
    public void The_diagnostic_pool_reports_what_was_never_returned()
    {
        DiagnosticPacketPool pool = new();
        Packet packet = pool.Rent();
        Assert.Throws<InvalidOperationException>(pool.AssertAllReturned);
        packet.Return();
        pool.AssertAllReturned();
    }

    [Fact]
    public void After_return_to_the_diagnostic_pool_nothing_of_a_packet_can_be_used()
    {
        DiagnosticPacketPool pool = new();
        Packet packet = pool.Rent();
        packet.Append(8).Fill(1);
        ReadOnlyMemory<byte> kept = packet.Memory;
        packet.Return();
        Assert.False(kept.Span.ContainsAnyExcept((byte)0xDB));
        Assert.Equal(0, packet.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => packet.Append(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => packet.Prepend(1));
        Assert.NotSame(packet, pool.Rent());
    }

    [Fact]
    public void A_packet_that_moved_comes_back_to_its_new_home()
    {
        DiagnosticPacketPool first = new();
        DiagnosticPacketPool second = new();
        Packet packet = first.Rent();
        packet.MoveTo(second);
        first.AssertAllReturned();
        Assert.Equal(1, second.Outstanding);
        packet.Return();
        second.AssertAllReturned();
    }

    [Fact]
    public void A_packet_that_moved_between_recycling_pools_keeps_their_sum_right()
    {
        RecyclingPacketPool first = new();
        RecyclingPacketPool second = new();
        Packet packet = first.Rent();
        packet.MoveTo(second);
        packet.Return();
        Assert.Equal(0, first.Outstanding + second.Outstanding);
        Assert.Same(packet, second.Rent());
    }
}
