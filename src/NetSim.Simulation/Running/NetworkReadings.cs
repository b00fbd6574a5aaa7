using NetSim.Simulation.Actors;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Interfaces;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Running;

/// <summary>A link at one instant: what it has carried, and what it does to packets.</summary>
/// <param name="Summary">What it has carried.</param>
/// <param name="State">Down, too, while a partition or a node that is off cuts it.</param>
/// <param name="AToB">As it was set last.</param>
/// <param name="BToA">The other direction.</param>
public sealed record LinkState(LinkSummary Summary, OperState State, DirectionPlan AToB, DirectionPlan BToA);

/// <summary>A node at one instant.</summary>
/// <param name="State">Down: switched off.</param>
/// <param name="Ports">Its interfaces, or the ports of a switch.</param>
public sealed record NodeReading(OperState State, IReadOnlyList<PortState> Ports)
{
    internal static NodeReading Of(NodeState node) => new(node.State, node.Inside switch
    {
        HostInside host => [.. host.Core.Interfaces.ToArray().Select(port => new PortState(port.Name, [.. port.Prefixes], port.Admin, port.Carrier))],
        SwitchInside fabric => [.. fabric.Cores.Select(port => new PortState(port.Name, [], port.Admin, port.Carrier))],
        _ => [],
    });
}

/// <summary>An interface or port at one instant.</summary>
public sealed record PortState(string Name, IReadOnlyList<IpPrefix> Addresses, AdminState Admin, CarrierState Carrier);
