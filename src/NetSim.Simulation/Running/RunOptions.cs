using NetSim.Devices.Namespaces;
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

    /// <summary>Where the devices are; null for the network namespace of the process. Read while opening only.</summary>
    public NetworkNamespace? Namespace { get; init; }

    /// <summary>What is traced if anybody listens to <see cref="Telemetry.NetSimTelemetry"/>.</summary>
    public TracePlan? Trace { get; init; }

    public IRunObserver? Observer { get; init; }

    /// <summary>Lanes of a virtual run: how many threads it may use. What happens is the same with any number.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>Makes the packet pool of a lane; null for the usual one. Tests give one that finds misuse.</summary>
    public Func<PacketPool>? Pool { get; init; }
}
