using NetSim.Devices.Namespaces;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Recording;
using NetSim.Simulation.Telemetry.Sequences;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Running;

/// <summary>What whoever runs a simulation may say beside the file; null = as the file says.</summary>
public sealed record RunOptions
{
    public TimeMode? Time { get; init; }

    public Duration? Stop { get; init; }

    public ulong? Seed { get; init; }

    /// <summary>Captures every interface into this folder.</summary>
    public string? CaptureFolder { get; init; }

    /// <summary>Of <see cref="CaptureFolder"/>, only the latest is kept; null: all.</summary>
    public CaptureRingPlan? CaptureRing { get; init; }

    /// <summary>Captures every interface into this file, which is written when the run ends.</summary>
    public string? CaptureFile { get; init; }

    /// <summary>Where the devices are; null for the network namespace of the process. Read while opening only.</summary>
    public NetworkNamespace? Namespace { get; init; }

    /// <summary>What is traced if anybody listens to <see cref="Telemetry.NetSimTelemetry"/>.</summary>
    public TracePlan? Trace { get; init; }

    /// <summary>Whether the run can be looked into at all.</summary>
    public Instrumentation Instrumentation { get; init; }

    public IRunObserver? Observer { get; init; }

    /// <summary>Where to keep what enters from real devices, for <see cref="Replay"/>; null keeps nothing.</summary>
    public string? RecordFile { get; init; }

    /// <summary>Runs in virtual time with what has entered an earlier run, instead of opening devices. Seed and end are that run's.</summary>
    public RunRecord? Replay { get; init; }

    /// <summary>Real time: ends the run when an event is handled later than this after it was due; null puts up with any lag.</summary>
    public Duration? LagLimit { get; init; }

    /// <summary>Real time: how devices are waited for.</summary>
    public DevicePolling Polling { get; init; }

    /// <summary>Lanes of a virtual run: how many threads it may use. What happens is the same with any number.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>Virtual time: orders from outside are taken while it runs, which costs a question after every event. In real time they always are.</summary>
    public bool MayBeOperated { get; init; }

    /// <summary>Virtual time with one lane: its pace, from outside, together with orders; null: as fast as the machine can.</summary>
    public TimeControl? TimeControl { get; init; }

    /// <summary>By which the nodes are shared out among lanes; null: one is made when a run with several lanes opens.</summary>
    public Rehearsal? Rehearsal { get; init; }

    /// <summary>Whether programs of this machine that the file lists may run.</summary>
    public CommandPermission Commands { get; init; }

    /// <summary>Whether the run is read again and again, for <see cref="SimulationRun.Samples"/>.</summary>
    public SampleKeeping Samples { get; init; }

    /// <summary>Packets to keep in their order, for <see cref="SimulationRun.Sequence"/>; null keeps none.</summary>
    public SequenceRequest? Sequence { get; init; }

    /// <summary>By interface id, what looks on there; empty for nothing.</summary>
    internal IReadOnlyList<IFrameTap> FrameTaps { get; init; } = [];

    /// <summary>A run that only measures or compares: it writes no captures, and nobody hears of it.</summary>
    internal bool IsRehearsal { get; init; }

    /// <summary>Makes the packet pool of a lane; null for the usual one. Tests give one that finds misuse.</summary>
    public Func<PacketPool>? Pool { get; init; }
}

/// <summary>Whether a file may run programs of this machine: it may come from anywhere.</summary>
public enum CommandPermission : byte
{
    Refused,
    Allowed,
}

/// <summary>Whether a run keeps what it was like over time.</summary>
public enum SampleKeeping : byte
{
    None,

    /// <summary>Links, connections and pings are read at fixed times. What happens is the same.</summary>
    Kept,
}

/// <summary>Whether a run has instruments that somebody may listen to.</summary>
public enum Instrumentation : byte
{
    /// <summary>Metrics can be read, and traces are told if anybody listens.</summary>
    Offered,

    /// <summary>It has none: of many runs in one process, others are meant; or what instruments cost is to be measured.</summary>
    Absent,
}

/// <summary>How a run on the real clock waits for devices.</summary>
public enum DevicePolling : byte
{
    /// <summary>The thread sleeps, and the system wakes it: a little late, for no work while nothing happens.</summary>
    Sleeping,

    /// <summary>While there is traffic the thread asks the devices again and again: a processor is busy, and nothing waits for a wake-up.</summary>
    Busy,
}
