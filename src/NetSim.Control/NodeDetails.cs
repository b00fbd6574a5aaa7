using NetSim.Simulation.Running;
using NetSim.Stack.Interfaces;
using NetSim.Stack.Network;
using NetSim.Wire.Buffers;

namespace NetSim.Control;

/// <summary>All that is known of a node at one instant.</summary>
/// <param name="Node">As in the list of all nodes.</param>
/// <param name="Received">Frames, over all interfaces and since the start.</param>
/// <param name="Sent">Frames.</param>
/// <param name="Forwarded">Packets or frames that it passed on.</param>
/// <param name="Dropped">Packets, by reason.</param>
/// <param name="Ports">What each interface or port has counted since the node booted.</param>
/// <param name="Routes">Of a host or router.</param>
/// <param name="Neighbours">Who is known on its links.</param>
/// <param name="Connections">Of TCP, the last one first; not all that ever were.</param>
/// <param name="Applications">What they have done so far.</param>
public sealed record NodeDetails(
    NodeStatus Node,
    long Received,
    long Sent,
    long Forwarded,
    IReadOnlyDictionary<string, long> Dropped,
    IReadOnlyList<PortDetails> Ports,
    IReadOnlyList<RouteDetails> Routes,
    IReadOnlyList<NeighbourDetails> Neighbours,
    IReadOnlyList<ConnectionDetails> Connections,
    IReadOnlyList<ApplicationDetails> Applications)
{
    private const int MostRoutes = 1000;
    private const int MostConnections = 100;

    internal static NodeDetails Of(SimulationRun run, int id)
    {
        NodeInspection seen = run.InspectNode(id);
        return new NodeDetails(
            NodeStatus.Of(run, run.Plan.Nodes[id]),
            seen.Counts.Received,
            seen.Counts.Sent,
            seen.Counts.Forwarded,
            ByReason(seen.Counts.Drops),
            [.. seen.Ports.Select(PortDetails.Of)],
            [.. seen.Routes.Where(route => route.Kind == RouteKind.Unicast).Take(MostRoutes).Select(RouteDetails.Of)],
            [.. seen.Neighbours.Select(one => NeighbourDetails.Of(one.Interface, one.Neighbour))],
            [.. seen.Flows.Select((flow, number) => (flow, number)).Reverse().Take(MostConnections).Select(one => ConnectionDetails.Of(one.flow, one.number))],
            [.. seen.Applications.Select(one => new ApplicationDetails(one.Application, one.IsDone, one.Error))]);
    }

    internal static IReadOnlyDictionary<string, long> ByReason(IReadOnlyList<DropSummary> drops) => drops.ToDictionary(drop => DropReasons.Name(drop.Reason), drop => drop.Count);
}

/// <summary>What an interface or port has counted; bytes are those of whole frames.</summary>
public sealed record PortDetails(string Name, string Mac, long ReceivedPackets, long ReceivedBytes, long SentPackets, long SentBytes, IReadOnlyDictionary<string, long> Dropped)
{
    internal static PortDetails Of(PortCounts port) => new(
        port.Name, port.Mac, port.ReceivedPackets, port.ReceivedBytes, port.SentPackets, port.SentBytes, NodeDetails.ByReason(port.Drops));
}

/// <param name="To">A prefix.</param>
/// <param name="Via">The next router; empty: on the link.</param>
/// <param name="Interface">The way out.</param>
/// <param name="Metric">Of several to one prefix the least counts.</param>
/// <param name="Origin">Who put it there: connected, static, advertised, redirected.</param>
public sealed record RouteDetails(string To, string Via, string Interface, int Metric, string Origin)
{
    internal static RouteDetails Of(Route route) => new(
        route.Destination.ToString(), route.Gateway == default ? "" : route.Gateway.ToString(), route.Interface.Name, route.Metric, route.Origin.ToString().ToLowerInvariant());
}

/// <param name="Address">Its IP address.</param>
/// <param name="Interface">Behind which it is.</param>
/// <param name="Mac">Its address on the link.</param>
/// <param name="State">How far that is certain: reachable, stale, incomplete …</param>
public sealed record NeighbourDetails(string Address, string Interface, string Mac, string State)
{
    internal static NeighbourDetails Of(string port, NeighbourSnapshot one) => new(
        one.Address.ToString(), port, one.State == NeighbourState.Incomplete ? "" : one.Mac.ToString(), one.State.ToString().ToLowerInvariant());
}

/// <param name="Application">As in the file: ping, http …</param>
/// <param name="IsDone">Whether it has done all that it was told to do; a server never has.</param>
/// <param name="Error">What went wrong.</param>
public sealed record ApplicationDetails(string Application, bool IsDone, string? Error);
