using NetSim.Devices;
using NetSim.Devices.Namespaces;
using NetSim.Devices.Netlink;
using NetSim.Devices.Packets;
using NetSim.Devices.Tun;
using NetSim.Devices.Vxlan;
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

    private static readonly HostLink AlwaysUp = new() { State = HostLinkState.Up };

    private DropCounters _drops;
    private TunCounters _spared;

    private OpenDevice(string name, IDevicePort port, LinkWatcher? watcher, PollingWaiter waiter) => (Name, Port, Watcher, Waiter) = (name, port, watcher, waiter);

    public IDevicePort Port { get; }

    /// <summary>Null of what is no device of the system.</summary>
    public LinkWatcher? Watcher { get; }

    public PollingWaiter Waiter { get; }

    PollingWaiter? IHostDevice.Waiter => Waiter;

    /// <summary>Keeps what comes from the host; null if nobody wants it.</summary>
    public RecordWriter? Record { get; set; }

    public string Name { get; }

    public LinkType LinkType => Port.LinkType;

    public HostLink Link => Port.State == TunDeviceState.Gone ? HostLink.Missing : Watcher?.Link ?? AlwaysUp;

    /// <summary>Packets as the simulation knows them: how many of them were written at once is between the device and the system.</summary>
    public TunCounters Counters => Port.Counters.WithWrites(_spared.PacketsWritten, _spared.BytesWritten);

    public ref DropCounters Drops => ref _drops;

    public int MaxSuperSegment => (Port.Offloads & (TunOffloads.Tso4 | TunOffloads.Tso6)) == (TunOffloads.Tso4 | TunOffloads.Tso6)
        ? MaxIpPacket - LongestHeaders
        : 0;

    /// <param name="device">Of the plan.</param>
    /// <param name="port">The interface that is plugged into it.</param>
    /// <param name="space">Where it is; null for the namespace of the process.</param>
    /// <param name="waiter">What the lane sleeps in.</param>
    public static DeviceResult<OpenDevice> Open(DevicePlan device, in InterfacePlan port, NetworkNamespace? space, PollingWaiter waiter)
    {
        if (!OpenPort(device, port, space).TryGet(out IDevicePort? opened, out DeviceError? error)) return error;
        if (device.Kind == DeviceKind.Vxlan) return new OpenDevice(device.Name, opened, null, waiter);
        if (LinkWatcher.Open(device.DeviceName ?? device.Name, space).TryGet(out LinkWatcher? watcher, out error)) return new OpenDevice(device.Name, opened, watcher, waiter);
        opened.Dispose();
        return error;
    }

    private static DeviceResult<IDevicePort> OpenPort(DevicePlan device, in InterfacePlan port, NetworkNamespace? space) => device.Kind switch
    {
        DeviceKind.Packet => AsPort(PacketSocket.Open(new PacketSocketOptions
        {
            Name = device.Name,
            Mac = port.Mac,
            Promiscuity = device.Promiscuous ? Promiscuity.On : Promiscuity.Off,
            Namespace = space,
        })),
        DeviceKind.Vxlan => AsPort(VxlanSocket.Open(new VxlanSocketOptions
        {
            Local = device.Vxlan!.Local,
            Remote = device.Vxlan.Remote,
            Vni = device.Vxlan.Vni,
            Port = device.Vxlan.Port,
            Namespace = space,
        })),
        _ => AsPort(TunDevice.Open(new TunOptions
        {
            Name = device.DeviceName ?? device.Name,
            Kind = device.Kind == DeviceKind.Tun ? TunKind.Tun : TunKind.Tap,
            Mtu = port.Mtu,
            Namespace = space,
            // A link takes packets as they are on the wire.
            Offloads = device.DeviceName is null ? TunOffloadPolicy.Negotiate : TunOffloadPolicy.None,
        })),
    };

    private static DeviceResult<IDevicePort> AsPort<T>(DeviceResult<T> opened) where T : class, IDevicePort => new(opened.Value, opened.Error);

    public void SetCarrier(OperState state) => Port.SetCarrier(state == OperState.Up ? TunCarrier.Plugged : TunCarrier.Unplugged);

    public TunWriteStatus Write(in Coalesced coalesced)
    {
        TunWriteStatus status = Port.Write(coalesced.Packet).Status;
        if (status == TunWriteStatus.Written) _spared = _spared.WithWrites(coalesced.Count - 1, coalesced.Bytes - coalesced.Packet.Length);
        return status;
    }

    public Props EntranceProps(PacketPool pool) => Producer.PropsOf(() => new DeviceEntranceActor(this, pool));

    public void Dispose()
    {
        Watcher?.Dispose();
        Port.Dispose();
    }
}
