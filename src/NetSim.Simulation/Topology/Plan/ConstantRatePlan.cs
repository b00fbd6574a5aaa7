using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>Sends UDP datagrams of one size at one interval. No key of a file yet: made by code, for measurements.</summary>
public sealed record ConstantRatePlan : ApplicationPlan
{
    public required IpEndpoint To { get; init; }

    /// <summary>Payload bytes of a datagram.</summary>
    public int Size { get; init; } = 1472;

    /// <summary>From one datagram to the next.</summary>
    public required Duration Every { get; init; }

    public required long Count { get; init; }
    public override string Kind => "constant-rate";
}
