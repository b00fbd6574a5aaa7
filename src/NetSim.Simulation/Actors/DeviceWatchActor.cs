using NetSim.Devices.Netlink;
using NetSim.Simulation.Running;

namespace NetSim.Simulation.Actors;

/// <summary>Follows what the system says of a device, and tells the device's entrance when that changes.</summary>
internal sealed class DeviceWatchActor(OpenDevice device, LinkWatcher watcher) : UntypedActor
{
    protected override void PreStart() => device.Waiter.Watch(watcher.Handle, Self);

    protected override void PostStop() => device.Waiter.Forget(watcher.Handle, Self);

    protected override void OnReceive(object message)
    {
        if (message is not Readable)
        {
            Unhandled(message);
            return;
        }
        if (watcher.Update() == LinkChange.Changed) Context.Parent.Tell(watcher.Link, Self);
    }
}
