using NetSim.Devices.Netlink;
using NetSim.Devices.Tun;
using NetSim.Simulation.Running;
using NetSim.Stack.Interfaces;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Actors;

/// <summary>
/// A real TUN or TAP device, on the lane of the interface that is plugged into it: what the system sends goes up to the interface, what the
/// interface sends is written. A device that is down is a state, which is told to the interface and to whoever looks on, never a failure.
/// </summary>
internal sealed class DeviceActor : UntypedActor
{
    /// <summary>Packets read before others get their turn; whatever is left wakes the lane again.</summary>
    private const int ReadBudget = 64;

    private readonly OpenDevice _device;
    private readonly PollingWaiter _waiter;
    private readonly IRunObserver _observer;
    private readonly IActorRef _watch;
    private IActorRef? _interface;
    private PacketPool? _pool;

    public DeviceActor(OpenDevice device, PollingWaiter waiter, IRunObserver observer)
    {
        (_device, _waiter, _observer) = (device, waiter, observer);
        _watch = Context.ActorOf(Producer.PropsOf(() => new DeviceWatchActor(device, waiter)), "watch");
    }

    private TunDevice Tun => _device.Tun;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet packet:
                Write(packet);
                break;
            case Readable:
                Read();
                break;
            case PlugIn end:
                PlugIn(end);
                break;
            case HostLink:
                OnHostChanged();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop() => _waiter.Forget(Tun.Handle, Self);

    private void PlugIn(PlugIn end)
    {
        bool isFirst = _interface is null;
        (_interface, _pool) = (end.Interface, end.Pool);
        // The device was opened a while ago, and its host's side may have been configured since.
        _device.Watcher.Update();
        _interface.Tell(new Plugged(Self), Self);
        _interface.Tell(StateOf(_device.Link), Self);
        if (!isFirst) return;
        _waiter.Watch(Tun.Handle, Self);
        _observer.OnHostLink(_device.Name, _device.Link);
    }

    private void OnHostChanged()
    {
        _interface?.Tell(StateOf(_device.Link), Self);
        _observer.OnHostLink(_device.Name, _device.Link);
    }

    private static HostState StateOf(HostLink link) => link.State == HostLinkState.Up ? HostState.Up : HostState.Down;

    private void Read()
    {
        for (int i = 0; i < ReadBudget && Tun.TryRead(_pool!, out Packet? packet); i++) _interface!.Tell(packet, Self);
        if (Tun.State != TunDeviceState.Gone) return;
        // Polling what is gone would wake the lane for ever.
        _waiter.Forget(Tun.Handle, Self);
        OnHostChanged();
    }

    private void Write(Packet packet)
    {
        if (packet.SegmentSize > 0 && (Tun.Offloads & TunOffloads.Checksum) == 0) WriteInPieces(packet);
        else Count(Tun.Write(packet), packet);
        packet.Return();
    }

    private void WriteInPieces(Packet super)
    {
        LinkType type = Tun.Kind == TunKind.Tun ? LinkType.Raw : LinkType.Ethernet;
        if (!Segmentation.TryStart(super, type, out Segmentation cut)) return;
        while (cut.TryTake(_pool!, out Packet? piece))
        {
            Count(Tun.Write(piece), piece);
            piece.Return();
        }
    }

    private void Count(TunWriteResult result, Packet packet)
    {
        switch (result.Status)
        {
            case TunWriteStatus.Written:
                break;
            case TunWriteStatus.QueueFull:
                _device.Drops.Count(packet, DropReason.QueueFull);
                break;
            case TunWriteStatus.Refused:
                _device.Drops.Count(packet, DropReason.NotSendable);
                break;
            default:
                _device.Drops.Count(packet, DropReason.HostDown);
                break;
        }
    }
}
