using System.Security.Cryptography;
using NetSim.Actors.Lanes;
using NetSim.Devices;
using NetSim.Devices.Polling;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Determinism;
using NetSim.Simulation.Telemetry.Metrics;
using NetSim.Simulation.Telemetry.Traces;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Running;

/// <summary>
/// A network brought up: opens devices and captures, makes the actors, lets the clock run, and says at the end what happened. One run is
/// used once.
/// </summary>
public sealed class SimulationRun : IDisposable
{
    private readonly TopologyPlan _plan;
    private readonly RunOptions _options;
    private readonly LanePartition _partition;
    private readonly LaneSystem _lanes;
    private readonly SimulationParts _parts;
    private readonly CaptureFiles _captures;
    private readonly IRunObserver _observer;
    private readonly RunMeter _meter;
    private readonly ManualResetEventSlim _ended = new();
    private bool _endsWithWork;
    private Duration _workDoneAt = Duration.MaxValue;
    private long _started;
    private long _allocatedBefore;
    private TimeSpan _setUp;
    private Duration _endedAt;
    private Exception? _failure;

    private SimulationRun(TopologyPlan plan, RunOptions options, List<OpenDevice> devices, List<PollingWaiter> waiters)
    {
        (_plan, _options) = (plan, options);
        _observer = options.Observer ?? NoObserver.Instance;
        Mode = options.Time ?? plan.Time.Mode;
        Seed = options.Seed ?? plan.Seed;
        long epoch = Mode == TimeMode.Real ? NanosecondsSince1970() : 0;
        Epoch = DateTimeOffset.UnixEpoch.AddTicks(epoch / 100);
        _captures = CaptureFiles.Open(plan, options.CaptureFolder, epoch, _observer);
        _partition = LanePartition.Of(plan, Mode == TimeMode.Virtual ? options.Lanes : 1);
        _lanes = Mode == TimeMode.Virtual
            ? LaneSystem.CreateVirtual("netsim", new VirtualTimeOptions { Lanes = _partition.Lanes })
            : LaneSystem.CreateReal("netsim", new RealTimeOptions { Lanes = waiters.Count, Scale = plan.Time.Scale, Waiter = lane => waiters[lane] });
        var expectations = new List<RunningExpectation>();
        foreach (ExpectationPlan expectation in plan.Expectations) expectations.Add(new RunningExpectation(expectation, plan));
        var depot = new PacketDepot();
        Func<PacketPool> pool = options.Pool ?? (() => new RecyclingPacketPool(depot));
        RunTracer? tracer = RunTracer.StartIfHeard(plan, options.Trace, new RunStart(Mode, Seed, epoch));
        _parts = new SimulationParts(plan, (long)Seed, _lanes.Lanes, _partition.LaneOf, pool, tracer)
        {
            Devices = devices,
            Waiters = waiters,
            Taps = _captures.Taps,
            Expectations = expectations,
            Key = devices.Count > 0 ? SecretKey() : KeyOfSeed((long)Seed),
            OnWorkDone = OnWorkDone,
            OnFailed = OnFailed,
        };
        // Also if the engine itself fails: whoever waits for the end must not wait for ever.
        if (Mode == TimeMode.Real) _lanes.System.RegisterOnTermination(_ended.Set);
        _meter = new RunMeter(new RunReadings(plan, _parts, _lanes));
    }

    public TimeMode Mode { get; }

    public ulong Seed { get; }

    /// <summary>The time of day of instant zero: in virtual time always the same, so that two runs are.</summary>
    public DateTimeOffset Epoch { get; }

    /// <summary>When the run ends at the latest; null if only the end of all work, or the user, ends it.</summary>
    public Duration? StopAt => _options.Stop ?? _plan.Time.Stop;

    /// <summary>Simulated time since the start. From any thread; a moment old on the virtual clock.</summary>
    public Duration Now => new(_lanes.Now);

