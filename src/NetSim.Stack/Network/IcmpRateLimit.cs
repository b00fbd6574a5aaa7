using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Stack.Network;

/// <summary>How many ICMP errors a stack sends (RFC 1812 4.3.2.8, RFC 4443 2.4 f).</summary>
public sealed record IcmpRateOptions
{
    public static readonly IcmpRateOptions Default = new();

    /// <summary>Of the whole stack.</summary>
    public int PerSecond { get; init; } = 1000;

    /// <summary>So many at once after a quiet time.</summary>
    public int Burst { get; init; } = 50;

    /// <summary>To one destination (or to those few that share its place in the table), so that one cannot use up what all have.</summary>
    public int PerSecondToOne { get; init; } = 500;

    /// <summary>So many at once to one destination.</summary>
    public int BurstToOne { get; init; } = 25;
}

/// <summary>
/// One bucket for all errors and one for each of 64 groups of destinations. Which destinations share a group is secret: otherwise a
/// stranger could measure, through the answers to himself, how many errors others caused.
/// </summary>
internal sealed class IcmpRateLimit(IcmpRateOptions options, KeyedHash hash)
{
    private const int Groups = 64;

    private readonly Duration _interval = Interval(options.PerSecond);
    private readonly Duration _intervalToOne = Interval(options.PerSecondToOne);
    private readonly CellRate[] _toOne = new CellRate[Groups];
    private CellRate _all;

    public bool TryTake(Instant now, IpAddress destination)
    {
        ref CellRate toOne = ref _toOne[hash.Hash(destination.High, destination.Low) % Groups];
        return toOne.TryTake(now, _intervalToOne, options.BurstToOne) && _all.TryTake(now, _interval, options.Burst);
    }

    private static Duration Interval(int perSecond) => Duration.FromSeconds(1) / Math.Max(1, perSecond);
}
