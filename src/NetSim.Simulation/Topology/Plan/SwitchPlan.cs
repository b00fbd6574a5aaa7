using System.Collections.Immutable;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>What a switch does beyond learning and flooding.</summary>
public sealed record SwitchPlan
{
    /// <summary>The ageing time of IEEE 802.1D (clause 7.9.2), no VLANs, no mirrored port, no spanning tree.</summary>
    public static SwitchPlan Default { get; } = new();

    /// <summary>How long a station is remembered that says nothing.</summary>
    public Duration Ageing { get; init; } = Duration.FromSeconds(300);

    /// <summary>By port index; empty if the switch knows nothing of VLANs, and tags are payload to it.</summary>
    public ImmutableArray<PortVlansPlan> Vlans { get; init; } = [];

    /// <summary>Null: no port is mirrored.</summary>
    public MirrorPlan? Mirror { get; init; }

    /// <summary>Null: the switch speaks no spanning tree protocol, and filters what others speak.</summary>
    public SpanningTreePlan? SpanningTree { get; init; }
}

/// <summary>The VLANs of a port (bridge(8): pvid and untagged, and the tagged ones).</summary>
/// <param name="Untagged">Where frames without a tag belong, and whose frames leave without one; 0 if the port takes only tagged frames.</param>
/// <param name="Tagged">Whose frames have a tag on this port, ascending; without <paramref name="Untagged"/>.</param>
public sealed record PortVlansPlan(int Untagged, ImmutableArray<int> Tagged);

/// <summary>A port that sends a copy of all that other ports receive and send, and nothing else.</summary>
/// <param name="From">Port indexes, ascending.</param>
/// <param name="To">A port index.</param>
public sealed record MirrorPlan(ImmutableArray<int> From, int To);

/// <summary>A VLAN of an interface as an interface of its own (ip-link(8): type vlan).</summary>
/// <param name="InterfaceId">The interface that it is.</param>
/// <param name="LinkId">The interface whose frames it tags; plugged into a link.</param>
/// <param name="Vlan">1 to 4094.</param>
public sealed record VlanPlan(int InterfaceId, int LinkId, int Vlan);
