using System.Collections.Immutable;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Filtering;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>A path as the file writes it, and where that is.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="FullPath">Absolute, links resolved as they were when the file was read.</param>
public sealed record PathPlan(string Text, string FullPath);

/// <summary>The packets of one interface go to a pcapng file.</summary>
public sealed record CapturePlan(int InterfaceId, PathPlan File)
{
    /// <summary>Which of them; null: all.</summary>
    public FilterPlan? Filter { get; init; }

    /// <summary>Several files instead of one, of which the latest are kept; null: one that grows.</summary>
    public CaptureRingPlan? Ring { get; init; }
}

/// <summary>How much of a capture is kept.</summary>
/// <param name="Files">How many files.</param>
/// <param name="Size">Of each, at most.</param>
public sealed record CaptureRingPlan(int Files, ByteSize Size)
{
    public const int MostFiles = 10_000;

    /// <summary>A file has its own headers, and a packet has up to 64 KiB.</summary>
    public static ByteSize LeastSize => new(100_000);
}

/// <summary>A packet filter.</summary>
/// <param name="Text">In tcpdump's syntax.</param>
/// <param name="Program">What it was compiled to, for the link type of its interface.</param>
public sealed record FilterPlan(string Text, BpfProgram Program);

/// <summary>What is told to OpenTelemetry.</summary>
public sealed record TracePlan
{
    public FlowTracing Flows { get; init; }

    /// <summary>Null if no packets are followed.</summary>
    public PacketTracePlan? Packets { get; init; }
}

/// <summary>
/// Which packets are followed. It is decided where a packet is made, or enters from a device, by what that node alone knows: so it is the same with any
/// number of lanes.
/// </summary>
/// <param name="Ratio">The share of packets that are followed, from 0 to 1.</param>
/// <param name="Drops">Whether dropped ones are told of in any case.</param>
public sealed record PacketTracePlan(double Ratio, DropTracing Drops)
{
    /// <summary>Which of them; null: all.</summary>
    public PacketFilter? Filter { get; init; }

    /// <summary>The nodes that make them; empty: all.</summary>
    public ImmutableArray<int> Nodes { get; init; } = [];

    /// <summary>The first and the last moment, since the start of the run: made at or after the one, and before the other.</summary>
    public Duration Start { get; init; }

    /// <inheritdoc cref="Start"/>
    public Duration Stop { get; init; } = Duration.MaxValue;

    /// <summary>How many each node follows at most of those that it makes in one second of simulated time, the first ones; null: no limit.</summary>
    public int? PerSecond { get; init; }
}
