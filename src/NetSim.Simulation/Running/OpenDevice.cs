using NetSim.Devices;
using NetSim.Devices.Namespaces;
using NetSim.Devices.Netlink;
using NetSim.Devices.Tun;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Running;

/// <summary>A device of the plan, opened: its queue, and a watcher of what the system makes of it.</summary>
internal sealed class OpenDevice : IDisposable
{
    private OpenDevice(TunDevice tun, LinkWatcher watcher) => (Tun, Watcher) = (tun, watcher);

    public TunDevice Tun { get; }

    public LinkWatcher Watcher { get; }

    public string Name => Tun.Name;

    public HostLink Link => Tun.State == TunDeviceState.Gone ? HostLink.Missing : Watcher.Link;

    /// <summary>Packets that could not be written.</summary>
    public DropCounters Drops { get; } = new();

    /// <summary>The largest TCP payload that the device takes in one piece; 0 if it takes single segments only.</summary>
    public int MaxSuperSegment => (Tun.Offloads & (TunOffloads.Tso4 | TunOffloads.Tso6)) == (TunOffloads.Tso4 | TunOffloads.Tso6)
        ? MaxIpPacket - LongestHeaders
        : 0;

    private const int MaxIpPacket = 65_535;

    /// <summary>IPv6 40 and TCP 60 with all options, rounded up.</summary>
    private const int LongestHeaders = 128;

    public static DeviceResult<OpenDevice> Open(DevicePlan plan, int mtu, NetworkNamespace? space)
    {
        var options = new TunOptions
        {
            Name = plan.Name,
            Kind = plan.Kind == DeviceKind.Tun ? TunKind.Tun : TunKind.Tap,
            Mtu = mtu,
            Namespace = space,
        };
        if (!TunDevice.Open(options).TryGet(out TunDevice? tun, out DeviceError? error)) return error;
        if (LinkWatcher.Open(plan.Name, space).TryGet(out LinkWatcher? watcher, out error)) return new OpenDevice(tun, watcher);
        tun.Dispose();
        return error;
    }

    public void Dispose()
    {
        Watcher.Dispose();
        Tun.Dispose();
    }
}
