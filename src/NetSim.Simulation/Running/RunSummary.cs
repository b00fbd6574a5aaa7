using NetSim.Devices.Netlink;
using NetSim.Devices.Tun;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Applications;
using NetSim.Simulation.Applications.Exec;
using NetSim.Simulation.Links;
using NetSim.Simulation.Queues;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Show;
using NetSim.Stack.Network.Tracking;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Running;

/// <summary>What the clock says of a run.</summary>
public sealed record RunFigures
{
    public required TimeMode Mode { get; init; }
    public required ulong Seed { get; init; }
    public required Duration Simulated { get; init; }

    /// <summary>Real time from the plan to the network that stands.</summary>
    public required TimeSpan SetUp { get; init; }

    /// <summary>Real time of the run after that.</summary>
    public required TimeSpan Wall { get; init; }

    /// <summary>Bytes that the process allocated during the run, set-up not included.</summary>
    public required long AllocatedBytes { get; init; }

    public required int Lanes { get; init; }

    /// <summary>Real time: how far an event was behind the clock at worst.</summary>
    public Duration MaxLag { get; init; }

    /// <summary>Real time: events that were handled more than a millisecond late.</summary>
    public long LateEvents { get; init; }

    /// <summary>Real time: it fell further behind than it was allowed to, and ended there.</summary>
    public bool IsTooLate { get; init; }

    /// <summary>The user ended it before its time.</summary>
    public required bool IsInterrupted { get; init; }
}

/// <summary>What happened in a run.</summary>
public sealed record RunSummary
{
    public required string Name { get; init; }
    public required RunFigures Figures { get; init; }
    public required ulong Fingerprint { get; init; }
    public required IReadOnlyList<NodeSummary> Nodes { get; init; }
    public required IReadOnlyList<LinkSummary> Links { get; init; }
    public required IReadOnlyList<DeviceSummary> Devices { get; init; }
    public required IReadOnlyList<ApplicationRecord> Applications { get; init; }
    public required IReadOnlyList<TcpFlow> Flows { get; init; }
    public required IReadOnlyList<ExpectationResult> Expectations { get; init; }

    /// <summary>Packets sent over links, each link counted.</summary>
    public long PacketHops
    {
        get
        {
            long hops = 0;
            foreach (LinkSummary link in Links) hops += link.AToB.Packets + link.BToA.Packets;
            return hops;
        }
    }

    public bool AllExpectationsHeld => Expectations.All(expectation => expectation.Held);

    internal static RunSummary Of(TopologyPlan plan, SimulationParts parts, RunFigures figures)
    {
        var fingerprints = new ulong[parts.Nodes.Length];
        for (int i = 0; i < fingerprints.Length; i++) fingerprints[i] = parts.Nodes[i].Fingerprint.Value;
        return new RunSummary
        {
            Name = plan.Name,
            Figures = figures,
            Fingerprint = Determinism.Fingerprint.Combine(fingerprints),
            Nodes = [.. parts.Nodes.Select(node => NodeSummary.Of(node, plan.Nodes[node.Id]))],
            Links = [.. parts.Links.Select((link, id) => LinkSummary.Of(plan, id, link))],
            Devices = [.. parts.Devices.Select(DeviceSummary.Of)],
            Applications = [.. parts.Nodes.SelectMany(node => node.Applications)],
            Flows = [.. parts.Nodes.SelectMany(node => node.Flows)],
            Expectations =
            [
                .. parts.Expectations.SelectMany(expectation => expectation.Results(parts.Nodes)),
                // In a replay no program has run.
                .. parts.Nodes.Where(node => node.Namespaces is not null).SelectMany(node => node.Applications).OfType<ExecRecord>().SelectMany(command => command.Judge()),
            ],
        };
    }
}

/// <summary>A node's part of the summary.</summary>
/// <param name="Name">From the file.</param>
/// <param name="Kind">Host, router, switch or hub.</param>
/// <param name="Received">Frames that its interfaces received.</param>
/// <param name="Sent">Frames that they sent.</param>
/// <param name="Forwarded">Packets that it passed on.</param>
/// <param name="Drops">By reason, those of its interfaces and of its stack or switch together; only reasons that occurred.</param>
public sealed record NodeSummary(string Name, NodeKind Kind, long Received, long Sent, long Forwarded, IReadOnlyList<DropSummary> Drops)
{
    /// <summary>Of a firewall, with the policy last; else empty.</summary>
    public IReadOnlyList<RuleSummary> Rules { get; init; } = [];

    /// <summary>What a router with nat or firewall remembers at the end; else null.</summary>
    public (int Connections, int Mappings)? Tracked { get; init; }

