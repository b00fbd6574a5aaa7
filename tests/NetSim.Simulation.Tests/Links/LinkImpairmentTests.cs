using NetSim.Simulation.Determinism;
using NetSim.Simulation.Links;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Time;
using NetSim.Wire.Udp;

namespace NetSim.Simulation.Tests.Links;

/// <summary>What dice do to packets, by the numbers: bounds are those of the binomial, or of many runs of an independent model.</summary>
public sealed class LinkImpairmentTests : IDisposable
{
    private const long Microsecond = 1_000;
    private readonly DiagnosticPacketPool _pool = new();

    public void Dispose() => _pool.AssertAllReturned();

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 4));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Uniform_jitter_has_the_deviation_of_its_width_and_never_leaves_it(int seed)
    {
        LinkDirection link = Make(seed, new DirectionPlan { Delay = Ms(20), Jitter = Ms(6), Order = DeliveryOrder.Free });
        double[] delays = Delays(link, 100_000);
        Assert.InRange(delays.Min(), 14, 14.01);
        Assert.InRange(delays.Max(), 25.99, 26);
        Assert.InRange(delays.Average(), 19.96, 20.04);
        Assert.InRange(Deviation(delays), 3.464 * 0.98, 3.464 * 1.02);
    }

    [Theory]
    [InlineData(JitterDistribution.Normal, 0.0, 1.0, -4.0)]
    [InlineData(JitterDistribution.Pareto, -0.0235, 0.737, -0.5774)]
    [InlineData(JitterDistribution.ParetoNormal, -0.0176, 0.607, -1.4331)]
    public void Other_jitter_has_its_mean_its_deviation_and_its_least(JitterDistribution distribution, double mean, double deviation, double least)
    {
        var plan = new DirectionPlan { Delay = Ms(100), Jitter = Ms(10), Distribution = distribution, Order = DeliveryOrder.Free };
        double[] delays = Delays(Make(1, plan), 200_000);
        Assert.InRange(delays.Average(), 100 + mean * 10 - 0.15, 100 + mean * 10 + 0.15);
        Assert.InRange(Deviation(delays), deviation * 10 * 0.97, deviation * 10 * 1.03);
        Assert.True(delays.Min() >= 100 + least * 10 - 0.001, $"{delays.Min()}");
        Assert.True(delays.Max() <= 140, $"{delays.Max()}");
        Assert.Equal(100 + least * 10, LinkParameters.LeastDelay(plan).TotalMilliseconds, 2);
    }

    [Fact]
    public void Jitter_keeps_the_order_unless_it_is_free()
    {
        var plan = new DirectionPlan { Delay = Ms(20), Jitter = Ms(15), Distribution = JitterDistribution.Normal };
        LinkDirection kept = Make(1, plan), free = Make(1, plan with { Order = DeliveryOrder.Free });
        Assert.Equal(0, Overtakings(Arrivals(kept, 10_000, 100 * Microsecond)));
        Assert.Equal(0, kept.Impaired.Reordered);
        int overtaken = Overtakings(Arrivals(free, 10_000, 100 * Microsecond));
        Assert.True(overtaken > 1_000);
        Assert.Equal(overtaken, free.Impaired.Reordered);
    }

    [Fact]
    public void Jitter_larger_than_the_delay_takes_no_packet_back_in_time()
    {
        LinkDirection link = Make(1, new DirectionPlan { Delay = Ms(1), Jitter = Ms(5), Order = DeliveryOrder.Free });
        Assert.Equal(0, Delays(link, 1_000).Min());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Packets_are_sent_ahead_by_their_share(int seed)
    {
        LinkDirection link = Make(seed, new DirectionPlan { Delay = Ms(50), Reorder = new Reordering(Percent(2), 1) });
        double[] delays = Delays(link, 100_000, 100 * Microsecond);
        int ahead = delays.Count(delay => delay == 0);
        Assert.InRange(ahead, 2_000 - 133, 2_000 + 133);
        Assert.Equal(delays.Length - ahead, delays.Count(delay => delay == 50));
        // All but those before which nothing was under way.
        Assert.InRange(link.Impaired.Reordered, ahead - 1, ahead);
    }

    [Fact]
    public void A_gap_sends_ahead_every_so_manieth_packet()
    {
        LinkDirection link = Make(1, new DirectionPlan { Delay = Ms(50), Reorder = new Reordering(Percent(100), 5) });
        double[] delays = Delays(link, 20);
        Assert.Equal([4, 9, 14, 19], Enumerable.Range(0, 20).Where(i => delays[i] == 0));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Packets_are_doubled_by_their_share_and_both_take_their_time(int seed)
    {
        LinkDirection link = Make(seed, new DirectionPlan { Rate = new BitRate(8_000_000_000), Duplicate = Percent(1) });
        for (int i = 0; i < 100_000; i++)
        {
            Packet packet = _pool.Rent(1000);
            packet.Append(1000).Fill((byte)i);
            Packet? copy = link.TryDuplicate(packet, _pool);
            Assert.True(copy is null || copy.Bytes.SequenceEqual(packet.Bytes));
            Assert.True(link.Send(At(i), packet, 1000, out Instant first));
            packet.Return();
            if (copy is null) continue;
            Assert.True(link.Send(At(i), copy, 1000, out Instant second));
            copy.Return();
            Assert.Equal(Microsecond, (second - first).Nanoseconds);
        }
        Assert.InRange(link.Impaired.Duplicated, 1_000 - 94, 1_000 + 94);
        Assert.Equal(100_000 + link.Impaired.Duplicated, link.Counters.Packets);

        static Instant At(int i) => new(i * 10 * Microsecond);
    }

    [Theory]
    [InlineData(ChecksumState.Partial, 14)]
    [InlineData(ChecksumState.Partial, 0)]
    [InlineData(ChecksumState.Verified, 14)]
    [InlineData(ChecksumState.Complete, 0)]
    public void One_bit_is_flipped_and_a_checksum_finds_it(ChecksumState state, int header)
    {
        LinkDirection link = Make(1, new DirectionPlan { Corrupt = Percent(50) });
        int found = 0;
        for (int i = 0; i < 4_000; i++)
        {
            Packet packet = Datagram(state, header);
            Packet right = packet.Clone(_pool);
            TransportChecksum.Complete(right, header == 0 ? LinkType.Raw : LinkType.Ethernet);
            long before = link.Impaired.Corrupted;
            Assert.True(link.Send(new Instant(i), packet, packet.Length - header, out _));
            if (link.Impaired.Corrupted > before)
            {
                found++;
                Assert.Equal(1, Enumerable.Range(0, packet.Length).Sum(at => int.PopCount(packet.Bytes[at] ^ right.Bytes[at])));
                Assert.True(packet.Bytes[..header].SequenceEqual(right.Bytes[..header]));
                Assert.Equal(ChecksumState.Complete, packet.Checksum);
                Assert.False(IsBelieved(packet, header));
            }
            else
            {
                Assert.Equal(state, packet.Checksum);
            }
            packet.Return();
            right.Return();
        }
        Assert.InRange(found, 2_000 - 95, 2_000 + 95);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Losses_come_in_bursts_of_the_chain(int seed)
    {
        var bursts = new GilbertElliott(Percent(1), Percent(25), Percent(0), Percent(100));
        LinkDirection link = Make(seed, new DirectionPlan { BurstLoss = bursts });
        const int Packets = 500_000;
        int lost = 0, runs = 0;
        bool wasLost = false;
        for (int i = 0; i < Packets; i++)
        {
            bool isLost = !Send(link, new Instant(i), 100, out _);
            if (isLost) lost++;
            if (isLost && !wasLost) runs++;
            wasLost = isLost;
        }
        Assert.InRange(lost / (double)Packets, 0.03846 * 0.93, 0.03846 * 1.07);
        Assert.InRange((double)lost / runs, 4.0 * 0.96, 4.0 * 1.04);
    }

    [Fact]
    public void One_impairment_more_shifts_nobody_elses_dice()
    {
        var plan = new DirectionPlan { Delay = Ms(20), Jitter = Ms(5), Order = DeliveryOrder.Free };
        var more = plan with { Reorder = new Reordering(Percent(10), 1), Corrupt = Percent(10), Duplicate = Percent(10) };
        double[] one = Delays(Make(1, plan), 1_000), other = Delays(Make(1, more with { Reorder = Reordering.None }), 1_000);
        Assert.Equal(one, other);

        bool[] lost = Losses(plan with { Loss = Percent(5) });
        Assert.Equal(lost, Losses(more with { Loss = Percent(5) }));

        bool[] Losses(DirectionPlan direction)
        {
            LinkDirection link = Make(1, direction);
            return [.. Enumerable.Range(0, 1_000).Select(i => Send(link, new Instant(i), 100, out _))];
        }
    }

    [Fact]
    public void Impaired_sending_allocates_nothing_once_the_dice_are_made()
    {
        LinkDirection link = Make(1, new DirectionPlan
        {
            Delay = Ms(5),
            Jitter = Ms(1),
            Distribution = JitterDistribution.ParetoNormal,
            BurstLoss = new GilbertElliott(Percent(1), Percent(30), Percent(1), Percent(60)),
            Corrupt = Percent(1),
            Reorder = new Reordering(Percent(1), 2),
        });
        var pool = new RecyclingPacketPool();
        Run(0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(10_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(int start)
        {
            for (int i = 0; i < 10_000; i++)
            {
                Packet packet = pool.Rent(1500);
                packet.Append(1500);
                if (link.Send(new Instant(start + i), packet, 1486, out _)) packet.Return();
            }
        }
    }

    private static bool IsBelieved(Packet packet, int header) =>
        Ipv4View.TryParse(packet.Bytes[header..], out _) && Ipv4Header.IsChecksumValid(packet.Bytes[header..])
        && UdpView.TryParse(packet.Bytes[(header + 20)..], out _)
        && TransportChecksum.IsValid(packet.Bytes[header..], LinkType.Raw);

    private Packet Datagram(ChecksumState state, int header)
    {
        IpAddress from = IpAddress.FromIPv4(10, 0, 0, 1), to = IpAddress.FromIPv4(10, 0, 0, 2);
        Packet packet = _pool.Rent(header + 128);
        if (header > 0) EthernetHeader.Write(packet.Append(header), default, default, EtherType.IPv4);
        Span<byte> ip = packet.Append(128);
        ip[28..].Fill(0xA5);
        Ipv4Header.Write(ip, new Ipv4Fields { TotalLength = 128, TimeToLive = 64, Protocol = IpProtocol.Udp, Source = from, Destination = to });
        Ipv4Header.FillChecksum(ip);
        UdpHeader.Write(ip[20..], 1, 2, 108);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(ip[26..], TransportChecksum.Partial(from, to, IpProtocol.Udp, 108));
        packet.Checksum = ChecksumState.Partial;
        if (state == ChecksumState.Partial) return packet;
        TransportChecksum.Complete(packet, header == 0 ? LinkType.Raw : LinkType.Ethernet);
        packet.Checksum = state;
        return packet;
    }

    private double[] Delays(LinkDirection link, int packets, long every = Microsecond)
    {
        long[] arrivals = Arrivals(link, packets, every);
        return [.. arrivals.Select((arrival, i) => (arrival - i * every) / 1e6)];
    }

    private long[] Arrivals(LinkDirection link, int packets, long every)
    {
        long[] arrivals = new long[packets];
        for (int i = 0; i < packets; i++)
        {
            Assert.True(Send(link, new Instant(i * every), 100, out Instant arrival));
            arrivals[i] = arrival.Nanoseconds;
        }
        return arrivals;
    }

    private bool Send(LinkDirection link, Instant now, int length, out Instant arrival)
    {
        Packet packet = _pool.Rent(length);
        packet.Append(length);
        bool sent = link.Send(now, packet, length, out arrival);
        if (sent) packet.Return();
        return sent;
    }

    private static int Overtakings(long[] arrivals)
    {
        long latest = 0;
        int count = 0;
        foreach (long arrival in arrivals)
        {
            if (arrival < latest) count++;
            latest = Math.Max(latest, arrival);
        }
        return count;
    }

    private static double Deviation(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / values.Length);
    }

    private static LinkDirection Make(int seed, DirectionPlan plan) => new(
        LinkParameters.Of(plan with { QueueLimit = new QueueLimit(QueueUnit.Packets, 0) }, mtu: 0), id: 0,
        (_, purpose) => new RandomStream(seed, "links/test/a-to-b", purpose));

    private static Duration Ms(int count) => Duration.FromMilliseconds(count);

    private static Percentage Percent(int percent) => new(percent * 10_000_000);
}
