using NetSim.Wire.Buffers;

namespace NetSim.Wire.Tests.Buffers;

public class PacketJourneyTests
{
    private readonly DiagnosticPacketPool _pool = new();
    private readonly List<string> _told = [];

    private Packet Followed()
    {
        Packet packet = _pool.Rent();
        packet.Journey = new RecordedJourney(_told);
        return packet;
    }

    [Fact]
    public void A_returned_packet_is_told_of_once_and_then_forgotten()
    {
        Packet packet = Followed();
        packet.Return();
        Assert.Equal(["returned"], _told);
        Assert.Null(packet.Journey);
        _pool.AssertAllReturned();
    }

    [Fact]
    public void A_dropped_packet_is_told_of_with_its_reason_before_it_goes_back()
    {
        var drops = new DropCounters();
        drops.Drop(Followed(), DropReason.TtlExceeded);
        Assert.Equal(["dropped: ttl_exceeded", "returned"], _told);
        Assert.Equal(1, drops[DropReason.TtlExceeded]);
        _pool.AssertAllReturned();
    }

    [Fact]
    public void A_drop_that_is_only_counted_leaves_the_packet_with_its_owner()
    {
        var drops = new DropCounters();
        Packet packet = Followed();
        drops.Count(packet, DropReason.NeighbourUnreachable);
        Assert.Equal(["dropped: neighbour_unreachable"], _told);
        packet.Return();
        _pool.AssertAllReturned();
    }

    [Fact]
    public void A_clone_is_followed_by_what_the_journey_makes_for_it()
    {
        Packet packet = Followed();
        Packet clone = packet.Clone(_pool);
        Assert.NotSame(packet.Journey, clone.Journey);
        packet.Return();
        clone.Return();
        Assert.Equal(["fork", "returned", "returned"], _told);
        _pool.AssertAllReturned();
    }
}
