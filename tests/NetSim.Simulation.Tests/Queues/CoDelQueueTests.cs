using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Queues;

/// <summary>RFC 8289.</summary>
public sealed class CoDelQueueTests : IDisposable
{
    // 1000 bytes take 1 ms.
    private const long Megabyte = 8_000_000;

    private readonly DiagnosticPacketPool _pool = new();
    private readonly List<Departure> _left = [];

    public void Dispose() => _pool.AssertAllReturned();

    [Fact]
    public void A_burst_that_is_gone_within_an_interval_loses_nothing()
    {
        QueueLine line = Make(QueueLine.Plan(QueueKind.CoDel));
        for (int i = 0; i < 100; i++) line.Offer(Instant.Zero, new Sample(1000));
        line.RunOut();
        Assert.Equal(100, _left.Count);
    }

    [Fact]
    public void A_standing_queue_loses_one_packet_an_interval_after_it_came_to_stand()
    {
        QueueLine line = Make(QueueLine.Plan(QueueKind.CoDel));
        List<long> drops = Overload(line, 250, new Sample(1000));

        // The packet that leaves at 5 ms is the first that has waited for the target; from 105 ms on the delay was above it for an interval.
        Assert.Equal(110_000_000, drops[0], 6_000_000d);
        Assert.Equal(drops[0] + 100_000_000, drops[1], 1_500_000d);
    }

    [Fact]
    public void Marks_take_the_place_of_drops_for_who_understands_them()
    {
        QueuePlan plan = QueueLine.Plan(QueueKind.CoDel, null, (QueueParameter.Ecn, 1));
        QueueLine marking = Make(plan);
        Overload(marking, 500, new Sample(1000) { Ecn = EcnCodepoint.Ect0 });
        int marked = _left.Count(departure => departure.Packet.Ecn == EcnCodepoint.Ce);
        Assert.True(marked > 3);
        Assert.Equal(marked, marking.Core.Queued!.Value.Marked);
        Assert.Equal(0, marking.Dropped(DropReason.Congested));

        QueueLine dropping = Make(plan);
        Overload(dropping, 500, new Sample(1000));
        Assert.Equal(0, dropping.Core.Queued!.Value.Marked);
        Assert.Equal(marked, dropping.Dropped(DropReason.Congested), 2d);
    }

    [Fact]
    public void Above_its_threshold_everything_is_marked_that_can_be()
    {
        QueueLine line = Make(QueueLine.Plan(QueueKind.CoDel, null, (QueueParameter.CeThreshold, 3_000_000)));
        for (int i = 0; i < 8; i++) line.Offer(Instant.Zero, new Sample(1000) { Ecn = i == 7 ? EcnCodepoint.NotEct : EcnCodepoint.Ect1 });
        line.RunOut();
        Assert.Equal(
            [EcnCodepoint.Ect1, EcnCodepoint.Ect1, EcnCodepoint.Ect1, EcnCodepoint.Ect1, EcnCodepoint.Ce, EcnCodepoint.Ce, EcnCodepoint.Ce, EcnCodepoint.NotEct],
            _left.Select(departure => departure.Packet.Ecn));
        Assert.Equal(3, line.Core.Queued!.Value.Marked);
    }

    [Fact]
    public void As_little_as_one_packet_of_the_longest_kind_is_never_thinned_out()
    {
        // 1 kB/s: each packet waits a second, but there is never more than one behind it.
        QueueLine line = Make(QueueLine.Plan(QueueKind.CoDel), rate: 8_000);
        for (int i = 0; i < 20; i++) line.Offer(new Instant(i * 1_000_000_000L), new Sample(1000));
        line.Offer(new Instant(19_000_000_001), new Sample(1000));
        line.RunOut();
        Assert.Equal(21, _left.Count);
    }

    /// <summary>Twice what the link takes, for so many milliseconds; gives the times at which packets were dropped.</summary>
    private static List<long> Overload(QueueLine line, int milliseconds, Sample sample)
    {
        List<long> drops = [];
        for (int i = 0; i < milliseconds * 2; i++)
        {
            long before = line.Dropped(DropReason.Congested);
            line.Offer(new Instant(i * 500_000L), sample);
            for (; before < line.Dropped(DropReason.Congested); before++) drops.Add(i * 500_000L);
        }
        line.RunOut();
        return drops;
    }

    private QueueLine Make(QueuePlan plan, long rate = Megabyte)
    {
        QueueLine line = QueueLine.Of(rate, plan, _pool);
        line.OnDeparture = _left.Add;
        return line;
    }
}