    /// <summary>Opens what the plan needs of the machine.</summary>
    /// <exception cref="IOException">A capture file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    public static DeviceResult<SimulationRun> Open(TopologyPlan plan, RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        var devices = new List<OpenDevice>();
        var waiters = new List<PollingWaiter>();
        bool isReal = (options.Time ?? plan.Time.Mode) == TimeMode.Real;
        if (OpenDevices(plan, options, devices) is { } error || (isReal && (error = OpenWaiters(waiters)) is not null))
        {
            Close(devices, waiters);
            return error;
        }
        try
        {
            return new SimulationRun(plan, options, devices, waiters);
        }
        catch
        {
            Close(devices, waiters);
            throw;
        }
    }

    /// <summary>Runs until the stop time, the end of all work, or <paramref name="cancellation"/>; on the virtual clock on the caller's thread.</summary>
    public RunSummary Run(CancellationToken cancellation = default)
    {
        _endsWithWork = true;
        Start();
        if (Mode == TimeMode.Virtual) RunVirtual(cancellation);
        else RunReal(cancellation);
        if (_failure is { } failure) throw new InvalidOperationException($"the simulation itself has failed: {failure.Message}", failure);
        _captures.Close();
        _parts.Tracer?.OnRunEnded();
        return Summarise(cancellation.IsCancellationRequested);
    }

    /// <summary>Makes the network. On the virtual clock it stands afterwards, and all that is due at instant 0 has happened.</summary>
    public void Start()
    {
        long started = TimeProvider.System.GetTimestamp();
        _lanes.System.ActorOf(Producer.PropsOf(() => new SimulationActor(_plan, _parts, _observer)), "sim");
        if (Mode == TimeMode.Virtual)
        {
            _lanes.RunUntil(0);
            _lanes.RunApart(_partition.LookAhead.Nanoseconds, ControlPlane.Latency.Nanoseconds);
        }
        _setUp = TimeProvider.System.GetElapsedTime(started);
        _started = TimeProvider.System.GetTimestamp();
        _allocatedBefore = GC.GetTotalAllocatedBytes();
    }

    /// <summary>Virtual clock: lets the network run on up to a time, whether or not there is work left. For whoever steps through a run.</summary>
    public void RunUntil(Duration time) => _lanes.RunUntil(time.Nanoseconds);

    /// <summary>What the links have carried so far. From any thread; a moment old.</summary>
    public IReadOnlyList<LinkSummary> ReadLinks() => [.. _parts.Links.Select((link, id) => LinkSummary.Of(_plan, id, link))];

    /// <summary>How the devices are now. From any thread; a moment old.</summary>
    public IReadOnlyList<DeviceSummary> ReadDevices() => [.. _parts.Devices.Select(DeviceSummary.Of)];

    /// <summary>What has happened so far; on the real clock only after the end.</summary>
    public RunSummary Summarise(bool isInterrupted = false)
    {
        return RunSummary.Of(_plan, _parts, new RunFigures
        {
            Mode = Mode,
            Seed = Seed,
            Simulated = Mode == TimeMode.Virtual ? Now : _endedAt,
            SetUp = _setUp,
            Wall = TimeProvider.System.GetElapsedTime(_started),
            AllocatedBytes = GC.GetTotalAllocatedBytes() - _allocatedBefore,
            Lanes = _lanes.Lanes.Count,
            IsInterrupted = isInterrupted,
        });
    }

    public void Dispose()
    {
        _parts.Tracer?.OnRunEnded();
        _meter.Dispose();
        _lanes.Dispose();
        _ended.Dispose();
        _captures.Dispose();
        Close(_parts.Devices, _parts.Waiters);
    }

    private void RunVirtual(CancellationToken cancellation)
    {
        using CancellationTokenRegistration registration = cancellation.Register(() => _lanes.EndAt(0));
        RunUntil(Duration.Min(StopAt ?? Duration.MaxValue, _workDoneAt));
    }

    private void RunReal(CancellationToken cancellation)
    {
        int limit = StopAt is { } stop ? (int)Math.Min(int.MaxValue, stop.TotalMilliseconds / _plan.Time.Scale) : Timeout.Infinite;
        try
        {
            _ended.Wait(limit, cancellation);
        }
        catch (OperationCanceledException)
        {
            // The user has seen enough: an end like the others.
        }
        _endedAt = Now;
        _parts.Tracer?.OnRunEnding();
        _lanes.System.Terminate().GetAwaiter().GetResult();
    }

    private void OnWorkDone(long at)
    {
        if (!_endsWithWork) return;
        _workDoneAt = new Duration(at);
        if (Mode == TimeMode.Virtual) _lanes.EndAt(at);
        else _ended.Set();
    }

    private void OnFailed(Exception cause)
    {
        _failure ??= cause;
        if (Mode == TimeMode.Virtual) _lanes.EndAt(0);
        else _ended.Set();
    }

    private static DeviceError? OpenDevices(TopologyPlan plan, RunOptions options, List<OpenDevice> devices)
    {
        foreach (DevicePlan device in plan.Devices)
        {
            if (!OpenDevice.Open(device, plan.Interfaces[device.InterfaceId].Mtu, options.Namespace).TryGet(out OpenDevice? open, out DeviceError? error)) return error;
            devices.Add(open);
        }
        return null;
    }

    private static DeviceError? OpenWaiters(List<PollingWaiter> waiters)
    {
        if (!Poller.Open().TryGet(out Poller? poller, out DeviceError? error)) return error;
        waiters.Add(new PollingWaiter(poller));
        return null;
    }

    private static void Close(IEnumerable<OpenDevice> devices, IEnumerable<PollingWaiter> waiters)
    {
        foreach (PollingWaiter waiter in waiters) waiter.Dispose();
        foreach (OpenDevice device in devices) device.Dispose();
    }

    private static UInt128 KeyOfSeed(long seed)
    {
        var stream = new RandomStream(seed, "", "key");
        return new UInt128(stream.NextUInt64(), stream.NextUInt64());
    }

    /// <summary>Real hosts are near: nobody may guess sequence numbers from the seed in the file.</summary>
    private static UInt128 SecretKey()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(bytes);
    }

    private static long NanosecondsSince1970() => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
}
