using System.Collections.Immutable;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>
/// Opens many TCP connections to echo servers, sends one request on each, keeps all of them open at once and then closes them. No key of a
/// file yet: made by code, for measurements.
/// </summary>
public sealed record ConnectionsPlan : ApplicationPlan
{
    /// <summary>In turn, since an address has no more than some ten thousands of ports to reach one server from.</summary>
    public required ImmutableArray<IpEndpoint> To { get; init; }

    public required int Count { get; init; }

    /// <summary>So many are opened, and later closed, in a millisecond.</summary>
    public int PerMillisecond { get; init; } = 50;

    /// <summary>From the last answer to the first close.</summary>
    public required Duration Hold { get; init; }
    public override string Kind => "connections";
}
