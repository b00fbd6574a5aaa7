using Microsoft.Win32.SafeHandles;
using NetSim.Actors.Lanes;
using NetSim.Devices;
using NetSim.Devices.Polling;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Running;

/// <summary>
/// A lane's sleep that ends when a device is readable: one epoll for the lane's descriptors, its wake-ups and its deadlines. The actor
/// that owns a readable descriptor is told so on the lane's own thread.
/// </summary>
internal sealed class PollingWaiter(Poller poller, DevicePolling polling) : ILaneWaiter, IDisposable
{
    /// <summary>So long after the last packet the lane keeps asking before it goes to sleep.</summary>
    private static readonly TimeSpan SpinFor = TimeSpan.FromMilliseconds(20);

    /// <summary>While it keeps asking, it asks the devices themselves; the rest, such as a wake-up, is looked at only so often.</summary>
    private const int LooksAtDevicesOnly = 64;

    /// <summary>What is kept back is kept for no longer than so many looks.</summary>
    private const int MostBusyLooks = 32;

    /// <summary>10 ms: a thousandth of this is less than it takes to wake up.</summary>
    private const long ShortWait = 10_000_000;

    private readonly List<IActorRef?> _owners = [];
    private readonly List<IActorRef> _devices = [];
    private readonly List<DeviceWriter> _writers = [];
    private readonly int[] _ready = new int[64];
    private long _lastTraffic = long.MinValue;
    private int _busyLooks;
    private int _looks;

    public void Wait(long nanoseconds)
    {
        FlushUnlessBusy(nanoseconds);
        if (nanoseconds > 0 && IsSpinning)
        {
            nanoseconds = 0;
            if (++_looks % LooksAtDevicesOnly != 0)
            {
                foreach (IActorRef device in _devices) device.Tell(Readable.Instance, ActorRefs.NoSender);
                return;
            }
        }

        int count = poller.Wait(nanoseconds == long.MaxValue ? Duration.MaxValue : new Duration(WithoutLeeway(nanoseconds)), _ready);
        for (int i = 0; i < count; i++) _owners[_ready[i]]?.Tell(Readable.Instance, ActorRefs.NoSender);
    }

    /// <summary>
    /// Linux lets a wait for descriptors end late by a thousandth of its length. So a long one is asked for shorter by more than that: the lane sees that
    /// nothing is due yet and waits for the rest, which is short.
    /// </summary>
    private static long WithoutLeeway(long nanoseconds) => nanoseconds < ShortWait ? nanoseconds : nanoseconds - nanoseconds / 512;

    /// <summary>Before the lane sleeps, what <paramref name="writer"/> has kept back is written.</summary>
    public void FlushBeforeWait(DeviceWriter writer) => _writers.Add(writer);

    /// <summary>A lane that is not to wait has more events that are due, and with them perhaps more segments to put together.</summary>
    private void FlushUnlessBusy(long nanoseconds)
    {
        if (_writers.Count == 0 || (nanoseconds == 0 && ++_busyLooks < MostBusyLooks)) return;
        _busyLooks = 0;
        foreach (DeviceWriter writer in _writers) writer.Flush();
        _writers.Clear();
    }

    /// <summary>There was something to read.</summary>
    public void OnTraffic()
    {
        if (polling == DevicePolling.Busy) _lastTraffic = TimeProvider.System.GetTimestamp();
    }

    private bool IsSpinning => _lastTraffic != long.MinValue && TimeProvider.System.GetElapsedTime(_lastTraffic) < SpinFor;

    public void Wake() => poller.Wake();

    /// <summary>Tells <paramref name="owner"/> from now on when <paramref name="handle"/> is readable. On the lane's thread.</summary>
    public DeviceError? Watch(SafeFileHandle handle, IActorRef owner)
    {
        _owners.Add(owner);
        return poller.Add(handle, _owners.Count - 1);
    }

    /// <summary>The same for a device, which is read without a question while there is traffic.</summary>
    public DeviceError? WatchDevice(SafeFileHandle handle, IActorRef owner)
    {
        _devices.Add(owner);
        return Watch(handle, owner);
    }

    public void Forget(SafeFileHandle handle, IActorRef owner)
    {
        poller.Remove(handle);
        _devices.Remove(owner);
        int at = _owners.IndexOf(owner);
        if (at >= 0) _owners[at] = null;
    }

    public void Dispose() => poller.Dispose();
}

/// <summary>To the owner of a descriptor: there is something to read.</summary>
internal sealed class Readable
{
    public static readonly Readable Instance = new();
}
