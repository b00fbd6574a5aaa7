using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Applications.Bulk;

/// <summary>What a bulk transfer has done.</summary>
public sealed class BulkRecord(string node, Target to) : ApplicationRecord(node, "bulk")
{
    public Target To { get; } = to;

    /// <summary>Bytes that were taken into the send buffer; once the transfer is done, all of them were acknowledged.</summary>
    public long Bytes { get; set; }

    public Instant? Started { get; set; }

    /// <summary>When the peer had acknowledged everything, the end of the stream included.</summary>
    public Instant? Ended { get; set; }

    /// <summary>Bits per second of payload from the first SYN to the end; null while it runs.</summary>
    public double? Throughput => Started is { } start && Ended is { } end && end > start ? Bytes * 8 / (end - start).TotalSeconds : null;
}
