using System.Diagnostics;
using NetSim.Actors.Lanes;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Telemetry.Sequences;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Telemetry.Traces;

/// <summary>The traces of one run: what is followed, and where the spans go. There is none if nobody listens.</summary>
internal sealed class RunTracer
{
    /// <summary>What is traced when neither the file nor the user says: all flows, and the packets that are dropped.</summary>
    public static readonly TracePlan Default = new() { Flows = FlowTracing.All, Packets = new PacketTracePlan(0, DropTracing.Always) };

    /// <summary>No span is told.</summary>
    private static readonly TracePlan Nothing = new() { Flows = FlowTracing.None };

    private readonly HashSet<IpAddress> _addresses = [];
    private readonly List<NodeTracer> _nodes = [];
    private readonly SpanOrder _order = new();
    private readonly TimeMode _mode;

    /// <summary>Null if no packets are followed for their spans.</summary>
    private readonly PacketTracePlan? _packets;
    private bool _isOver;

    private RunTracer(TopologyPlan plan, TracePlan what, RunStart start, SequenceRecorder? sequence)
    {
        (Seed, _mode, Sequence) = (start.Seed, start.Mode, sequence);
        Writer = new SpanWriter(NetSimTelemetry.Source, start.Epoch);
        FollowsFlows = what.Flows == FlowTracing.All;
        _packets = what.Packets;
        foreach (InterfacePlan port in plan.Interfaces)
        {
            foreach (IpPrefix prefix in port.Addresses) _addresses.Add(prefix.Address);
        }
    }

    public ulong Seed { get; }

    public SpanWriter Writer { get; }

    public bool FollowsFlows { get; }

    /// <summary>Null if nobody wants to see packets in a row.</summary>
    public SequenceRecorder? Sequence { get; }

    /// <summary>Spans tell of each packet that was dropped: every packet is followed, since any may be, and the sample only says which others are told of.</summary>
    public bool TellsDrops => _packets is { Drops: DropTracing.Always };

    public bool FollowsPackets => _packets is not null || Sequence is not null;

    /// <summary>Spans tell of packets at all.</summary>
    public bool TellsPackets => _packets is not null;

    /// <param name="plan">The network.</param>
    /// <param name="what">What the user wants; null = what the plan says.</param>
    /// <param name="start">The run.</param>
    /// <param name="sequence">Who wants to see packets in a row, if anybody does.</param>
    public static RunTracer? StartIfHeard(TopologyPlan plan, TracePlan? what, RunStart start, SequenceRecorder? sequence)
    {
        if (NetSimTelemetry.Source.HasListeners()) return new RunTracer(plan, what ?? plan.Trace ?? Default, start, sequence);
        return sequence is null ? null : new RunTracer(plan, Nothing, start, sequence);
    }

    public NodeTracer Add(NodeState node)
    {
        var tracer = new NodeTracer(this, node);
        _nodes.Add(tracer);
        return tracer;
    }

    /// <summary>Which packets of a node the sample chooses; null if none.</summary>
    public PacketSampling? SamplingOf(int node) =>
        _packets is { } packets && (packets.Nodes.IsEmpty || packets.Nodes.Contains(node)) ? new PacketSampling(packets, Seed) : null;

    /// <summary>Whether an address belongs to a node of the simulation, whose part of a flow is then in the same trace.</summary>
    public bool IsSimulated(IpAddress address) => _addresses.Contains(address);

    /// <param name="record">The packet.</param>
    /// <param name="lane">That of the last copy.</param>
    public void OnJourneyEnded(JourneyRecord record, Lane lane)
    {
        if (_isOver) return;
        if (record.IsSampled || (TellsDrops && JourneySpans.HasDrop(record))) new JourneySpans(this, record, lane).Write();
    }

    /// <summary>
    /// Hands on a span. In virtual time all of them come in one order, whatever the lanes. In real time somebody may be waiting to see it,
    /// and the next one may be long in coming: there it goes at once.
    /// </summary>
    /// <param name="span">Complete.</param>
    /// <param name="place">Where it belongs.</param>
    /// <param name="lane">That of the caller.</param>
    public void Tell(Activity span, in SpanPlace place, Lane lane) =>
        _order.Add(span, place, _mode == TimeMode.Virtual ? new Instant(lane.Settled) : Instant.MaxValue);

    /// <summary>
    /// Time stands still: tells of what is still open. What the stopping of the nodes does to packets afterwards is not part of the run.
    /// </summary>
    public void OnRunEnded()
    {
        if (_isOver) return;
        foreach (NodeTracer node in _nodes) node.OnRunEnded();
        _order.Flush();
        Sequence?.Finish();
        _isOver = true;
    }
}

/// <summary>What a run's traces must know of it before it begins.</summary>
/// <param name="Mode">The clock.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Epoch">Instant zero in nanoseconds since 1970.</param>
internal readonly record struct RunStart(TimeMode Mode, ulong Seed, long Epoch);
