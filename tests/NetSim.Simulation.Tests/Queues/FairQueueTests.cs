using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Queues;

/// <summary>FQ-CoDel (RFC 8290), DRR and strict priority: who goes when, and who loses when it is full.</summary>
public sealed class FairQueueTests : IDisposable
{
    // 1000 bytes take 1 ms.
    private const long Megabyte = 8_000_000;

    private readonly DiagnosticPacketPool _pool = new();
    private readonly List<Departure> _left = [];

    public void Dispose() => _pool.AssertAllReturned();

    [Fact]
    public void A_thin_flow_goes_ahead_of_a_thick_one()
    {
        QueueLine line = Make(QueueLine.Plan(QueueKind.FqCoDel));
        for (int i = 0; i < 50; i++) line.Offer(Instant.Zero, new Sample(1000) { Flow = 1 });
        line.Offer(new Instant(5_500_000), new Sample(100) { Flow = 2 });
        line.RunOut();
        Departure thin = Assert.Single(_left, departure => departure.Packet.Flow == 2);

        // What is being sent, and what is left of the thick flow's turn: then the new flow.
        Assert.Equal(6_000_000, thin.Start.Nanoseconds);
    }

    [Fact]
    public void A_flow_is_new_only_once_per_turn()
    {
        QueueLine line = Make(QueueLine.Plan(QueueKind.FqCoDel, null, (QueueParameter.Quantum, 1000)));
        for (int i = 0; i < 20; i++) line.Offer(Instant.Zero, new Sample(1000) { Flow = 1 });
        for (int i = 0; i < 20; i++) line.Offer(Instant.Zero, new Sample(1000) { Flow = 2 });
        line.RunOut();

        // One went out at once; the second flow is ahead by its first turn alone, then they alternate.
        int[] order = [.. _left.Select(departure => (int)departure.Packet.Flow)];
        for (int i = 3; i + 1 < 38; i++) Assert.NotEqual(order[i], order[i + 1]);
    }

    [Theory]
    [InlineData(QueueKind.FqCoDel, 1L << 31)]
    [InlineData(QueueKind.FqCoDel, 1L << 32)]
    [InlineData(QueueKind.Drr, (1L << 31) - 1)]
    [InlineData(QueueKind.Drr, 1L << 32)]
    public void A_quantum_beyond_all_measure_lets_each_flow_end_in_one_turn(QueueKind kind, long quantum)
    {
        QueueLine line = Make(QueueLine.Plan(kind, null, (QueueParameter.Quantum, quantum)));
        for (int i = 0; i < 20; i++) line.Offer(Instant.Zero, new Sample(1000) { Flow = (ushort)(i % 2) });
        line.RunOut();

        int[] order = [.. _left.Skip(1).Select(departure => (int)departure.Packet.Flow)];
        Assert.Equal(19, order.Length);
        Assert.Equal(1, order.Zip(order.Skip(1)).Count(pair => pair.First != pair.Second));
    }

    [Theory]
    [InlineData(100, 1 << 20)]
    [InlineData(1000, 100_000)]
    public void When_it_is_full_the_longest_loses_half_of_what_it_holds_from_its_head(int limit, long memory)
    {
        QueueLine line = Make(QueueLine.Plan(QueueKind.FqCoDel, new QueueLimit(QueueUnit.Packets, limit), (QueueParameter.MemoryLimit, memory)));
        for (int i = 0; i < 11; i++) line.Offer(Instant.Zero, new Sample(1000) { Flow = 2 });
        for (int i = 0; i < 91; i++) line.Offer(Instant.Zero, new Sample(1000) { Flow = 1, Dscp = (byte)(i % 64) });

        // Of 102 packets one left, 101 are one too many: 46 of the 91 go.
        Assert.Equal(46, line.Dropped(DropReason.QueueFull));
        line.RunOut();
        Assert.Equal(45, _left.Count(departure => departure.Packet.Flow == 1));
        Assert.Equal(46, _left.First(departure => departure.Packet.Flow == 1).Packet.Dscp);
    }

