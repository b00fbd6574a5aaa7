using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Applications.Ping;

/// <summary>What a ping has seen.</summary>
public sealed class PingRecord(string node, Target to) : ApplicationRecord(node, "ping")
{
    /// <summary>Gets its address when that has been looked up.</summary>
    public Target To { get; set; } = to;

    public long Sent { get; set; }

    public long Received { get; set; }

    public long Duplicates { get; set; }

    /// <summary>ICMP errors that came instead of an answer.</summary>
    public long Errors { get; set; }

    public RoundTripTimes RoundTrip { get; } = new();

    /// <summary>Share of requests without an answer, 0–1.</summary>
    public double Loss => Sent == 0 ? 0 : (double)(Sent - Received) / Sent;
}
