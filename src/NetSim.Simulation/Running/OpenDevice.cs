using NetSim.Devices;
using NetSim.Devices.Namespaces;
using NetSim.Devices.Netlink;
using NetSim.Devices.Tun;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Recording;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Running;

/// <summary>A device of the plan, opened: its queue, and a watcher of what the system makes of it.</summary>
internal sealed class OpenDevice : IHostDevice
{
    private const int MaxIpPacket = 65_535;

    /// <summary>IPv6 40 and TCP 60 with all options, rounded up.</summary>
    private const int LongestHeaders = 128;

    private DropCounters _drops;

    private OpenDevice(string name, TunDevice tun, LinkWatcher watcher, PollingWaiter waiter) => (Name, Tun, Watcher, Waiter) = (name, tun, watcher, waiter);

    public TunDevice Tun { get; }

    public LinkWatcher Watcher { get; }

    /// <summary>What the device's lane sleeps in.</summary>
    public PollingWaiter Waiter { get; }

    /// <summary>Keeps what comes from the host; null if nobody wants it.</summary>
    public RecordWriter? Record { get; set; }

    public string Name { get; }

    public LinkType LinkType => Tun.Kind == TunKind.Tun ? LinkType.Raw : LinkType.Ethernet;

    public HostLink Link => Tun.State == TunDeviceState.Gone ? HostLink.Missing : Watcher.Link;

    public TunCounters Counters => Tun.Counters;

    public ref DropCounters Drops => ref _drops;

    public int MaxSuperSegment => (Tun.Offloads & (TunOffloads.Tso4 | TunOffloads.Tso6)) == (TunOffloads.Tso4 | TunOffloads.Tso6)
        ? MaxIpPacket - LongestHeaders
        : 0;

    public static DeviceResult<OpenDevice> Open(DevicePlan plan, int mtu, NetworkNamespace? space, PollingWaiter waiter)
    {
        var options = new TunOptions
        {
            Name = plan.DeviceName ?? plan.Name,
            Kind = plan.Kind == DeviceKind.Tun ? TunKind.Tun : TunKind.Tap,
            Mtu = mtu,
            Namespace = space,
            // A link takes packets as they are on the wire.
            Offloads = plan.DeviceName is null ? TunOffloadPolicy.Negotiate : TunOffloadPolicy.None,
        };
        if (!TunDevice.Open(options).TryGet(out TunDevice? tun, out DeviceError? error)) return error;
        if (LinkWatcher.Open(options.Name, space).TryGet(out LinkWatcher? watcher, out error)) return new OpenDevice(plan.Name, tun, watcher, waiter);
        tun.Dispose();
        return error;
    }

    public void SetCarrier(OperState state) => Tun.SetCarrier(state == OperState.Up ? TunCarrier.Plugged : TunCarrier.Unplugged);

    public TunWriteStatus Write(Packet packet) => Tun.Write(packet).Status;

    public Props EntranceProps(PacketPool pool) => Producer.PropsOf(() => new DeviceEntranceActor(this, pool));

    public void Dispose()
    {
        Watcher.Dispose();
        Tun.Dispose();
    }
}
