using NetSim.Devices.Netlink;
using NetSim.Devices.Polling;
using NetSim.Devices.Tun;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using NetSim.Testing;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;

namespace NetSim.Simulation.Tests.Running;

/// <summary>How packets are put together before they are written, and what is counted.</summary>
public sealed class DeviceWriterTests : IDisposable
{
    private const int SegmentLength = 100;

    private readonly DiagnosticPacketPool _pool = new();
    private readonly PollingWaiter _waiter;

    public DeviceWriterTests()
    {
        Assert.True(Poller.Open().TryGet(out Poller? poller, out _));
        _waiter = new PollingWaiter(poller, DevicePolling.Sleeping);
    }

    public void Dispose()
    {
        _waiter.Dispose();
        _pool.AssertAllReturned();
    }

    [Fact]
    public void Segments_that_follow_one_another_are_one_write_before_the_lane_sleeps()
    {
        var device = new WrittenDevice(_waiter);
        var writer = new DeviceWriter(device, _pool);
        for (int i = 0; i < 5; i++) writer.Write(Segment(i));
        Assert.Empty(device.Written);
        _waiter.Wait(nanoseconds: 1);
        Assert.Equal([(5, 40 + 5 * SegmentLength)], device.Written.Select(w => (w.Count, w.Length)));
        Assert.Equal(5 * (40 + SegmentLength), device.Bytes);

        writer.Write(Segment(5));
        _waiter.Wait(nanoseconds: 1);
        Assert.Equal([5, 1], device.Written.Select(w => w.Count));
    }

    /// <summary>A lane that has more to do asks its waiter for no wait: it has not got to the end of what is due.</summary>
    [Fact]
    public void A_busy_lane_keeps_segments_back_but_not_for_ever()
    {
        var device = new WrittenDevice(_waiter);
        var writer = new DeviceWriter(device, _pool);
        writer.Write(Segment(0));
        _waiter.Wait(0);
        writer.Write(Segment(1));
        _waiter.Wait(0);
        Assert.Empty(device.Written);
        for (int i = 0; i < 100; i++) _waiter.Wait(0);
        Assert.Equal(2, Assert.Single(device.Written).Count);
    }

    [Fact]
    public void What_is_no_segment_is_written_at_once()
    {
        var device = new WrittenDevice(_waiter);
        var writer = new DeviceWriter(device, _pool);
        writer.Write(Segment(0));
        writer.Write(Datagram());
        Assert.Equal(IpProtocol.Udp, Assert.Single(device.Written).Protocol);
        _waiter.Wait(nanoseconds: 1);
        Assert.Equal([IpProtocol.Udp, IpProtocol.Tcp], device.Written.Select(w => w.Protocol));
    }

    [Fact]
    public void What_the_kernel_does_not_take_is_that_many_drops()
    {
        var device = new WrittenDevice(_waiter) { Status = TunWriteStatus.Refused };
        var writer = new DeviceWriter(device, _pool);
        for (int i = 0; i < 5; i++) writer.Write(Segment(i));
        _waiter.Wait(nanoseconds: 1);
        Assert.Equal(5, device.Drops[DropReason.NotSendable]);
        Assert.Equal(5, device.Drops.Total);
    }

    /// <summary>In a replay there is no sleep that anything could be kept back for.</summary>
    [Fact]
    public void Without_a_real_clock_nothing_is_kept_back()
    {
        var device = new WrittenDevice(waiter: null);
        var writer = new DeviceWriter(device, _pool);
        for (int i = 0; i < 3; i++) writer.Write(Segment(i));
        Assert.Equal([1, 1, 1], device.Written.Select(w => w.Count));
    }

    [Fact]
    public void A_device_that_takes_single_segments_gets_the_pieces_of_a_large_one()
    {
        var device = new WrittenDevice(_waiter) { MaxSuperSegment = 0 };
        var writer = new DeviceWriter(device, _pool);
        writer.Write(PacketBuilder.IPv4().Tcp().Payload(250).SegmentSize(SegmentLength).Build(_pool));
        Assert.Equal([140, 140, 90], device.Written.Select(w => w.Length));
    }

    private Packet Segment(int number) => PacketBuilder.IPv4().WithIPv4(f => f with { DontFragment = true })
        .Tcp(sequence: (uint)(number * SegmentLength)).Payload(SegmentLength).Build(_pool);

    private Packet Datagram() => PacketBuilder.IPv4().Udp().Payload(SegmentLength).Build(_pool);

    /// <summary>A device that only notes what would have gone to the kernel.</summary>
    private sealed class WrittenDevice(PollingWaiter? waiter) : IHostDevice
    {
        private DropCounters _drops;

        public List<(int Count, int Length, IpProtocol Protocol)> Written { get; } = [];

        public int Bytes { get; private set; }

        public TunWriteStatus Status { get; init; } = TunWriteStatus.Written;

        public string Name => "test";

        public LinkType LinkType => LinkType.Raw;

        public int MaxSuperSegment { get; init; } = 65_000;

        public HostLink Link => HostLink.Missing;

        public TunCounters Counters => default;

        public ref DropCounters Drops => ref _drops;

        public PollingWaiter? Waiter => waiter;

        public TunWriteStatus Write(in Coalesced coalesced)
        {
            Written.Add((coalesced.Count, coalesced.Packet.Length, (IpProtocol)coalesced.Packet.Bytes[9]));
            Bytes += coalesced.Bytes;
            return Status;
        }

        public void SetCarrier(OperState state) => throw new NotSupportedException("Not asked for by these tests.");

        public Props EntranceProps(PacketPool pool) => throw new NotSupportedException("Not asked for by these tests.");

        public void Dispose()
        {
        }
    }
}
