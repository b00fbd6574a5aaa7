using System.Collections.Immutable;
using NetSim.Stack.Services.Mdns;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>Answers for a name below <c>local</c> on all links of a node.</summary>
public sealed record MdnsPlan : ApplicationPlan
{
    /// <summary>Without <c>local</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it tells of beside its addresses.</summary>
    public ImmutableArray<AdvertisedService> Services { get; init; } = [];

    public override string Kind => "mdns";
    public override (ushort Port, Transport Transport)? Listens => (MulticastResponder.Port, Transport.Udp);
}
