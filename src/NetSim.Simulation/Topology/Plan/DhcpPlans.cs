using System.Collections.Immutable;
using NetSim.Wire.Addresses;
using NetSim.Wire.Dhcp;
using NetSim.Wire.Dhcpv6;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>Asks DHCP servers for the addresses of a node's interfaces; in the file a key of the interface.</summary>
public sealed record DhcpClientPlan : ApplicationPlan
{
    /// <summary>Among the interfaces of the node.</summary>
    public required ImmutableArray<int> Interfaces { get; init; }

    public override string Kind => "dhcp-client";
    public override (ushort Port, Transport Transport)? Listens => (DhcpView.ClientPort, Transport.Udp);
}

/// <summary>Gives out addresses on one link.</summary>
public sealed record DhcpServerPlan : ApplicationPlan
{
    /// <summary>Among the interfaces of the node.</summary>
    public required int Interface { get; init; }

    /// <summary>The server's own address there, with the length of the subnet.</summary>
    public required IpPrefix Own { get; init; }

    public required IpAddress First { get; init; }
    public required IpAddress Last { get; init; }

    /// <summary>Null: clients are told of none.</summary>
    public IpAddress? Router { get; init; }

    public ImmutableArray<IpAddress> NameServers { get; init; } = [];
    public string? Domain { get; init; }
    public Duration LeaseTime { get; init; } = Duration.FromSeconds(3600);
    public override string Kind => "dhcp-server";
    public override (ushort Port, Transport Transport)? Listens => (DhcpView.ServerPort, Transport.Udp);
}

/// <summary>Asks DHCPv6 servers what else there is to know of the links of a node; in the file a key of the interface.</summary>
public sealed record Dhcpv6ClientPlan : ApplicationPlan
{
    /// <summary>Among the interfaces of the node.</summary>
    public required ImmutableArray<int> Interfaces { get; init; }

    public override string Kind => "dhcpv6-client";
    public override (ushort Port, Transport Transport)? Listens => (Dhcpv6View.ClientPort, Transport.Udp);
}

/// <summary>Tells the hosts of one link of name servers.</summary>
public sealed record Dhcpv6ServerPlan : ApplicationPlan
{
    /// <summary>Among the interfaces of the node.</summary>
    public required int Interface { get; init; }

    public required string InterfaceName { get; init; }
    public ImmutableArray<IpAddress> NameServers { get; init; } = [];
    public string? Domain { get; init; }
    public override string Kind => "dhcpv6-server";
    public override (ushort Port, Transport Transport)? Listens => (Dhcpv6View.ServerPort, Transport.Udp);
}
