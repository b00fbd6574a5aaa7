namespace NetSim.Simulation.Topology.Plan;

/// <summary>A path as the file writes it, and where that is.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="FullPath">Absolute, links resolved as they were when the file was read.</param>
public sealed record PathPlan(string Text, string FullPath);

/// <summary>The packets of one interface go to a pcapng file.</summary>
public sealed record CapturePlan(int InterfaceId, PathPlan File);

/// <summary>What is told to OpenTelemetry.</summary>
public sealed record TracePlan
{
    public FlowTracing Flows { get; init; }

    /// <summary>Null if no packets are followed.</summary>
    public PacketTracePlan? Packets { get; init; }
}

/// <param name="Ratio">The share of packets that are followed, from 0 to 1.</param>
/// <param name="Drops">Whether dropped ones are told of in any case.</param>
public sealed record PacketTracePlan(double Ratio, DropTracing Drops);