    [Fact]
    public void Each_flow_has_a_CoDel_of_its_own()
    {
        QueueLine line = Make(QueueLine.Plan(QueueKind.FqCoDel));
        for (int i = 0; i < 2000; i++)
        {
            line.Offer(new Instant(i * 600_000L), new Sample(1000) { Flow = 1 });
            if (i % 100 == 0) line.Offer(new Instant(i * 600_000L), new Sample(200) { Flow = 2 });
        }
        line.RunOut();
        Assert.True(line.Dropped(DropReason.Congested) > 20);
        Assert.Equal(20, _left.Count(departure => departure.Packet.Flow == 2));
        Assert.All(_left.Where(departure => departure.Packet.Flow == 2), departure => Assert.True(departure.Waited <= Duration.FromMilliseconds(3)));
    }

    [Fact]
    public void Deficit_round_robin_takes_turns_by_bytes_and_drops_from_the_longest()
    {
        QueueLine line = Make(QueueLine.Plan(QueueKind.Drr, new QueueLimit(QueueUnit.Packets, 30), (QueueParameter.Quantum, 1000)));
        for (int i = 0; i < 40; i++) line.Offer(Instant.Zero, new Sample(250) { Flow = 1 });
        for (int i = 0; i < 5; i++) line.Offer(Instant.Zero, new Sample(1000) { Flow = 2 });
        Assert.Equal(9 + 5, line.Dropped(DropReason.QueueFull));
        line.RunOut();
        int[] order = [.. _left.Select(departure => (int)departure.Packet.Flow)];

        // The first left at once; then it is a packet of 1000 against four of 250.
        Assert.Equal([1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 2, 1, 1, 1, 1, 2], order.Take(16));
    }

    [Fact]
    public void Classes_may_be_code_points()
    {
        QueueLine line = Make(QueueLine.Plan(QueueKind.Drr, null, (QueueParameter.Classify, (long)QueueClasses.Dscp)));
        for (int i = 0; i < 10; i++) line.Offer(Instant.Zero, new Sample(1000) { Flow = (ushort)i });
        line.Offer(Instant.Zero, new Sample(1000) { Dscp = 46 });
        line.RunOut();
        Assert.Equal(46, _left[2].Packet.Dscp);
    }

    [Fact]
    public void A_band_sends_only_while_those_before_it_are_empty()
    {
        QueueBands bands = new([new QueueBand(1UL << 46 | 1UL << 48, QueuePlan.Default), new QueueBand(0, QueuePlan.Default), new QueueBand(1UL << 8, QueuePlan.Default)]);
        QueueLine line = Make(QueueLine.Plan(QueueKind.Prio) with { Bands = bands });
        foreach (byte dscp in (byte[])[8, 8, 0, 46, 34, 48, 0]) line.Offer(Instant.Zero, new Sample(1000) { Dscp = dscp });
        line.Offer(new Instant(3_500_000), new Sample(1000) { Dscp = 46 });
        line.RunOut();
        Assert.Equal([8, 46, 48, 0, 46, 34, 0, 8], _left.Select(departure => (int)departure.Packet.Dscp));
    }

    [Fact]
    public void Each_band_has_its_own_queue_and_limit()
    {
        QueueBands bands = new(
        [
            new QueueBand(1UL << 46, QueueLine.Plan(QueueKind.DropTail, new QueueLimit(QueueUnit.Bytes, 2500))),
            new QueueBand(0, QueueLine.Plan(QueueKind.CoDel, null, (QueueParameter.Ecn, 1), (QueueParameter.CeThreshold, 1_500_000))),
        ]);
        QueueLine line = Make(QueueLine.Plan(QueueKind.Prio) with { Bands = bands });
        for (int i = 0; i < 4; i++) line.Offer(Instant.Zero, new Sample(1000) { Dscp = 46 });
        for (int i = 0; i < 2; i++) line.Offer(Instant.Zero, new Sample(1000) { Ecn = EcnCodepoint.Ect0 });
        Assert.Equal(1, line.Dropped(DropReason.QueueFull));
        line.RunOut();
        Assert.Equal(2, line.Core.Queued!.Value.Marked);
    }

    private QueueLine Make(QueuePlan plan)
    {
        QueueLine line = QueueLine.Of(Megabyte, plan, _pool);
        line.OnDeparture = _left.Add;
        return line;
    }
}
