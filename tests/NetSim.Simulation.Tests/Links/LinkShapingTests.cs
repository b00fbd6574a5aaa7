using NetSim.Simulation.Determinism;
using NetSim.Simulation.Links;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Links;

/// <summary>Cells, token buckets, slots and traces: exact times.</summary>
public sealed class LinkShapingTests : IDisposable
{
    private const long Millisecond = 1_000_000;
    private readonly DiagnosticPacketPool _pool = new();

    public void Dispose() => _pool.AssertAllReturned();

    [Theory]
    [InlineData(1, 53)]
    [InlineData(48, 53)]
    [InlineData(49, 106)]
    [InlineData(1500, 32 * 53)]
    public void A_packet_fills_whole_cells(int length, int onLink)
    {
        LinkDirection link = Make(new DirectionPlan { Rate = new BitRate(8_000_000), Cell = new CellPlan(48, 5) });
        Assert.Equal(onLink * 1_000, ArrivalOf(link, 0, length));
        Assert.Equal(onLink, link.Counters.Bytes);
    }

    [Fact]
    public void Overhead_goes_into_the_cells()
    {
        LinkDirection link = Make(new DirectionPlan { Rate = new BitRate(8_000_000), Cell = new CellPlan(48, 5), Overhead = 10 });
        Assert.Equal(106_000, ArrivalOf(link, 0, 40));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 20_000_000)]
    [InlineData(4, 777_777_777)]
    public void No_window_of_time_sees_more_than_the_bucket_allows(int seed, long peak)
    {
        const long Rate = 7_777_777, Burst = 15_000, Mtu = 2_000;
        var bucket = new TokenBucketPlan
        {
            Rate = new BitRate(Rate),
            Burst = new ByteSize(Burst),
            PeakRate = new BitRate(peak),
            Mtu = new ByteSize(Mtu),
        };
        LinkDirection link = Make(new DirectionPlan { Bucket = bucket });
        var dice = new RandomStream(seed, "test", "arrivals");
        var sent = new List<(long At, int Bytes)>();
        long now = 0;
        for (int i = 0; i < 1_500; i++)
        {
            // Bursts, and pauses that fill the bucket again.
            if (dice.NextBelow(20) == 0) now += (long)dice.NextBelow(40_000_000);
            int length = 40 + (int)dice.NextBelow(1461);
            sent.Add((ArrivalOf(link, now, length), length));
        }
        for (int first = 0; first < sent.Count; first++)
        {
            Int128 bits = 0;
            for (int last = first; last < sent.Count; last++)
            {
                bits += sent[last].Bytes * 8;
                Int128 time = sent[last].At - sent[first].At;
                Assert.True(time >= 0);
                Assert.True(bits * 1_000_000_000 <= (Int128)Burst * 8_000_000_000 + time * Rate, $"{first} to {last}");
                if (peak > 0) Assert.True(bits * 1_000_000_000 <= (Int128)Mtu * 8_000_000_000 + time * peak, $"{first} to {last}");
            }
        }
    }

    [Fact]
    public void What_waits_for_tokens_waits_at_the_limit_and_no_longer()
    {
        LinkDirection link = Make(new DirectionPlan
        {
            QueueLimit = new QueueLimit(QueueUnit.Packets, 999),
            Bucket = new TokenBucketPlan { Rate = new BitRate(8_000_000), Burst = new ByteSize(2_000), Limit = new ByteSize(3_000) },
        });
        // Two pass at once, one is at the head and waits for its tokens, three wait behind it.
        Assert.Equal([0, 0, 1, 2, 3, 4], Enumerable.Range(0, 6).Select(_ => ArrivalOf(link, 0, 1000) / Millisecond));
        Assert.Null(TrySend(link, 0, 1000));
        Assert.Equal(1, link.Counters.Drops[DropReason.QueueFull]);
    }

    [Fact]
    public void A_packet_larger_than_the_bucket_never_passes()
    {
        LinkDirection link = Make(new DirectionPlan { Bucket = new TokenBucketPlan { Rate = new BitRate(8_000_000), Burst = new ByteSize(1_000) } });
        Assert.Null(TrySend(link, 0, 1001));
        Assert.Equal(1, link.Counters.Drops[DropReason.Mtu]);
        Assert.Equal(0, ArrivalOf(link, 0, 1000));
    }

    [Fact]
    public void A_bucket_before_a_slow_transmitter_waits_for_both()
    {
        // The transmitter takes 2 ms for a packet, the bucket lets one pass in 1 ms: the transmitter decides.
        LinkDirection link = Make(new DirectionPlan
        {
            Rate = new BitRate(4_000_000),
            Bucket = new TokenBucketPlan { Rate = new BitRate(8_000_000), Burst = new ByteSize(1_000) },
        });
        Assert.Equal([2, 4, 6], Enumerable.Range(0, 3).Select(_ => ArrivalOf(link, 0, 1000) / Millisecond));
    }

    [Fact]
    public void A_bucket_that_is_changed_is_full_and_one_that_is_taken_away_holds_nothing_back()
    {
        var plan = new DirectionPlan { Bucket = new TokenBucketPlan { Rate = new BitRate(8_000_000), Burst = new ByteSize(1_000) } };
        LinkDirection link = Make(plan);
        Assert.Equal([0, 1], Enumerable.Range(0, 2).Select(_ => ArrivalOf(link, 0, 1000) / Millisecond));
        link.Change(Parameters(plan with { Bucket = plan.Bucket with { Burst = new ByteSize(3_000) } }));
        Assert.Equal([1, 1, 1, 2], Enumerable.Range(0, 4).Select(_ => ArrivalOf(link, 0, 1000) / Millisecond));
        link.Change(Parameters(plan with { Bucket = default }));
        Assert.Equal([2, 2], Enumerable.Range(0, 2).Select(_ => ArrivalOf(link, 0, 1000) / Millisecond));
    }

    [Fact]
    public void A_full_slot_is_followed_by_the_next_one()
    {
        LinkDirection link = Make(new DirectionPlan { Slots = new SlotPlan(Ms(10), Ms(10), 3, default) });
        Assert.Equal([0, 0, 0, 10, 10, 10, 20], Enumerable.Range(0, 7).Select(_ => ArrivalOf(link, 0, 100) / Millisecond));
    }

    [Fact]
    public void A_slot_is_full_after_so_many_bytes()
    {
        LinkDirection link = Make(new DirectionPlan { Slots = new SlotPlan(Ms(10), Ms(10), 0, new ByteSize(250)) });
        Assert.Equal([0, 0, 0, 10, 10, 10, 20], Enumerable.Range(0, 7).Select(_ => ArrivalOf(link, 0, 100) / Millisecond));
    }

    [Fact]
    public void After_a_pause_a_slot_opens_its_time_after_the_packet_that_needs_it()
    {
        LinkDirection link = Make(new DirectionPlan { Slots = new SlotPlan(Ms(10), Ms(10), 0, default) });
        Assert.Equal([0, 17, 17, 17, 28], new[] { 0, 7, 12, 17, 18 }.Select(at => ArrivalOf(link, at * Millisecond, 100) / Millisecond));
    }

    [Fact]
    public void Slots_open_between_their_least_and_their_longest_time()
    {
        LinkDirection link = Make(new DirectionPlan { Slots = new SlotPlan(Ms(2), Ms(6), 1, default) });
        long[] arrivals = [.. Enumerable.Range(0, 5_000).Select(_ => ArrivalOf(link, 0, 100))];
        double[] gaps = [.. arrivals.Skip(1).Zip(arrivals, (next, one) => (next - one) / 1e6)];
        Assert.InRange(gaps.Min(), 2, 2.01);
        Assert.InRange(gaps.Max(), 5.99, 6);
        // Four standard deviations of the mean.
        Assert.InRange(gaps.Average(), 4 - 0.066, 4 + 0.066);
    }

    [Fact]
    public void A_trace_lets_packets_leave_at_its_times_and_begins_anew()
    {
        LinkDirection link = Traced(2, 5, 5, 9);
        Assert.Equal([2, 5, 5, 9, 11, 14], Enumerable.Range(0, 6).Select(_ => ArrivalOf(link, 0, 1500) / Millisecond));
        Assert.Equal(9 * 100 + 2, ArrivalOf(link, 900 * Millisecond, 1500) / Millisecond);
    }

    [Fact]
    public void Small_packets_share_a_delivery_and_large_ones_need_several()
    {
        LinkDirection link = Traced(1, 2, 3, 4, 10);
        Assert.Equal([1, 1, 2, 3, 3], new[] { 700, 700, 700, 2000, 100 }.Select(length => ArrivalOf(link, 0, length) / Millisecond));
    }

    [Fact]
    public void Who_comes_with_a_delivery_comes_too_late_for_it()
    {
        LinkDirection link = Traced(1, 2, 10);
        Assert.Equal(2, ArrivalOf(link, 1 * Millisecond, 100) / Millisecond);
        Assert.Equal(10, ArrivalOf(link, 2 * Millisecond, 100) / Millisecond);
        Assert.Equal(11, ArrivalOf(link, 10 * Millisecond, 100) / Millisecond);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_trace_does_what_a_queue_does_that_is_looked_at_every_millisecond(int seed)
    {
        var dice = new RandomStream(seed, "test", "trace");
        var times = new List<int>();
        for (int time = 0; time < 60; time += (int)dice.NextBelow(4)) times.Add(time);
        times.Add(times[^1] + 1);
        var arrivals = new List<(long At, int Length)>();
        for (long at = 500_000; arrivals.Count < 600; at += (long)dice.NextBelow(6) * 1_100_000) arrivals.Add((at, 40 + (int)dice.NextBelow(1461)));

        LinkDirection link = Traced([.. times]);
        var seen = arrivals.Select(arrival => ArrivalOf(link, arrival.At, arrival.Length) / Millisecond).ToList();
        Assert.Equal(Reference(times, arrivals), seen);
    }

    [Fact]
    public void A_trace_counts_ip_packets_and_not_frames()
    {
        LinkDirection link = Traced(1, 2, 3);
        Packet frame = _pool.Rent(1514);
        frame.Append(1514);
        Assert.True(link.Send(Instant.Zero, frame, 1500, out Instant arrival));
        frame.Return();
        Assert.Equal(1, arrival.Nanoseconds / Millisecond);
    }

    [Fact]
    public void Shaped_sending_allocates_nothing_once_it_has_begun()
    {
        LinkDirection link = Make(new DirectionPlan
        {
            QueueLimit = new QueueLimit(QueueUnit.Packets, 50),
            Bucket = new TokenBucketPlan { Rate = new BitRate(800_000_000), Burst = new ByteSize(20_000), PeakRate = new BitRate(900_000_000), Mtu = new ByteSize(2_000) },
            Slots = new SlotPlan(new Duration(1_000), new Duration(3_000), 4, default),
            Cell = new CellPlan(48, 5),
            Loss = new Chance(new Percentage(10_000_000), new Percentage(250_000_000)),
        });
        var pool = new RecyclingPacketPool();
        Run(0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(1_000_000_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(long start)
        {
            for (int i = 0; i < 10_000; i++)
            {
                Packet packet = pool.Rent(1500);
                packet.Append(1500);
                if (link.Send(new Instant(start + i * 6_000L), packet, 1486, out _)) packet.Return();
            }
        }
    }

    /// <summary>One packet after the other, one delivery after the other: as a reader of mahimahi's manual would do it by hand.</summary>
    private static List<long> Reference(List<int> times, List<(long At, int Length)> arrivals)
    {
        var left = new List<long>();
        int head = 0, still = arrivals[0].Length;
        for (long round = 0; head < arrivals.Count; round++)
        {
            foreach (int time in times)
            {
                long at = round * times[^1] + time;
                int room = 1500;
                while (room > 0 && head < arrivals.Count && arrivals[head].At < at * Millisecond)
                {
                    int taken = Math.Min(room, still);
                    room -= taken;
                    still -= taken;
                    if (still > 0) continue;
                    left.Add(at);
                    if (++head < arrivals.Count) still = arrivals[head].Length;
                }
            }
        }
        return left;
    }

    private static LinkDirection Traced(params int[] times) =>
        Make(new DirectionPlan { Trace = new DeliveryTracePlan(new PathPlan("x", "/x"), [.. times]) });

    private static LinkParameters Parameters(DirectionPlan plan) =>
        LinkParameters.Of(plan.QueueLimit == DirectionPlan.Default.QueueLimit ? plan with { QueueLimit = new QueueLimit(QueueUnit.Packets, 1_000_000) } : plan, mtu: 0);

    private static LinkDirection Make(DirectionPlan plan) =>
        new(Parameters(plan), id: 0, (_, purpose) => new RandomStream(1, "links/test/a-to-b", purpose));

    private long ArrivalOf(LinkDirection link, long now, int length) => TrySend(link, now, length)!.Value;

    private long? TrySend(LinkDirection link, long now, int length)
    {
        Packet packet = _pool.Rent(length);
        packet.Append(length);
        if (!link.Send(new Instant(now), packet, length, out Instant arrival)) return null;
        packet.Return();
        return arrival.Nanoseconds;
    }

    private static Duration Ms(int count) => Duration.FromMilliseconds(count);
}
