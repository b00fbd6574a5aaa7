using System.Security.Cryptography;
using NetSim.Actors.Lanes;
using NetSim.Devices;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Determinism;
using NetSim.Simulation.Operating;
using NetSim.Simulation.Recording;
using NetSim.Simulation.Sampling;
using NetSim.Simulation.Telemetry.Metrics;
using NetSim.Simulation.Telemetry.Sequences;
using NetSim.Simulation.Telemetry.Traces;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Running;

/// <summary>
/// A network brought up: opens devices and captures, makes the actors, lets the clock run, and says at the end what happened. One run is
/// used once.
/// </summary>
public sealed partial class SimulationRun : IDisposable
{
    private readonly TopologyPlan _plan;
    private readonly RunOptions _options;
    private readonly LanePartition _partition;
    private readonly LaneSystem _lanes;
    private readonly SimulationParts _parts;
    private readonly CaptureFiles _captures;
    private readonly IRunObserver _observer;
    private readonly RunMeter? _meter;
    private readonly RunDevices _devices;
    private readonly RecordWriter? _record;
    private readonly RunSampler? _sampler;
    private readonly SequenceRecorder? _sequence;
    private bool _endsWithWork;
    private Duration _workDoneAt = Duration.MaxValue;
    private long _started;
    private long _allocatedBefore;
    private TimeSpan _setUp;
    private Exception? _failure;

    private SimulationRun(TopologyPlan plan, RunOptions options, RunDevices devices)
    {
        (_plan, _options) = (plan, options);
        _observer = options.Observer ?? NoObserver.Instance;
        _devices = devices;
        Mode = ModeOf(plan, options);
        Seed = options.Replay?.Header.Seed ?? options.Seed ?? plan.Seed;
        long epoch = options.Replay?.Header.Epoch ?? (Mode == TimeMode.Real ? NanosecondsSince1970() : 0);
        Epoch = DateTimeOffset.UnixEpoch.AddTicks(epoch / 100);
        _captures = options.IsRehearsal ? CaptureFiles.None : CaptureFiles.Open(plan, options, epoch, _observer);
        for (int i = 0; i < options.FrameTaps.Count; i++) _captures.Add(i, options.FrameTaps[i]);
        FrameCondition[] conditions = [.. AddConditions()];
        _partition = PartitionOf(plan, options, Mode);
        _lanes = LaneSystem.CreateVirtual("netsim", new VirtualTimeOptions { Lanes = _partition.Lanes });
        var expectations = new List<RunningExpectation>();
        var addresses = new NodeAddresses(plan);
        foreach (ExpectationPlan expectation in plan.Expectations) expectations.Add(MakeExpectation(expectation, addresses));
        var depot = new PacketDepot();
        Func<PacketPool> pool = options.Pool ?? (() => new RecyclingPacketPool(depot));
        UInt128 key = options.Replay?.Header.Key ?? (devices.All.Count > 0 ? SecretKey() : KeyOfSeed((long)Seed));
        bool isSilent = options.IsRehearsal || options.Instrumentation == Instrumentation.Absent;
        if (options is { Sequence: { } wanted, IsRehearsal: false }) _sequence = new SequenceRecorder(wanted, addresses);
        RunTracer? tracer = isSilent ? null : RunTracer.StartIfHeard(plan, options.Trace, new RunStart(Mode, Seed, epoch), _sequence);
        _parts = new SimulationParts(plan, (long)Seed, _lanes.Lanes, _partition.LaneOf, pool, tracer)
        {
            Devices = devices.All,
            Namespaces = devices.Namespaces,
            Taps = _captures.Taps,
            Expectations = expectations,
            Conditions = conditions,
            Key = key,
            OnWorkDone = OnWorkDone,
            OnFailed = OnFailed,
        };
        if (options.RecordFile is { } file) _record = devices.StartRecord(file, HeaderOf(key, epoch), _observer);
        if (options is { Samples: SampleKeeping.Kept, IsRehearsal: false }) _sampler = new RunSampler(_parts, Mode == TimeMode.Virtual ? FirstInterval : FirstRealInterval);
        if (!isSilent) _meter = new RunMeter(new RunReadings(plan, _parts, _lanes, () => _started == 0 ? TimeSpan.Zero : TimeProvider.System.GetElapsedTime(_started)));
    }

