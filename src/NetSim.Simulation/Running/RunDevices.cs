using NetSim.Devices;
using NetSim.Devices.Namespaces;
using NetSim.Devices.Polling;
using NetSim.Simulation.Recording;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Running;

/// <summary>What a run has of the host it runs on: its devices, real or recorded, and how its lane waits for them.</summary>
internal sealed class RunDevices : IDisposable
{
    private readonly List<IHostDevice> _all = [];
    private NodeNamespaces? _namespaces;

    private RunDevices()
    {
    }

    /// <summary>By device id.</summary>
    public IReadOnlyList<IHostDevice> All => _all;

    /// <summary>Where programs of this machine run; null if there is no netns node, or what was there is only recorded.</summary>
    public NodeNamespaces? Namespaces => _namespaces;

    /// <summary>Null on the virtual clock.</summary>
    public PollingWaiter? Waiter { get; private set; }

    public static DeviceResult<RunDevices> Open(TopologyPlan plan, RunOptions options, TimeMode mode)
    {
        var devices = new RunDevices();
        DeviceError? error = null;
        if (options.Replay is { } replay) devices.TakeFrom(replay, plan);
        else if (mode == TimeMode.Real) error = devices.OpenFor(plan, options);
        if (error is null) return devices;
        devices.Dispose();
        return error;
    }

    /// <summary>From now on, what enters is kept.</summary>
    public RecordWriter StartRecord(string file, RecordHeader header, IRunObserver observer)
    {
        var record = new RecordWriter(file, header, observer.OnCaptureBroken);
        foreach (IHostDevice device in _all)
            if (device is OpenDevice open) open.Record = record;
        return record;
    }

    public void Dispose()
    {
        _namespaces?.EndCommands();
        Waiter?.Dispose();
        foreach (IHostDevice device in _all) device.Dispose();
        _namespaces?.Dispose();
    }

    private void TakeFrom(RunRecord replay, TopologyPlan plan)
    {
        foreach (DevicePlan device in plan.Devices)
            _all.Add(new RecordedDevice(replay.HeaderOf(device.Name), replay.EntriesOf(device.Name)));
    }

    private DeviceError? OpenFor(TopologyPlan plan, RunOptions options)
    {
        if (!Poller.Open().TryGet(out Poller? poller, out DeviceError? error)) return error;
        Waiter = new PollingWaiter(poller, options.Polling);
        if (!NodeNamespaces.Make(plan, options).TryGet(out _namespaces, out error)) return error;
        foreach (DevicePlan device in plan.Devices)
        {
            InterfacePlan port = plan.Interfaces[device.InterfaceId];
            NetworkNamespace? usual = device.DeviceName is null ? options.Namespace : _namespaces.Of(port.NodeId);
            if (!Open(device, port, usual, Waiter).TryGet(out OpenDevice? open, out error)) return error;
            _all.Add(open);
        }
        return _namespaces.Configure();
    }

    private static DeviceResult<OpenDevice> Open(DevicePlan device, in InterfacePlan port, NetworkNamespace? usual, PollingWaiter waiter)
    {
        if (device.Namespace is not { } name) return OpenDevice.Open(device, port, usual, waiter);
        if (!NetworkNamespace.Open(name).TryGet(out NetworkNamespace? space, out DeviceError? error)) return error;
        using (space) return OpenDevice.Open(device, port, space, waiter);
    }
}
