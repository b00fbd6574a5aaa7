using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>A small experiment that the run makes on its own, and what it should show.</summary>
public abstract record ExpectationPlan
{
    private protected ExpectationPlan()
    {
    }

    /// <summary>Into <see cref="TopologyPlan.Expectations"/>.</summary>
    public int Id { get; init; }

    /// <summary>The node that it starts from.</summary>
    public required int FromNodeId { get; init; }

    public required Target To { get; init; }
    public Duration Start { get; init; }
}

/// <summary>Echo requests; the comparisons that are null are not made.</summary>
public sealed record PingExpectationPlan : ExpectationPlan
{
    public int Count { get; init; } = 5;
    public Duration Every { get; init; } = Duration.FromSeconds(1);

    /// <summary>Payload bytes.</summary>
    public int Size { get; init; } = 56;

    /// <summary>In parts per thousand million, as <see cref="Percentage"/>.</summary>
    public Comparison? Loss { get; init; }

    /// <summary>In nanoseconds.</summary>
    public Comparison? MinRtt { get; init; }

    /// <summary>In nanoseconds.</summary>
    public Comparison? MeanRtt { get; init; }

    /// <summary>In nanoseconds.</summary>
    public Comparison? MaxRtt { get; init; }
}

/// <summary>Bytes over one TCP connection, to a sink that the run puts up for it.</summary>
public sealed record TcpExpectationPlan : ExpectationPlan
{
    /// <summary>The node of the sink.</summary>
    public required int ToNodeId { get; init; }

    public required ushort Port { get; init; }
    public required ByteSize Bytes { get; init; }

    /// <summary>Payload bits per second.</summary>
    public required Comparison Throughput { get; init; }
}
