using NetSim.Wire.Addresses;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Time;

namespace NetSim.Stack.Interfaces;

/// <summary>What a router tells the hosts of one link (RFC 4861 6.2.1); the defaults are those of the RFC.</summary>
public sealed record RouterAdvertisementOptions
{
    public static readonly RouterAdvertisementOptions Default = new();

    /// <summary>Empty: those of the interface's own IPv6 addresses, on the link and for autoconfiguration, with the usual lifetimes.</summary>
    public IReadOnlyList<PrefixInformation> Prefixes { get; init; } = [];

    /// <summary>MaxRtrAdvInterval: 4 to 1800 s between two that nobody asked for.</summary>
    public Duration MaxInterval { get; init; } = Duration.FromSeconds(600);

    /// <summary>MinRtrAdvInterval: at least 3 s, at most three quarters of <see cref="MaxInterval"/>.</summary>
    public Duration MinInterval { get; init; } = Duration.FromSeconds(198);

    /// <summary>AdvDefaultLifetime in whole seconds; 0: not a default router.</summary>
    public Duration Lifetime { get; init; } = Duration.FromSeconds(1800);

    /// <summary>AdvManagedFlag and AdvOtherConfigFlag.</summary>
    public RouterAdvertisementFlags Flags { get; init; }

    /// <summary>AdvCurHopLimit; 0: unspecified.</summary>
    public byte HopLimit { get; init; } = 64;

    /// <summary>AdvLinkMTU in bytes; 0: not told.</summary>
    public int Mtu { get; init; }

    /// <summary>RFC 8106; told with three times <see cref="MaxInterval"/>.</summary>
    public IReadOnlyList<IpAddress> DnsServers { get; init; } = [];
}
