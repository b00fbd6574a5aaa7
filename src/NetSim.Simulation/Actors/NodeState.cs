using System.Collections.Immutable;
using NetSim.Actors.Lanes;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Applications;
using NetSim.Simulation.Applications.Trials;
using NetSim.Simulation.Determinism;
using NetSim.Simulation.Running;
using NetSim.Simulation.Switching.SpanningTree;
using NetSim.Simulation.Telemetry.Traces;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack;
using NetSim.Stack.Interfaces;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Actors;

/// <summary>
/// What the actors of one node share, and what outlives a restart of the node; the recipe of its <see cref="NodeActor"/>. They run on one
/// lane, one at a time, so it needs no lock; whoever else reads it (a summary, a metric) sees numbers that may be a moment old.
/// </summary>
internal sealed class NodeState(SimulationParts parts, int id, Lane lane, PacketPool pool) : Recipe
{
    /// <summary>Few, so they are looked through.</summary>
    private (ApplicationPlan Plan, ApplicationRecord Record)[] _applications = [];

    private List<TcpFlow>? _flows;

    /// <summary>Null as long as nothing was changed.</summary>
    private NodeLegacy? _legacy;

    public Fingerprint Fingerprint;

    /// <summary>Index of the node in the plan.</summary>
    public int Id { get; } = id;

    public Lane Lane { get; } = lane;

    public PacketPool Pool { get; } = pool;

    /// <summary>What the nodes are plugged into: known when the links have their actors, before the nodes have theirs.</summary>
    public NodeWiring Wiring => parts.Wiring ?? throw new InvalidOperationException("The nodes are not wired yet.");

    public ref readonly NodePlan Plan => ref parts.Plan.Nodes.ItemRef(Id);

    /// <summary>Those that it has now, which a restart does not change; default: those of the plan.</summary>
    public ImmutableArray<RoutePlan> Routes
    {
        get => _legacy?.Routes ?? default;
        set => Legacy.Routes = value;
    }

    public ReadOnlySpan<InterfacePlan> PortPlans => parts.Plan.InterfacesOf(Id);

    public string Name => Plan.Name;

    public Instant Now => new(Lane.Now);

    /// <summary>What the applications have done, in the order in which they were first started; what only tries expectations is none of them.</summary>
    public IEnumerable<ApplicationRecord> Applications =>
        _applications.Select(application => application.Record).Where(record => record is not (TrialsRecord or PathRecord));

    /// <summary>The same and all others, one by one: a record stays where it is.</summary>
    public int RecordCount => _applications.Length;

    public ApplicationRecord RecordAt(int index) => _applications[index].Record;

    public IReadOnlyList<TcpFlow> Flows => _flows ?? (IReadOnlyList<TcpFlow>)[];

    /// <summary>Null if nobody traces.</summary>
    public NodeTracer? Tracer { get; private set; }

    /// <summary>Where programs of this machine run; null if none do.</summary>
    public NodeNamespaces? Namespaces => parts.Namespaces;

    /// <summary>Of the present incarnation; null before the first.</summary>
    public NodeInside? Inside { get; set; }

    /// <summary>By port of a spanning tree, what a way over it costs now; null: as in the plan.</summary>
    public uint[]? PortCosts => _legacy?.PortCosts;

    /// <summary>Whether the node is switched on.</summary>
    public OperState State { get; set; }

    /// <summary>What was counted before the node booted last; null if it never did again.</summary>
    public NodeCounts? Former => _legacy?.Former;

    /// <summary>The order of the node's group: order 0 is the simulation's own.</summary>
    public int Order => Id + 1;

    private NodeLegacy Legacy => _legacy ??= new NodeLegacy();

    public void TraceBy(RunTracer tracer) => Tracer = tracer.Add(this);

    public override ActorBase Produce() => new NodeActor(this);

    /// <summary>The record of an application's last run, made when it first starts.</summary>
    public ApplicationRecord RecordOf(ApplicationPlan plan)
    {
        for (int i = _applications.Length - 1; i >= 0; i--)
            if (ReferenceEquals(_applications[i].Plan, plan)) return _applications[i].Record;
        return AddRecord(plan);
    }

    /// <summary>Begins another record of an application, which starts from the beginning; what it did before stays on record.</summary>
    public ApplicationRecord AddRecord(ApplicationPlan plan)
    {
        ApplicationRecord record = ApplicationFactory.RecordOf(plan, Name);
        _applications = [.. _applications, (plan, record)];
        return record;
    }

    /// <summary>Whether an interface is to be up while the node is on: what was set stays set when the node boots.</summary>
    public AdminState AdminOf(in InterfacePlan port) =>
        _legacy?.Admin?[port.Index] ?? (port.State == OperState.Up ? AdminState.Up : AdminState.Down);

    public void SetInterface(int index, AdminState state) => (Legacy.Admin ??= new AdminState?[PortPlans.Length])[index] = state;

    public void SetPortCost(int index, uint cost)
    {
        if (Legacy.PortCosts is not { } costs)
        {
            Legacy.PortCosts = costs = new uint[PortPlans.Length];
            for (int i = 0; i < costs.Length; i++) costs[i] = BridgeMaker.CostOf(PortPlans[i], parts.Plan);
        }
        costs[index] = cost;
    }

    /// <summary>How often an application has run; null if it runs once.</summary>
    public Repetition? RepetitionOf(ApplicationPlan plan) => plan.Repeat is { } repeat ? Legacy.RepetitionOf(plan, repeat) : null;

    /// <summary>Keeps what an inside has counted that is no more.</summary>
    public void Retire(NodeInside inside) => (Legacy.Former ??= new NodeCounts()).Add(inside);

    public void Add(TcpFlow flow) => (_flows ??= []).Add(flow);

    /// <summary>The latest connection between two ends.</summary>
    public TcpFlow? FindFlow(IpEndpoint local, IpEndpoint remote)
    {
        for (int i = Flows.Count - 1; i >= 0; i--)
            if (Flows[i].Local == local && Flows[i].Remote == remote) return Flows[i];
        return null;
    }

    /// <summary>The dice of the node's stack: ports, identifications, initial sequence numbers, hash keys.</summary>
    /// <param name="run">The run's key.</param>
    /// <param name="purpose">Each has dice of its own, so that one more shifts no others.</param>
    public RandomGenerator RandomOf(UInt128 run, string purpose = "stack")
    {
        RandomStream stream = StreamOf(run, purpose);
        return new RandomGenerator(stream.NextUInt64(), stream.NextUInt64());
    }

    /// <summary>The same as a stream, for what an application draws.</summary>
    public RandomStream DiceOf(string purpose) => StreamOf(Wiring.Key, purpose);

    private RandomStream StreamOf(UInt128 run, string purpose) => new((long)(ulong)run ^ (long)(ulong)(run >> 64), $"nodes/{Name}", purpose);
}
