using System.Collections.Immutable;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>A host, a router, a switch or a hub.</summary>
public readonly record struct NodePlan
{
    public required int Id { get; init; }
    public required string Name { get; init; }
    public required NodeKind Kind { get; init; }

    /// <summary>Into <see cref="TopologyPlan.Interfaces"/>.</summary>
    public required int FirstInterface { get; init; }

    public required int InterfaceCount { get; init; }

    /// <summary>Into <see cref="TopologyPlan.Applications"/>.</summary>
    public int FirstApplication { get; init; }

    public int ApplicationCount { get; init; }

    /// <summary>
    /// Stated ones first, then computed ones by prefix; not those of the connected subnets. Nodes with the same routes share them.
    /// </summary>
    public ImmutableArray<RoutePlan> Routes { get; init; }

    public required TcpPlan Tcp { get; init; }

    /// <summary>Null: names mean the nodes of the file, unless a DHCP server tells of name servers.</summary>
    public ResolverPlan? Resolver { get; init; }

    /// <summary>Null of all nodes but switches, and of a switch without settings of its own.</summary>
    public SwitchPlan? Switch { get; init; }

    /// <summary>Null of a node that neither translates nor filters.</summary>
    public MiddleboxPlan? Middlebox { get; init; }
}

/// <summary>How a node looks names up.</summary>
/// <param name="Servers">In the order in which they are asked.</param>
/// <param name="Search">Domains in which a name without a dot is looked for.</param>
public sealed record ResolverPlan(ImmutableArray<IpAddress> Servers, ImmutableArray<string> Search);

/// <summary>
/// Packets to <paramref name="Destination"/> go to <paramref name="Gateway"/>; if routes to the same prefix follow one another, to one of their gateways, by the flow.
/// </summary>
/// <param name="Destination">Without host bits.</param>
/// <param name="Gateway">A neighbour on the link of the interface.</param>
/// <param name="InterfaceIndex">Among the interfaces of the node.</param>
public readonly record struct RoutePlan(IpPrefix Destination, IpAddress Gateway, int InterfaceIndex);
