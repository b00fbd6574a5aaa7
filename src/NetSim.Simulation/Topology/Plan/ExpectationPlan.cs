using System.Collections.Immutable;
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

    /// <summary>The node that it starts from, or looks at.</summary>
    public required int FromNodeId { get; init; }

    public Duration Start { get; init; }
    public ExpectationTries Tries { get; init; }

    /// <summary>Of <see cref="ExpectationTries.Eventually"/>: how long after <see cref="Start"/> it may take until it holds.</summary>
    public Duration Within { get; init; }

    /// <summary>If there are several tries: from one to the next, and the most that one may take.</summary>
    public Duration Period { get; init; }
}

/// <summary>How often an expectation is tried.</summary>
public enum ExpectationTries
{
    Once,

    /// <summary>Until it holds.</summary>
    Eventually,

    /// <summary>Until the run ends, or it does not hold.</summary>
    Always,
}

/// <summary>Echo requests; the comparisons that are null are not made.</summary>
public sealed record PingExpectationPlan : ExpectationPlan
{
    public required Target To { get; init; }
    public int Count { get; init; } = 5;
    public Duration Every { get; init; } = Duration.FromSeconds(1);

    /// <summary>Payload bytes.</summary>
    public int Size { get; init; } = 56;

    /// <summary>0–63.</summary>
    public int Dscp { get; init; }

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
    public required Target To { get; init; }

    /// <summary>The node of the sink.</summary>
    public required int ToNodeId { get; init; }

    public required ushort Port { get; init; }
    public required ByteSize Bytes { get; init; }

    /// <summary>Payload bits per second.</summary>
    public required Comparison Throughput { get; init; }
}

/// <summary>One page; the comparisons that are null are not made.</summary>
public sealed record HttpExpectationPlan : ExpectationPlan
{
    public required HttpClientPlan Client { get; init; }
    public Comparison? Status { get; init; }

    /// <summary>What stands in the body.</summary>
    public string? BodyContains { get; init; }

    /// <summary>The whole body.</summary>
    public string? BodyEquals { get; init; }

    /// <summary>In nanoseconds.</summary>
    public Comparison? Time { get; init; }
}

/// <summary>Which way a node would send.</summary>
public sealed record RouteExpectationPlan : ExpectationPlan
{
    public required Target To { get; init; }

    /// <summary>A node, or the address of a next hop; null if any will do.</summary>
    public string? Via { get; init; }

    public bool Present { get; init; } = true;
}

/// <summary>Which routers packets go by.</summary>
public sealed record PathExpectationPlan : ExpectationPlan
{
    public required Target To { get; init; }

    /// <summary>Nodes, or addresses of what is no node of the file, from the sender on; the ends are not among them.</summary>
    public required ImmutableArray<string> Via { get; init; }
}

/// <summary>How many frames an interface sees, both ways, from the start on.</summary>
public sealed record PacketsExpectationPlan : ExpectationPlan
{
    public required int InterfaceId { get; init; }
    public required Comparison Count { get; init; }

    /// <summary>Which frames count; null: all.</summary>
    public FilterPlan? Filter { get; init; }
}