    public TimeMode Mode { get; }

    public ulong Seed { get; }

    /// <summary>The time of day of instant zero: in virtual time always the same, so that two runs are.</summary>
    public DateTimeOffset Epoch { get; }

    /// <summary>When the run ends at the latest; null if only the end of all work, or the user, ends it.</summary>
    public Duration? StopAt => _options.Replay is { } replay
        ? new Duration(replay.End?.At ?? replay.LastEntryAt)
        : _options.Stop ?? _plan.Time.Stop;

    /// <summary>Simulated time since the start. From any thread; a moment old on the virtual clock, but not for an <see cref="IRunObserver"/> that is called by a lane of the run.</summary>
    public Duration Now => new(_lanes.Now);

    /// <summary>What it was like over time; null if the options do not ask for that.</summary>
    public RunSamples? Samples => _sampler?.Samples;

    /// <summary>The packets that the options ask for, once the run has ended; else null.</summary>
    public PacketSequence? Sequence => _sequence?.Result;

    /// <summary>Opens what the plan needs of the machine.</summary>
    /// <exception cref="IOException">A capture file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    public static DeviceResult<SimulationRun> Open(TopologyPlan plan, RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        if (!RunDevices.Open(plan, options, ModeOf(plan, options)).TryGet(out RunDevices? devices, out DeviceError? error)) return error;
        try
        {
            return new SimulationRun(plan, options, devices);
        }
        catch
        {
            devices.Dispose();
            throw;
        }
    }

    /// <summary>Runs on the caller's thread until the stop time, the end of all work, or <paramref name="cancellation"/>.</summary>
    public RunSummary Run(CancellationToken cancellation = default)
    {
        _endsWithWork = true;
        StartedDoor();
        return RunToEnd(cancellation);
    }

    private RunSummary RunToEnd(CancellationToken cancellation)
    {
        if (Mode == TimeMode.Virtual) RunVirtual(cancellation);
        else RunReal(cancellation);
        if (_failure is { } failure) throw new InvalidOperationException($"the simulation itself has failed: {failure.Message}", failure);
        _devices.Namespaces?.EndCommands();
        _sampler?.Finish(Instant.Zero + Now);
        _captures.Close();
        EndLiveCaptures();
        _parts.Tracer?.OnRunEnded();
        _ended.TrySetResult();
        RunSummary summary = Summarise(cancellation.IsCancellationRequested);
        _record?.End(new RecordEnd(Now.Nanoseconds, summary.Fingerprint));
        return summary;
    }

    /// <summary>Makes the network. It stands afterwards, and all that is due at instant 0 has happened.</summary>
    public void Start()
    {
        long started = TimeProvider.System.GetTimestamp();
        IActorRef simulation = _lanes.System.ActorOf(Producer.PropsOf(() => new SimulationActor(_plan, _parts, _observer)), "sim");
        OpenDoor(simulation);
        _lanes.RunUntil(0);
        _lanes.RunApart(_partition.LookAhead.Nanoseconds, ControlPlane.Latency.Nanoseconds);
        _setUp = TimeProvider.System.GetElapsedTime(started);
        _started = TimeProvider.System.GetTimestamp();
        _allocatedBefore = GC.GetTotalAllocatedBytes();
        _stands = true;
    }

    /// <summary>Virtual clock: lets the network run on up to a time, whether or not there is work left. For whoever steps through a run.</summary>
    public void RunUntil(Duration time) => _lanes.RunUntil(time.Nanoseconds);

    /// <summary>Virtual clock: lets the network run on for a number of events, or to its end. Returns how many there were.</summary>
    internal long RunFor(long events)
    {
        Lane lane = _lanes.Lanes[0];
        long enough = lane.EventsHandled + events;
        return _lanes.RunUntil((StopAt ?? Duration.MaxValue).Nanoseconds, () => lane.EventsHandled >= enough);
    }

    internal LinkParts[] Links => _parts.Links;

    /// <summary>What the links have carried so far. From any thread; a moment old.</summary>
    public IReadOnlyList<LinkSummary> ReadLinks() => [.. _parts.Links.Select((link, id) => LinkSummary.Of(_plan, id, link))];

    /// <summary>How the devices are now. From any thread; a moment old.</summary>
    public IReadOnlyList<DeviceSummary> ReadDevices() => [.. _parts.Devices.Select(DeviceSummary.Of)];

    /// <summary>What has happened so far. Between two calls of what drives the clock, on their thread.</summary>
    public RunSummary Summarise(bool isInterrupted = false)
    {
        return RunSummary.Of(_plan, _parts, new RunFigures
        {
            Mode = Mode,
            Seed = Seed,
            Simulated = Now,
            SetUp = _setUp,
            Wall = TimeProvider.System.GetElapsedTime(_started),
            AllocatedBytes = GC.GetTotalAllocatedBytes() - _allocatedBefore,
            Lanes = _lanes.Lanes.Count,
            MaxLag = new Duration(_lanes.Lanes[0].MaxLateness),
            LateEvents = _lanes.Lanes[0].LateEvents,
            IsTooLate = _lanes.Lanes[0].MaxLateness > LagLimit,
            IsInterrupted = isInterrupted,
        });
    }

    public void Dispose()
    {
        _parts.Tracer?.OnRunEnded();
        _meter?.Dispose();
        _lanes.Dispose();
        _captures.Dispose();
        _record?.Dispose();
        _devices.Dispose();
    }

    private IEnumerable<FrameCondition> AddConditions()
    {
        for (int i = 0; i < _plan.Events.Length; i++)
        {
            if (_plan.Events[i].When is not FramesSeenPlan seen) continue;
            var condition = new FrameCondition(i, seen.Frames, seen.Filter?.Program);
            _captures.Add(seen.InterfaceId, condition);
            yield return condition;
        }
    }

    private RunningExpectation MakeExpectation(ExpectationPlan plan, NodeAddresses addresses)
    {
        if (plan is not PacketsExpectationPlan packets) return new RunningExpectation(plan, addresses, null);
        var counter = new FrameCounter(Instant.Zero + packets.Start, packets.Filter?.Program);
        _captures.Add(packets.InterfaceId, counter);
        return new RunningExpectation(plan, addresses, counter);
    }

    private static LanePartition PartitionOf(TopologyPlan plan, RunOptions options, TimeMode mode)
    {
        if (mode == TimeMode.Real || options.Lanes == 1) return LanePartition.Of(plan, lanes: 1);
        return LanePartition.Of(plan, options.Lanes, options.Rehearsal ?? (options.IsRehearsal ? null : Rehearsal.Of(plan, options)));
    }

    private static TimeMode ModeOf(TopologyPlan plan, RunOptions options) =>
        options.Replay is null ? options.Time ?? plan.Time.Mode : TimeMode.Virtual;

    private RecordHeader HeaderOf(UInt128 key, long epoch) => new()
    {
        Name = _plan.Name,
        Topology = RunRecord.HashOf(_plan),
        Seed = Seed,
        Key = key,
        Epoch = epoch,
        Devices = [.. _devices.All.Select(device => new RecordedDeviceHeader(device.Name, device.LinkType, device.MaxSuperSegment))],
    };

    private long LagLimit => _options.LagLimit?.Nanoseconds ?? long.MaxValue;

    private void OnWorkDone(long at)
    {
        if (!_endsWithWork) return;
        _workDoneAt = new Duration(at);
        _lanes.EndAt(at);
    }

    private void OnFailed(Exception cause)
    {
        _failure ??= cause;
        _lanes.EndAt(0);
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
