using System.Collections.Immutable;
using NetSim.Wire.Addresses;
using NetSim.Wire.Dns;

namespace NetSim.Stack.Services.Dhcpv6;

/// <summary>What a server tells of a network without giving addresses (RFC 8415 6.1, RFC 3646).</summary>
public sealed record StatelessConfiguration(ImmutableArray<IpAddress> NameServers, DnsName? Domain);
