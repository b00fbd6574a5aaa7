using NetSim.Wire.Time;

namespace NetSim.Stack.Network.Tracking;

/// <summary>How many conversations a router follows, and for how long it remembers one that is silent.</summary>
public sealed record TrackingOptions
{
    public static readonly TrackingOptions Default = new();

    /// <summary>Over this no new one begins, and its packets are dropped.</summary>
    public int Limit { get; init; } = 65_536;

    /// <summary>RFC 5382 REQ-5: no less than 2 h 4 min.</summary>
    public Duration TcpEstablished { get; init; } = Duration.FromSeconds(7440);

    /// <summary>Half open, closing or reset; RFC 5382 REQ-5: no less than 4 min.</summary>
    public Duration TcpTransitory { get; init; } = Duration.FromSeconds(240);

    /// <summary>RFC 4787 REQ-5: no less than 2 min, and better 5. Protocols without ports have the same.</summary>
    public Duration Udp { get; init; } = Duration.FromSeconds(300);

    /// <summary>RFC 5508 REQ-2: no less than 60 s.</summary>
    public Duration Icmp { get; init; } = Duration.FromSeconds(60);
}
