using NetSim.Stack.Network.Tracking;

namespace NetSim.Stack.Network;

/// <summary>Whether packets for others are passed on.</summary>
public enum Forwarding : byte
{
    /// <summary>A host: what is for others is dropped (RFC 1122 3.2.1.3).</summary>
    Off,

    /// <summary>A router.</summary>
    On,
}

/// <summary>What a router asks of a packet's source address before it passes the packet on (RFC 3704).</summary>
public enum ReversePathCheck : byte
{
    Off,

    /// <summary>There is a route to the source.</summary>
    Loose,

    /// <summary>The best route to the source leads out where the packet came in.</summary>
    Strict,
}

/// <summary>What is done with an echo request to a group or to everybody.</summary>
public enum GroupEcho : byte
{
    /// <summary>
    /// IPv4: nothing, so that nobody can be buried in answers (RFC 1122 3.2.2.6 permits it). IPv6: answered (RFC 4443 4.2).
    /// </summary>
    IgnoreIPv4,

    /// <summary>Answered in both families.</summary>
    Answer,
}

/// <summary>Whether a router tells senders on its links of better first hops.</summary>
public enum SendRedirects : byte
{
    /// <summary>RFC 1812 5.2.7.2, RFC 4861 8.2.</summary>
    On,
    Off,
}

/// <summary>What is done with packets that say by which routers they go (RFC 791 section 3.1).</summary>
public enum SourceRoutes : byte
{
    /// <summary>They are dropped, since they lead around filters (RFC 7126 section 4.3).</summary>
    Refuse,

    /// <summary>A router on the route sends them on (RFC 1812 5.2.4.1), and who is at its end takes them (RFC 1122 3.2.1.8 (c)).</summary>
    Follow,
}

/// <summary>The settings of the IP layer.</summary>
public sealed record IpOptions
{
    public static readonly IpOptions Default = new();

    public Forwarding Forwarding { get; init; }

    public ReversePathCheck ReversePathCheck { get; init; }

    public GroupEcho GroupEcho { get; init; }

    public SendRedirects Redirects { get; init; }

    public SourceRoutes SourceRoutes { get; init; }

    /// <summary>TTL or hop limit of what the stack itself sends, and of sockets that choose none.</summary>
    public byte TimeToLive { get; init; } = 64;

    public IcmpRateOptions IcmpRate { get; init; } = IcmpRateOptions.Default;

    public ReassemblyOptions Reassembly { get; init; } = ReassemblyOptions.Default;

    /// <summary>Of a router that translates addresses; null: it does not.</summary>
    public TranslationOptions? Translation { get; init; }

    /// <summary>Of a router that filters what it passes on; null: it does not.</summary>
    public FirewallOptions? Firewall { get; init; }

    /// <summary>Filters what comes for the node itself; null: all of it is taken.</summary>
    public FirewallOptions? Input { get; init; }

    /// <summary>Filters what the node itself sends; null: all of it goes.</summary>
    public FirewallOptions? Output { get; init; }

    /// <summary>What a router that does either remembers of conversations.</summary>
    public TrackingOptions Tracking { get; init; } = TrackingOptions.Default;
}
