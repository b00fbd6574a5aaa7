using System.Collections.Immutable;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>A link that sends cells, as ATM does: each packet fills a whole number of them.</summary>
/// <param name="Size">Bytes of the packet that a cell carries; 0: there are no cells.</param>
/// <param name="Overhead">Bytes of each cell beyond that.</param>
public readonly record struct CellPlan(int Size, int Overhead);

/// <summary>A token bucket, by the names of tc-tbf: no more than burst + rate · t passes in any time t.</summary>
public readonly record struct TokenBucketPlan
{
    /// <summary>Unlimited: there is no bucket.</summary>
    public BitRate Rate { get; init; }

    public ByteSize Burst { get; init; }

    /// <summary>How fast a burst itself passes: a second bucket of <see cref="Mtu"/> bytes; unlimited: at once.</summary>
    public BitRate PeakRate { get; init; }

    public ByteSize Mtu { get; init; }

    /// <summary>Bytes that may wait for tokens; 0: as many as the queue of the link holds.</summary>
    public ByteSize Limit { get; init; }

    public bool IsNone => Rate.IsUnlimited;

    /// <summary>The largest packet that ever passes.</summary>
    public long LargestPacket => PeakRate.IsUnlimited ? Burst.Bytes : Math.Min(Burst.Bytes, Mtu.Bytes);
}

/// <summary>Packets arrive together when a slot opens, as netem's <c>slot</c> has it and many radio links and cable modems do.</summary>
/// <param name="Min">The least time to the next slot.</param>
/// <param name="Max">The most; no slots if both are 0.</param>
/// <param name="Packets">How many a slot takes; 0: any number.</param>
/// <param name="Bytes">How many bytes it takes before it is full; 0: any number.</param>
public readonly record struct SlotPlan(Duration Min, Duration Max, int Packets, ByteSize Bytes)
{
    public bool IsNone => Max == Duration.Zero;
}

/// <summary>Numbers that a file of iproute2's <c>.dist</c> format lists, each as likely: deviations from the mean, in 1/8192 of the jitter.</summary>
public sealed record DistributionTable(PathPlan File, ImmutableArray<short> Values)
{
    public const double Scale = 8192;
}

/// <summary>A link whose packets leave when a file of mahimahi's format says: each line is a time at which 1500 bytes may, all of it repeated for ever.</summary>
/// <param name="File">Where it was read.</param>
/// <param name="Milliseconds">The times, ascending; the last one is when the next round begins.</param>
public sealed record DeliveryTracePlan(PathPlan File, ImmutableArray<int> Milliseconds)
{
    /// <summary>What one line lets pass.</summary>
    public const int BytesPerDelivery = 1500;

    /// <summary>The link has a rate instead.</summary>
    public static DeliveryTracePlan None { get; } = new(new PathPlan("", ""), []);

    public bool IsNone => Milliseconds.IsEmpty;
}
