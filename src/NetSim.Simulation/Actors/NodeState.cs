using NetSim.Actors.Lanes;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Applications;
using NetSim.Simulation.Determinism;
using NetSim.Simulation.Switching;
using NetSim.Simulation.Telemetry.Traces;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack;
using NetSim.Stack.Interfaces;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Actors;

/// <summary>
/// What the actors of one node share, and what outlives a restart of the node. They run on one lane, one at a time, so it needs no
/// lock; whoever else reads it (a summary, a metric) sees numbers that may be a moment old.
/// </summary>
internal sealed class NodeState(int id, string name, Lane lane, PacketPool pool)
{
    private Dictionary<ApplicationPlan, ApplicationRecord>? _records;
    private List<ApplicationRecord>? _applications;
    private List<TcpFlow>? _flows;

    public Fingerprint Fingerprint;

    /// <summary>Index of the node in the plan.</summary>
    public int Id { get; } = id;

    public string Name { get; } = name;

    public Lane Lane { get; } = lane;

    public PacketPool Pool { get; } = pool;

    public Instant Now => new(Lane.Now);

    /// <summary>What the applications have done, in the order in which they were first started.</summary>
    public IReadOnlyList<ApplicationRecord> Applications => _applications ?? (IReadOnlyList<ApplicationRecord>)[];

    public IReadOnlyList<TcpFlow> Flows => _flows ?? (IReadOnlyList<TcpFlow>)[];

    /// <summary>Null if nobody traces.</summary>
    public NodeTracer? Tracer { get; private set; }

    /// <summary>The cores of a host or router; null of a switch.</summary>
    public HostStack? Stack { get; private set; }

    public IReadOnlyList<NetworkInterface> Interfaces { get; private set; } = [];

    /// <summary>The cores of a switch; null of a host or router.</summary>
    public LearningSwitch? Switch { get; private set; }

    public IReadOnlyList<SwitchPort> Ports { get; private set; } = [];

    /// <summary>The order of the node's group: order 0 is the simulation's own.</summary>
    public int Order => Id + 1;

    public void TraceBy(RunTracer tracer) => Tracer = tracer.Add(this);

    /// <summary>The record of an application, made when it first starts.</summary>
    public ApplicationRecord RecordOf(ApplicationPlan plan)
    {
        _records ??= new Dictionary<ApplicationPlan, ApplicationRecord>(ReferenceEqualityComparer.Instance);
        if (_records.TryGetValue(plan, out ApplicationRecord? record)) return record;
        record = ApplicationFactory.RecordOf(plan, Name);
        _records.Add(plan, record);
        (_applications ??= []).Add(record);
        return record;
    }

    public void Add(TcpFlow flow) => (_flows ??= []).Add(flow);

    public void Inspect(HostStack stack, NetworkInterface[] interfaces) => (Stack, Interfaces) = (stack, interfaces);

    public void Inspect(LearningSwitch fabric, SwitchPort[] ports) => (Switch, Ports) = (fabric, ports);

    /// <summary>The dice of the node's stack: ports, identifications, initial sequence numbers, hash keys.</summary>
    /// <param name="run">The run's key.</param>
    public RandomGenerator RandomOf(UInt128 run)
    {
        var stream = new RandomStream((long)(ulong)run ^ (long)(ulong)(run >> 64), $"nodes/{Name}", "stack");
        return new RandomGenerator(stream.NextUInt64(), stream.NextUInt64());
    }
}