    internal static NodeSummary Of(NodeState node, in NodePlan plan)
    {
        var counts = new NodeCounts();
        if (node.Former is { } former) counts.Add(former);
        counts.Add(node.Inside);
        return new NodeSummary(plan.Name, plan.Kind, counts.Received, counts.Sent, counts.Forwarded, counts.Drops)
        {
            Rules = RuleSummary.Of(plan, node.PortPlans, counts),
            Tracked = (node.Inside as HostInside)?.Core.CountTracked(node.Now) is { } tracked && plan.Middlebox is not null ? tracked : null,
        };
    }
}

/// <summary>A rule of a firewall, and what it has decided.</summary>
/// <param name="Text">As in the file.</param>
/// <param name="Packets">Those that it was the first to match.</param>
/// <param name="Bytes">Of these, with their IP headers.</param>
public sealed record RuleSummary(string Text, long Packets, long Bytes)
{
    internal static IReadOnlyList<RuleSummary> Of(in NodePlan plan, ReadOnlySpan<InterfacePlan> interfaces, NodeCounts counts)
    {
        if (plan.Middlebox is not { } box) return [];
        var rules = new List<RuleSummary>();
        Add(box.Firewall, "", interfaces);
        Add(box.Input, "input ", interfaces);
        Add(box.Output, "output ", interfaces);
        return rules;

        void Add(FirewallOptions? chain, string hook, ReadOnlySpan<InterfacePlan> ports)
        {
            if (chain is null) return;
            for (int i = 0; i <= chain.Rules.Length; i++)
            {
                string text = i < chain.Rules.Length ? MiddleboxWriter.Rule(chain.Rules[i], ports) : MiddleboxWriter.Policy(chain);
                RuleCount count = counts.RuleAt(rules.Count);
                rules.Add(new RuleSummary(hook + text, count.Packets, count.Bytes));
            }
        }
    }
}

/// <summary>How many packets were dropped for one reason.</summary>
public sealed record DropSummary(DropReason Reason, long Count)
{
    internal static IReadOnlyList<DropSummary> Of(in DropCounters counts)
    {
        var sum = new DropSum();
        sum.Add(counts);
        return sum.ToSummary();
    }
}

/// <summary>What several counters have counted together; nothing, for most of a large network.</summary>
internal struct DropSum
{
    private long[]? _counts;

    public void Add(in DropCounters drops)
    {
        if (drops.IsEmpty) return;
        _counts ??= new long[DropReasons.Count];
        for (int i = 0; i < _counts.Length; i++) _counts[i] += drops[(DropReason)i];
    }

    public void Add(in DropSum other)
    {
        if (other._counts is null) return;
        _counts ??= new long[DropReasons.Count];
        for (int i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
    }

    public readonly IReadOnlyList<DropSummary> ToSummary()
    {
        if (_counts is null) return [];
        var drops = new List<DropSummary>();
        for (int i = 0; i < _counts.Length; i++)
            if (_counts[i] > 0) drops.Add(new DropSummary((DropReason)i, _counts[i]));
        return drops;
    }
}

/// <summary>A link's part of the summary.</summary>
public sealed record LinkSummary(string Id, string A, string B, DirectionSummary AToB, DirectionSummary BToA)
{
    internal static LinkSummary Of(TopologyPlan plan, int id, LinkParts link) => new(
        plan.LinkName(id), plan.EndpointName(plan.Links[id].A), plan.EndpointName(plan.Links[id].B),
        DirectionSummary.Of(link.AToB), DirectionSummary.Of(link.BToA));
}

/// <summary>One direction: what went through its transmitter, and what was dropped before or behind it.</summary>
public sealed record DirectionSummary(long Packets, long Bytes, ImpairmentCounters Impaired, IReadOnlyList<DropSummary> Drops)
{
    /// <summary>What a queue that holds its packets has done beside dropping; null of drop-tail.</summary>
    public QueueCounters? Queued { get; init; }

    internal static DirectionSummary Of(LinkDirection direction) => new(
        direction.Counters.Packets, direction.Counters.Bytes, direction.Impaired, DropSummary.Of(direction.Counters.Drops))
    {
        Queued = direction.Queued,
    };
}

/// <summary>A device's part of the summary, seen from NetSim: what it read and what it wrote.</summary>
public sealed record DeviceSummary(string Name, HostLinkState HostState, TunCounters Counters, IReadOnlyList<DropSummary> Drops)
{
    internal static DeviceSummary Of(IHostDevice device) => new(device.Name, device.Link.State, device.Counters, DropSummary.Of(device.Drops));
}
