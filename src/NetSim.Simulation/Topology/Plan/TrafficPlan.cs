using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>Sends UDP datagrams: at a constant rate, as a Poisson process, in bursts, as the distributions say.</summary>
public sealed record TrafficPlan : ApplicationPlan
{
    /// <summary>An IPv4 packet of 65535 bytes less the headers of IP and UDP.</summary>
    public const int MostSize = 65_507;

    public required Target To { get; init; }

    public ushort Port { get; init; } = 9;

    /// <summary>Payload bytes of a datagram.</summary>
    public Distribution Size { get; init; } = Distribution.Constant(1472);

    /// <summary>Nanoseconds from one datagram to the next.</summary>
    public required Distribution Every { get; init; }

    /// <summary>Nanoseconds of a burst; null: it never pauses.</summary>
    public Distribution? On { get; init; }

    /// <summary>Nanoseconds from the end of a burst to the next one.</summary>
    public Distribution? Off { get; init; }

    /// <summary>Null: as long as <see cref="For"/> or <see cref="ApplicationPlan.Stop"/> say, or the run lasts.</summary>
    public long? Count { get; init; }

    public Duration? For { get; init; }

    /// <summary>0–63.</summary>
    public int Dscp { get; init; }

    public override string Kind => "traffic";
}
