using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Traceroute;

/// <summary>What became of one probe.</summary>
/// <param name="From">Who has answered; null if nobody did in time.</param>
/// <param name="Time">From the probe to the answer.</param>
/// <param name="Problem">What a router said that is not just the end of the TTL: <c>host unreachable</c> …</param>
public readonly record struct TracerouteProbe(IpAddress? From, Duration Time, string? Problem);

/// <summary>The probes with one TTL, in the order in which they were sent.</summary>
public sealed class TracerouteHop(int number)
{
    /// <summary>The TTL, or hop limit.</summary>
    public int Number { get; } = number;

    public List<TracerouteProbe> Probes { get; } = [];
}

/// <summary>The way that a traceroute has found.</summary>
public sealed class TracerouteRecord(string node, Target to) : ApplicationRecord(node, "traceroute")
{
    /// <summary>Gets its address when that has been looked up.</summary>
    public Target To { get; set; } = to;

    public List<TracerouteHop> Hops { get; } = [];

    /// <summary>The target itself has answered.</summary>
    public bool IsReached { get; set; }
}
