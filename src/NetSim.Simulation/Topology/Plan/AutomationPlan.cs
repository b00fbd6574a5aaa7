using System.Collections.Immutable;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>What an interface does on its link of its own accord, beyond what every one does.</summary>
public sealed record AutomationPlan
{
    /// <summary>IPv6 addresses, default routes and MTU come from routers (RFC 4862).</summary>
    public bool Slaac { get; init; }

    /// <summary>An IPv4 address of 169.254/16 is found (RFC 3927).</summary>
    public bool LinkLocal { get; init; }

    /// <summary>IPv6 addresses are tried before they are used (RFC 4862 5.4).</summary>
    public bool Dad { get; init; }

    /// <summary>IPv4 addresses are tried before they are used (RFC 5227).</summary>
    public bool Acd { get; init; }

    public AdvertisePlan? Advertise { get; init; }
}

/// <summary>What a router tells the hosts of a link (RFC 4861 6.2.1).</summary>
public sealed record AdvertisePlan
{
    /// <summary>IPv6, without host bits.</summary>
    public required ImmutableArray<IpPrefix> Prefixes { get; init; }

    public required bool OnLink { get; init; }
    public required bool Autonomous { get; init; }
    public required Duration ValidLifetime { get; init; }
    public required Duration PreferredLifetime { get; init; }
    public required Duration DefaultLifetime { get; init; }
    public required Duration MaxInterval { get; init; }
    public required Duration MinInterval { get; init; }

    /// <summary>0: not told.</summary>
    public required int HopLimit { get; init; }

    /// <summary>In bytes; null: not told.</summary>
    public int? LinkMtu { get; init; }

    public bool Managed { get; init; }
    public bool OtherConfig { get; init; }
    public required ImmutableArray<IpAddress> NameServers { get; init; }
}
