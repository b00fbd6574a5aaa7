using NetSim.Wire.Time;

namespace NetSim.Stack.Interfaces;

/// <summary>Times and bounds of the neighbour cache; the defaults are those of RFC 4861 section 10.</summary>
public sealed record NeighbourOptions
{
    public static readonly NeighbourOptions Default = new();

    /// <summary>REACHABLE_TIME: an answer is trusted for 0.5 to 1.5 times this, drawn anew for every entry.</summary>
    public Duration ReachableTime { get; init; } = Duration.FromSeconds(30);

    /// <summary>DELAY_FIRST_PROBE_TIME: how long a stale entry in use may be confirmed by other means before it is probed.</summary>
    public Duration DelayFirstProbe { get; init; } = Duration.FromSeconds(5);

    /// <summary>RETRANS_TIMER: between two solicitations for one address (RFC 1122 2.3.2.1: at most one a second).</summary>
    public Duration RetransmitTimer { get; init; } = Duration.FromSeconds(1);

    /// <summary>MAX_MULTICAST_SOLICIT and MAX_UNICAST_SOLICIT: solicitations before the neighbour counts as unreachable.</summary>
    public int MaxSolicitations { get; init; } = 3;

    /// <summary>Entries, permanent ones not counted.</summary>
    public int MaxEntries { get; init; } = 1024;

    /// <summary>
    /// Of these, entries that nobody has answered yet, so that a scan of the subnet cannot push out those in use (RFC 6583).
    /// </summary>
    public int MaxIncomplete { get; init; } = 256;

    /// <summary>Packets that wait for one neighbour; a further one replaces the oldest (RFC 4861 7.2.2).</summary>
    public int MaxWaiting { get; init; } = 128;

    /// <summary>Packets that wait for all neighbours together.</summary>
    public int MaxWaitingInAll { get; init; } = 1024;
}
