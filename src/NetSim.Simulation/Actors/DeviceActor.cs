using NetSim.Devices.Netlink;
using NetSim.Simulation.Running;
using NetSim.Stack.Interfaces;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Actors;

/// <summary>
/// A device of the host, on the lane of the interface that is plugged into it: what enters from the host goes up to the interface, what the
/// interface sends is written. A device that is down is a state, which is told to the interface and to whoever looks on, never a failure.
/// </summary>
internal sealed class DeviceActor : UntypedActor
{
    private readonly IHostDevice _device;
    private readonly DeviceWriter _writer;
    private readonly IActorRef _entrance;
    private readonly IRunObserver _observer;
    private IActorRef? _interface;
    private HostLink? _link;

    public DeviceActor(IHostDevice device, PacketPool pool, IActorRef entrance, IRunObserver observer) =>
        (_device, _writer, _entrance, _observer) = (device, new DeviceWriter(device, pool), entrance, observer);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet packet:
                _writer.Write(packet);
                break;
            case PacketTrain train:
                while (train.TryTake(out Packet? packet)) _interface!.Tell(packet, Self);
                break;
            case PlugIn end:
                PlugIn(end);
                break;
            case SetLinkState cable:
                _device.SetCarrier(cable.State);
                break;
            case HostLink link:
                OnHostLink(link);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop() => _writer.Flush();

    private void PlugIn(PlugIn end)
    {
        bool isFirst = _interface is null;
        _interface = end.Interface;
        _interface.Tell(new Plugged(Self), Self);
        if (_link is { } link) _interface.Tell(StateOf(link), Self);
        if (isFirst) _entrance.Tell(new OpenEntrance(Self), Self);
    }

    private void OnHostLink(HostLink link)
    {
        _link = link;
        _interface!.Tell(StateOf(link), Self);
        _observer.OnHostLink(_device.Name, link);
    }

    private static HostState StateOf(HostLink link) => link.State == HostLinkState.Up ? HostState.Up : HostState.Down;
}
