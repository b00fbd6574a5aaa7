using NetSim.Simulation.Actors;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Applications;
using NetSim.Simulation.Switching;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Interfaces;
using NetSim.Stack.Network;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;

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

/// <summary>All that is known of a node at one instant.</summary>
/// <param name="Counts">Since the start, over all times that it has booted.</param>
/// <param name="Ports">Interfaces or ports, since the node booted last.</param>
/// <param name="Routes">Of a host or router; else empty.</param>
/// <param name="Neighbours">With the name of the interface behind which they are.</param>
/// <param name="Flows">TCP connections, those that are over among them.</param>
/// <param name="Applications">What they have done so far.</param>
public sealed record NodeInspection(
    NodeSummary Counts,
    IReadOnlyList<PortCounts> Ports,
    IReadOnlyList<Route> Routes,
    IReadOnlyList<(string Interface, NeighbourSnapshot Neighbour)> Neighbours,
    IReadOnlyList<TcpFlow> Flows,
    IReadOnlyList<ApplicationRecord> Applications)
{
    internal static NodeInspection Of(NodeState node)
    {
        NetworkInterface[] interfaces = node.Inside is HostInside host ? host.Core.Interfaces.ToArray() : [];
        return new NodeInspection(
            NodeSummary.Of(node, node.Plan),
            node.Inside is BridgeInside bridge ? [.. bridge.Cores.Select(PortCounts.Of)] : [.. interfaces.Select(PortCounts.Of)],
            node.Inside is HostInside { Core.Routes: var table } ? [.. table.Routes] : [],
            [.. interfaces.SelectMany(port => port.SnapshotNeighbours().Select(neighbour => (port.Name, neighbour)))],
            [.. node.Flows],
            [.. node.Applications]);
    }
}

/// <summary>What an interface or port has counted; link-layer headers are among the bytes.</summary>
public sealed record PortCounts(string Name, string Mac, long ReceivedPackets, long ReceivedBytes, long SentPackets, long SentBytes, IReadOnlyList<DropSummary> Drops)
{
    internal static PortCounts Of(NetworkInterface port) => new(
        port.Name, port.Mac.ToString(), port.Counters.ReceivedPackets, port.Counters.ReceivedBytes, port.Counters.SentPackets, port.Counters.SentBytes,
        SumOf(port.Counters.ReceiveDrops, port.Counters.SendDrops));

    internal static PortCounts Of(SwitchPort port) => new(
        port.Name, "", port.ReceivedPackets, port.ReceivedBytes, port.SentPackets, port.SentBytes, SumOf(port.ReceiveDrops, port.SendDrops));

    private static IReadOnlyList<DropSummary> SumOf(in DropCounters received, in DropCounters sent)
    {
        var sum = new DropSum();
        sum.Add(received);
        sum.Add(sent);
        return sum.ToSummary();
    }
}

/// <summary>An interface or port at one instant.</summary>
public sealed record PortState(string Name, IReadOnlyList<IpPrefix> Addresses, AdminState Admin, CarrierState Carrier);
