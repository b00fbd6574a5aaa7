using NetSim.Actors.Lanes;
using NetSim.Devices;
using NetSim.Devices.Netlink;
using NetSim.Devices.Tun;
using NetSim.Simulation.Running;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Actors;

/// <summary>
/// Where the real host enters the simulation: what a device has, and what the system says of it, becomes an event at the time of
/// its entry. It stands outside of the order of events (a group of its own), so that the same entries at the same times are the same run.
/// </summary>
internal sealed class DeviceEntranceActor : UntypedActor
{
    /// <summary>Packets read before others get their turn; whatever is left wakes the lane again.</summary>
    private const int MostInATrain = 64;

    private readonly OpenDevice _device;
    private readonly PacketPool _pool;
    private readonly TrainYard _yard = new();
    private IActorRef? _target;
    private HostLink? _entered;

    /// <summary>
    /// How many packets are read at once: as many as came last time, and all there are if those were not all. A look that finds nothing costs a
    /// system call, which a lone packet's answer would have to wait for.
    /// </summary>
    private int _expected = 1;

    public DeviceEntranceActor(OpenDevice device, PacketPool pool) => (_device, _pool) = (device, pool);

    private IDevicePort Port => _device.Port;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Readable:
                Read();
                break;
            case OpenEntrance open:
                Open(open.Target);
                break;
            case HostLink:
                EnterLink();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop() => _device.Waiter.Forget(Port.Handle, Self);

    private void Open(IActorRef target)
    {
        _target = target;
        if (_device.Watcher is { } watcher)
        {
            Context.ActorOf(Producer.PropsOf(() => new DeviceWatchActor(_device, watcher)), "watch");
            // The device was opened a while ago, and its host's side may have been configured since.
            watcher.Update();
        }
        EnterLink();
        _device.Waiter.WatchDevice(Port.Handle, Self);
    }

    private void EnterLink()
    {
        if (_device.Link.Equals(_entered)) return;
        _entered = _device.Link;
        long at = Lane.Current.EntryTime;
        _device.Record?.Link(at, _device.Name, _entered);
        Lane.Current.TellAt(at, _target!, _entered, Self);
    }

    private void Read()
    {
        if (_entered?.State != HostLinkState.Up) CatchUp();
        // Taken before the packets are: they have come by then, and reading many takes a while.
        Lane lane = Lane.Current;
        long at = lane.EntryTime;
        // A lane that is late already takes all there is: what it leaves would enter behind everything that is overdue.
        if (lane.NextDue < at) _expected = MostInATrain;
        PacketTrain train = _yard.TakeEmpty();
        while (train.Count < _expected && Port.TryRead(_pool, out Packet? packet)) train.Add(packet);
        _expected = train.Count == _expected ? MostInATrain : Math.Max(1, train.Count);
        if (!train.IsEmpty) Enter(train, at);
        if (Port.State != TunDeviceState.Gone) return;
        // Polling what is gone would wake the lane for ever.
        _device.Waiter.Forget(Port.Handle, Self);
        EnterLink();
    }

    /// <summary>A device that has come up can be readable before its watcher's word is here: what it sends must not be dropped for that.</summary>
    private void CatchUp()
    {
        _device.Watcher?.Update();
        EnterLink();
    }

    private void Enter(PacketTrain train, long at)
    {
        _device.Waiter.OnTraffic();
        _device.Record?.Packets(at, _device.Name, train);
        Lane.Current.TellAt(at, _target!, train, Self);
    }
}

/// <summary>To an entrance: whom to tell what enters.</summary>
internal sealed record OpenEntrance(IActorRef Target);
