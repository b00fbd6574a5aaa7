using System.Collections.Immutable;

namespace NetSim.Simulation.Topology.Plan;

/// <summary>
/// The third step: a network that can be brought up as it stands. Names are looked up, defaults filled in, routes computed. Every
/// id is an index into the array of its kind, in the order of the file; the interfaces and the applications of a node lie together.
/// Made from a file by <see cref="TopologyLoader"/>, or from code by <see cref="TopologyPlanBuilder"/>.
/// </summary>
public sealed class TopologyPlan
{
    internal TopologyPlan()
    {
    }

    public required string Name { get; init; }

    /// <summary>Where relative paths begin.</summary>
    internal string Folder { get; init; } = ".";

    public required ulong Seed { get; init; }
    public required TimePlan Time { get; init; }

    public required ImmutableArray<NodePlan> Nodes { get; init; }

    /// <summary>Of hosts and routers, and the ports of switches and hubs.</summary>
    public required ImmutableArray<InterfacePlan> Interfaces { get; init; }

    public required ImmutableArray<LinkPlan> Links { get; init; }
    public required ImmutableArray<DevicePlan> Devices { get; init; }
    public required ImmutableArray<VlanPlan> Vlans { get; init; }
    public ImmutableArray<TunnelPlan> Tunnels { get; init; } = [];

    /// <summary>Null: the routes stay as they are.</summary>
    public DynamicRoutingPlan? Routing { get; init; }

    public required ImmutableArray<ApplicationPlan> Applications { get; init; }

    /// <summary>Ordered by time, then as in the file.</summary>
    public required ImmutableArray<EventPlan> Events { get; init; }

    public required ImmutableArray<CapturePlan> Captures { get; init; }
    public required ImmutableArray<ExpectationPlan> Expectations { get; init; }

    /// <summary>Null if the file does not speak of tracing.</summary>
    public required TracePlan? Trace { get; init; }

    public ReadOnlySpan<InterfacePlan> InterfacesOf(int nodeId)
    {
        ref readonly NodePlan node = ref Nodes.ItemRef(nodeId);
        return Interfaces.AsSpan().Slice(node.FirstInterface, node.InterfaceCount);
    }

    public ReadOnlySpan<ApplicationPlan> ApplicationsOf(int nodeId)
    {
        ref readonly NodePlan node = ref Nodes.ItemRef(nodeId);
        return Applications.AsSpan().Slice(node.FirstApplication, node.ApplicationCount);
    }

    /// <summary><c>web:eth0</c>.</summary>
    public string EndpointName(int interfaceId)
    {
        ref readonly InterfacePlan @interface = ref Interfaces.ItemRef(interfaceId);
        return $"{Nodes[@interface.NodeId].Name}:{@interface.Name}";
    }

    /// <param name="endpoint"><c>web:eth0</c>.</param>
    /// <returns>The id of the interface; null if there is none.</returns>
    public int? FindInterface(string endpoint)
    {
        for (int id = 0; id < Interfaces.Length; id++)
            if (EndpointName(id) == endpoint) return id;
        return null;
    }

    /// <summary>The id that the file gives, else the endpoints: <c>web:eth0--r1:eth0</c>.</summary>
    public string LinkName(int linkId)
    {
        ref readonly LinkPlan link = ref Links.ItemRef(linkId);
        return link.GivenName ?? $"{EndpointName(link.A)}--{EndpointName(link.B)}";
    }
}
