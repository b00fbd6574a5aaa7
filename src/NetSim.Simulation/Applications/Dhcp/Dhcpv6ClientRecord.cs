using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Applications.Dhcp;

/// <summary>What a node's stateless DHCPv6 client has been told.</summary>
public sealed class Dhcpv6ClientRecord(string node) : ApplicationRecord(node, "dhcpv6-client")
{
    public IReadOnlyList<IpAddress> NameServers { get; set; } = [];

    /// <summary>The first one; null if none was named.</summary>
    public string? Domain { get; set; }

    /// <summary>In words.</summary>
    public string Describe() => NameServers.Count == 0 && Domain is null
        ? "no answer"
        : $"dns {string.Join(' ', NameServers)}" + (Domain is { } domain ? $", domain {domain}" : "");
}
