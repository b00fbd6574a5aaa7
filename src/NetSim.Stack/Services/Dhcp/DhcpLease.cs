using System.Collections.Immutable;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Stack.Services.Dhcp;

/// <summary>What a server has given to a client.</summary>
/// <param name="Address">With the length of its subnet.</param>
/// <param name="Server">Who gave it.</param>
/// <param name="Time">For how long, from when it was asked for; <see cref="Duration.MaxValue"/>: for ever.</param>
public sealed record DhcpLease(IpPrefix Address, IpAddress Server, Duration Time)
{
    /// <summary>The first router; null if the server named none.</summary>
    public IpAddress? Router { get; init; }

    public ImmutableArray<IpAddress> NameServers { get; init; } = [];

    /// <summary>Null if the server named none.</summary>
    public string? Domain { get; init; }

    /// <summary>T1: when its server is asked to let it go on.</summary>
    public Duration Renewal { get; init; }

    /// <summary>T2: when any server is.</summary>
    public Duration Rebinding { get; init; }
}
