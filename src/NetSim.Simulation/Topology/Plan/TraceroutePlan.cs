using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>Finds the routers on the way; the defaults are those of traceroute(8).</summary>
public sealed record TraceroutePlan : ApplicationPlan
{
    internal const int DefaultHops = 30, DefaultCount = 3, DefaultSize = 32;
    internal static readonly Duration DefaultWait = Duration.FromSeconds(5);

    public required Target To { get; init; }
    public int MaxHops { get; init; } = DefaultHops;

    /// <summary>Probes for each hop.</summary>
    public int Count { get; init; } = DefaultCount;

    /// <summary>Payload bytes of a probe.</summary>
    public int Size { get; init; } = DefaultSize;

    /// <summary>How long an answer may take.</summary>
    public Duration Wait { get; init; } = DefaultWait;

    public override string Kind => "traceroute";
}
