using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Queues;

/// <summary>What all queues that hold their packets have in common: their place before the transmitter.</summary>
public sealed class HeldQueueTests : IDisposable
{
    private const long Megabyte = 8_000_000;

    private readonly DiagnosticPacketPool _pool = new();
    private readonly List<Departure> _left = [];

    public static TheoryData<string> Kinds => ["codel", "fq_codel", "red", "pie", "drr", "prio"];

    public void Dispose() => _pool.AssertAllReturned();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Packets_leave_one_after_the_other_when_the_transmitter_is_free(string kind)
    {
        QueueLine line = Make(kind);
        for (int i = 0; i < 3; i++) line.Offer(Instant.Zero, new Sample(1000));
        Assert.Equal(2, line.Core.QueueLength(Instant.Zero));
        line.RunOut();
        Assert.Equal([0, 1_000_000, 2_000_000], _left.Select(departure => departure.Start.Nanoseconds));
        Assert.Equal((3, 3_000), (line.Core.Counters.Packets, line.Core.Counters.Bytes));
        Assert.Equal(Duration.FromMilliseconds(2), line.Core.Queued!.Value.LongestWait);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_packet_that_comes_when_the_transmitter_becomes_free_does_not_overtake(string kind)
    {
        QueueLine line = Make(kind);
        line.Offer(Instant.Zero, new Sample(1000) { Flow = 1 });
        line.Offer(Instant.Zero, new Sample(900) { Flow = 1 });
        Packet late = line.Make(new Sample(800) { Flow = 1 });
        Assert.False(line.Core.Send(new Instant(1_000_000), late, late.Length, out _));
        line.RunOut();
        Assert.Equal([1000, 900, 800], _left.Select(departure => departure.Packet.Length));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_cut_cable_drops_what_waits(string kind)
    {
        QueueLine line = Make(kind);
        for (ushort i = 0; i < 5; i++) line.Offer(Instant.Zero, new Sample(1000) { Flow = i });
        line.Core.SetState(OperState.Down);
        Assert.Null(line.Core.NextDeparture);
        line.Core.SetState(OperState.Up);
        line.Offer(new Instant(10_000_000), new Sample(500));
        Assert.Equal(4, line.Dropped(DropReason.NoCarrier));
        Assert.Equal([1000, 500], _left.Select(departure => departure.Packet.Length));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void After_a_cut_a_queue_is_like_a_new_one(string kind)
    {
        QueueLine line = Make(kind), another = Make(kind);
        const long cut = 3_000_000_000, up = cut + 2_000_000;
        Overload(line, 0, cut);
        line.RunTo(new Instant(cut));
        line.Core.SetState(OperState.Down);
        line.Core.SetState(OperState.Up);
        _left.Clear();
        Overload(line, up, up + 3_000_000_000);
        line.RunOut();
        Departure[] afterCut = [.. _left];
        _left.Clear();
        Overload(another, up, up + 3_000_000_000);
        another.RunOut();
        Assert.Equal(_left, afterCut);

        // A quarter more than the line takes.
        static void Overload(QueueLine line, long from, long to)
        {
            for (long at = from; at < to; at += 800_000) line.Offer(new Instant(at), new Sample(1000) { Flow = (ushort)(at / 800_000 % 3) });
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_being_sent_is_sent_at_the_old_rate_and_the_rest_at_the_new_one(string kind)
    {
        QueueLine line = Make(kind);
        for (int i = 0; i < 3; i++) line.Offer(Instant.Zero, new Sample(1000));
        line.Core.Change(line.Core.Parameters with { Rate = Megabyte * 2 });
        line.RunOut();
        Assert.Equal([0, 1_000_000, 1_500_000], _left.Select(departure => departure.Start.Nanoseconds));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Another_kind_of_queue_begins_empty_and_the_same_kind_goes_on(string kind)
    {
        QueueLine line = Make(kind);
        for (int i = 0; i < 4; i++) line.Offer(Instant.Zero, new Sample(1000));
        line.Core.Change(line.Core.Parameters with { Discipline = PlanOf(kind) with { Limit = new QueueLimit(kind == "red" ? QueueUnit.Bytes : QueueUnit.Packets, 400_000) } });
        Assert.Equal(3, line.Core.QueueLength(Instant.Zero));
        line.Core.Change(line.Core.Parameters with { Discipline = null, QueuePackets = 7 });
        Assert.Equal(3, line.Dropped(DropReason.QueueReplaced));

        // Drop-tail waits for the packet that is being sent, and holds nothing.
        Packet packet = line.Make(new Sample(1000));
        Assert.True(line.Core.Send(Instant.Zero, packet, packet.Length, out Instant arrival));
        packet.Return();
        Assert.Equal(2_000_000, arrival.Nanoseconds);
        line.Core.Change(line.Core.Parameters with { Discipline = PlanOf(kind) });
        line.Offer(Instant.Zero, new Sample(100));
        line.RunOut();
        Assert.Equal([0, 2_000_000], _left.Select(departure => departure.Start.Nanoseconds));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_link_without_a_rate_keeps_nothing_waiting(string kind)
    {
        QueueLine line = Make(kind, rate: 0);
        for (int i = 0; i < 10; i++) line.Offer(Instant.Zero, new Sample(1000));
        Assert.Equal(10, _left.Count);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_lost_packet_has_taken_its_time(string kind)
    {
        QueueLine line = Make(kind);
        line.Core.Change(line.Core.Parameters with { Loss = 1 });
        line.Offer(Instant.Zero, new Sample(1000));
        line.Core.Change(line.Core.Parameters with { Loss = 0 });
        line.Offer(Instant.Zero, new Sample(1000));
        line.RunOut();
        Assert.Equal([1_000_000], _left.Select(departure => departure.Start.Nanoseconds));
        Assert.Equal(1, line.Dropped(DropReason.Loss));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_still_waits_at_the_end_of_a_run_is_not_dropped(string kind)
    {
        QueueLine line = Make(kind);
        for (int i = 0; i < 4; i++) line.Offer(Instant.Zero, new Sample(1000));
        line.Core.Stop();
        Assert.True(line.Core.Counters.Drops.IsEmpty);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_full_queue_drops_and_says_so(string kind)
    {
        QueuePlan plan = PlanOf(kind);
        plan = kind switch
        {
            "red" => QueueLine.Plan(QueueKind.Red, new QueueLimit(QueueUnit.Bytes, 4000), (QueueParameter.Min, 1500), (QueueParameter.Max, 3000), (QueueParameter.Burst, 100)),
            "prio" => plan with { Bands = new QueueBands([new QueueBand(0, QueueLine.Plan(QueueKind.DropTail, new QueueLimit(QueueUnit.Packets, 4)))]) },
            _ => plan with { Limit = new QueueLimit(QueueUnit.Packets, 4) },
        };
        QueueLine line = Make(plan);
        for (int i = 0; i < 8; i++) line.Offer(Instant.Zero, new Sample(1000));
        Assert.InRange(line.Core.QueueLength(Instant.Zero), 1, 4);
        line.RunOut();
        Assert.Equal(8, _left.Count + line.Dropped(DropReason.QueueFull));
        Assert.InRange(line.Dropped(DropReason.QueueFull), 3, 4);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Waiting_allocates_nothing_once_the_queue_is_there(string kind)
    {
        QueueLine line = QueueLine.Of(Megabyte, PlanOf(kind));
        Run(0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(1_000_000_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        // 1 MB/s is offered a packet every 0.9 ms, so that all that decides has to.
        void Run(long start)
        {
            for (int i = 0; i < 1_000; i++) line.Offer(new Instant(start + i * 900_000L), new Sample(1000) { Flow = (ushort)(i % 5) });
            line.RunTo(new Instant(start + 950_000_000));
        }
    }

    internal static QueuePlan PlanOf(string kind) => kind switch
    {
        "codel" => QueueLine.Plan(QueueKind.CoDel),
        "fq_codel" => QueueLine.Plan(QueueKind.FqCoDel),
        "red" => QueueLine.Plan(QueueKind.Red, new QueueLimit(QueueUnit.Bytes, 100_000)),
        "pie" => QueueLine.Plan(QueueKind.Pie),
        "drr" => QueueLine.Plan(QueueKind.Drr),
        _ => QueueLine.Plan(QueueKind.Prio) with { Bands = new QueueBands([new QueueBand(1UL << 46, QueueLine.Plan(QueueKind.CoDel)), new QueueBand(0, QueuePlan.Default)]) },
    };

    private QueueLine Make(string kind, long rate = Megabyte) => Make(PlanOf(kind), rate);

    private QueueLine Make(QueuePlan plan, long rate = Megabyte)
    {
        QueueLine line = QueueLine.Of(rate, plan, _pool);
        line.OnDeparture = _left.Add;
        return line;
    }
}
