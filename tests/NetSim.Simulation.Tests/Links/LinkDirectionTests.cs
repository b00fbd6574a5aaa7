using NetSim.Simulation.Determinism;
using NetSim.Simulation.Links;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Links;

public sealed class LinkDirectionTests : IDisposable
{
    private readonly DiagnosticPacketPool _pool = new();

    public void Dispose() => _pool.AssertAllReturned();

    [Fact]
    public void A_packet_arrives_after_its_transmission_time_and_the_delay()
    {
        LinkDirection link = Make(new LinkParameters { Rate = 10_000_000, Delay = Duration.FromMilliseconds(5) });
        Assert.Equal(6_200_000, ArrivalOf(link, Instant.Zero, 1500));
    }

    [Fact]
    public void Packets_that_come_together_leave_one_after_the_other()
    {
        LinkDirection link = Make(new LinkParameters { Rate = 10_000_000, Delay = Duration.FromMilliseconds(5) });
        for (int n = 1; n <= 5; n++) Assert.Equal(5_000_000 + n * 1_200_000, ArrivalOf(link, Instant.Zero, 1500));
    }

    [Fact]
    public void The_queue_holds_what_waits_behind_the_packet_being_sent()
    {
        LinkDirection link = Make(new LinkParameters { Rate = 8_000_000, QueuePackets = 2 });
        Assert.Equal(
            [true, true, true, false],
            Enumerable.Range(0, 4).Select(_ => Send(link, Instant.Zero, 1000)));
        Assert.Equal(2, link.QueueLength(Instant.Zero));

        // After 1 ms the first packet has left and the second is being sent: one place is free.
        Assert.True(Send(link, new Instant(1_000_000), 1000));
        Assert.False(Send(link, new Instant(1_000_000), 1000));
        Assert.Equal(2, link.Counters.Drops[DropReason.QueueFull]);
    }

    [Fact]
    public void A_queue_in_bytes_refuses_what_does_not_fit_and_still_takes_what_does()
    {
        LinkDirection link = Make(new LinkParameters { Rate = 8_000_000, QueueBytes = 1500 });
        Assert.True(Send(link, Instant.Zero, 1000));
        Assert.True(Send(link, Instant.Zero, 1000));
        Assert.False(Send(link, Instant.Zero, 501));
        Assert.True(Send(link, Instant.Zero, 500));
    }

    [Fact]
    public void Loss_takes_its_share_and_its_time_on_the_transmitter()
    {
        LinkDirection link = Make(new LinkParameters { Rate = 8_000_000_000, Loss = 0.01 });
        const int Packets = 1_000_000;
        for (int i = 0; i < Packets; i++) Send(link, new Instant(i * 1_000L), 1000);

        // Three standard deviations of a binomial with n = 10^6 and p = 0.01.
        Assert.InRange(link.Counters.Drops[DropReason.Loss], 10_000 - 300, 10_000 + 300);
        Assert.Equal(Packets, link.Counters.Packets);
    }

    [Fact]
    public void A_link_that_is_down_loses_what_it_is_given_and_says_so()
    {
        LinkDirection link = Make(new LinkParameters());
        link.SetState(OperState.Down);
        Assert.False(Send(link, Instant.Zero, 100));
        link.SetState(OperState.Up);
        Assert.True(Send(link, Instant.Zero, 100));
        Assert.Equal(1, link.Counters.Drops[DropReason.NoCarrier]);
    }

    [Fact]
    public void An_mtu_bounds_the_ip_packet_not_the_frame()
    {
        LinkDirection link = Make(new LinkParameters { Mtu = 1500 });
        Assert.True(Send(link, Instant.Zero, 1514, ipLength: 1500));
        Assert.False(Send(link, Instant.Zero, 1515, ipLength: 1501));
    }

    [Fact]
    public void Overhead_counts_on_the_link_and_may_be_negative()
    {
        LinkDirection more = Make(new LinkParameters { Rate = 8_000_000, Overhead = 24 });
        LinkDirection less = Make(new LinkParameters { Rate = 8_000_000, Overhead = -14 });
        Assert.Equal(1_024_000, ArrivalOf(more, Instant.Zero, 1000));
        Assert.Equal(986_000, ArrivalOf(less, Instant.Zero, 1000));
    }

    [Fact]
    public void Sending_allocates_nothing_once_the_queue_has_grown()
    {
        LinkDirection link = Make(new LinkParameters { Rate = 1_000_000_000, QueuePackets = 100, Loss = 0.1 });
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

    private static LinkDirection Make(LinkParameters parameters) => new(parameters, id: 0, (_, purpose) => new RandomStream(1, "links/test/a-to-b", purpose));

    private long ArrivalOf(LinkDirection link, Instant now, int length)
    {
        Assert.True(Send(link, now, length, out Instant arrival));
        return arrival.Nanoseconds;
    }

    private bool Send(LinkDirection link, Instant now, int length, int? ipLength = null) => Send(link, now, length, out _, ipLength);

    private bool Send(LinkDirection link, Instant now, int length, out Instant arrival, int? ipLength = null)
    {
        Packet packet = _pool.Rent(length);
        packet.Append(length);
        bool sent = link.Send(now, packet, ipLength ?? length, out arrival);
        if (sent) packet.Return();
        return sent;
    }
}
