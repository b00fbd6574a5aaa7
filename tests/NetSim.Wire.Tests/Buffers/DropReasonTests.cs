using NetSim.Wire.Buffers;

namespace NetSim.Wire.Tests.Buffers;

public sealed class DropReasonTests
{
    [Theory]
    [InlineData(DropReason.QueueFull, "queue_full")]
    [InlineData(DropReason.Loss, "loss")]
    [InlineData(DropReason.TtlExceeded, "ttl_exceeded")]
    [InlineData(DropReason.NeighbourQueueFull, "neighbour_queue_full")]
    [InlineData(DropReason.Stopped, "stopped")]
    public void A_reason_has_a_name_for_people(DropReason reason, string name) => Assert.Equal(name, DropReasons.Name(reason));

    [Fact]
    public void Reasons_are_numbered_without_gaps_so_that_they_can_index()
    {
        DropReason[] all = Enum.GetValues<DropReason>();

        Assert.Equal(DropReasons.Count, all.Length);
        Assert.Equal(Enumerable.Range(0, all.Length), all.Select(reason => (int)reason));
    }

    [Fact]
    public void A_drop_is_counted_under_its_reason_and_the_packet_goes_back()
    {
        var pool = new DiagnosticPacketPool();
        var counters = new DropCounters();

        counters.Drop(pool.Rent(), DropReason.Mtu);
        counters.Count(DropReason.Loss);
        counters.Count(DropReason.Loss);

        Assert.Equal((1, 2, 0, 3), (counters[DropReason.Mtu], counters[DropReason.Loss], counters[DropReason.Checksum], counters.Total));
        pool.AssertAllReturned();
    }

    [Fact]
    public void A_snapshot_does_not_change_with_its_counters()
    {
        var counters = new DropCounters();
        long[] before = counters.Snapshot();
        counters.Count(DropReason.Mtu);
        long[] after = counters.Snapshot();
        counters.Count(DropReason.Mtu);

        Assert.Equal((0, 1, 2), (before[(int)DropReason.Mtu], after[(int)DropReason.Mtu], counters[DropReason.Mtu]));
    }
}
