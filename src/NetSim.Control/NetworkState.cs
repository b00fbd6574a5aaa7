using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Simulation.Topology.Show;
using NetSim.Stack.Interfaces;
using NetSim.Wire.Buffers;

namespace NetSim.Control;

/// <summary>A network as it is at one instant of its run.</summary>
/// <param name="Name">From the file.</param>
/// <param name="Mode">virtual or real.</param>
/// <param name="TimeS">Simulated seconds since the start.</param>
/// <param name="Nodes">In the order of the file.</param>
/// <param name="Links">In the order of the file.</param>
public sealed record NetworkState(string Name, string Mode, double TimeS, IReadOnlyList<NodeStatus> Nodes, IReadOnlyList<LinkStatus> Links)
{
    /// <summary>To be called between two events.</summary>
    public static NetworkState Of(SimulationRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new NetworkState(
            run.Plan.Name,
            run.Mode == TimeMode.Virtual ? "virtual" : "real",
            run.Now.TotalSeconds,
            [.. run.Plan.Nodes.Select(node => NodeStatus.Of(run, node))],
            [.. run.ReadLinkStates().Select(LinkStatus.Of)]);
    }
}

/// <param name="Name">From the file.</param>
/// <param name="Kind">host, router …</param>
/// <param name="State">up, or down: switched off.</param>
/// <param name="Interfaces">Or ports.</param>
/// <param name="Applications">What runs on it according to the file.</param>
public sealed record NodeStatus(string Name, string Kind, string State, IReadOnlyList<InterfaceStatus> Interfaces, IReadOnlyList<string> Applications)
{
    internal static NodeStatus Of(SimulationRun run, NodePlan node)
    {
        NodeReading now = run.ReadNode(node.Id);
        return new NodeStatus(
            node.Name,
            node.Kind.ToString().ToLowerInvariant(),
            now.State == OperState.Up ? "up" : "down",
            [.. now.Ports.Select(InterfaceStatus.Of)],
            [.. run.Plan.ApplicationsOf(node.Id).ToArray().Select(application => application.GivenName ?? application.Kind)]);
    }
}

/// <param name="Name">From the file; of a port its number.</param>
/// <param name="Addresses">With their prefix lengths.</param>
/// <param name="State">up or down, as its operator has set it.</param>
/// <param name="Carrier">Whether its link is whole.</param>
public sealed record InterfaceStatus(string Name, IReadOnlyList<string> Addresses, string State, bool Carrier)
{
    internal static InterfaceStatus Of(PortState port) => new(
        port.Name,
        [.. port.Addresses.Select(address => address.ToString())],
        port.Admin == AdminState.Up ? "up" : "down",
        port.Carrier == CarrierState.On);
}

/// <param name="Id">The name of the link.</param>
/// <param name="A">Its first end.</param>
/// <param name="B">Its second end.</param>
/// <param name="State">up or down.</param>
/// <param name="AToB">One direction.</param>
/// <param name="BToA">The other one.</param>
public sealed record LinkStatus(string Id, string A, string B, string State, DirectionStatus AToB, DirectionStatus BToA)
{
    internal static LinkStatus Of(LinkState link) => new(
        link.Summary.Id, link.Summary.A, link.Summary.B, link.State == OperState.Up ? "up" : "down",
        DirectionStatus.Of(link.AToB, link.Summary.AToB), DirectionStatus.Of(link.BToA, link.Summary.BToA));
}

/// <param name="Properties">As a file would say it: <c>{ rate: 100 Mbit/s, delay: 1 ms … }</c>.</param>
/// <param name="Rate">Of these: <c>100 Mbit/s</c>, or <c>unlimited</c>.</param>
/// <param name="RateBps">The same in bits per second; null: unlimited, or by a trace.</param>
/// <param name="Delay">Of these.</param>
/// <param name="Loss">Of these; null: in bursts.</param>
/// <param name="Packets">Sent so far.</param>
/// <param name="Bytes">Sent so far.</param>
/// <param name="Dropped">Packets, by reason.</param>
public sealed record DirectionStatus(
    string Properties, string Rate, long? RateBps, string Delay, string? Loss, long Packets, long Bytes, IReadOnlyDictionary<string, long> Dropped)
{
    internal static DirectionStatus Of(DirectionPlan plan, DirectionSummary sent) => new(
        PlanWriter.ToYaml(plan),
        plan.Rate.ToString(),
        plan.Rate == BitRate.Unlimited ? null : plan.Rate.BitsPerSecond,
        plan.Delay.ToString(),
        plan.BurstLoss is null && plan.StateLoss is null ? plan.Loss.Share.ToString() : null,
        sent.Packets,
        sent.Bytes,
        sent.Drops.ToDictionary(drop => DropReasons.Name(drop.Reason), drop => drop.Count));
}
