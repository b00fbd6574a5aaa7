using NetSim.Actors.Lanes;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Determinism;
using NetSim.Simulation.Links;
using NetSim.Simulation.Operating;
using NetSim.Simulation.Telemetry.Traces;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Running;

/// <summary>
/// What a simulation is made of beside its actors: the state of every node, the cores of every link, the devices. Made before the actors
/// and read when they are gone.
/// </summary>
internal sealed class SimulationParts
{
    private readonly Dictionary<(DirectionPlan Plan, int Mtu), LinkParameters> _shared = [];

    /// <param name="plan">The network.</param>
    /// <param name="seed">Of the run.</param>
    /// <param name="lanes">Where nodes live.</param>
    /// <param name="laneOf">Which of them, by node id.</param>
    /// <param name="makePool">For each lane.</param>
    /// <param name="tracer">Null if nobody traces.</param>
    public SimulationParts(TopologyPlan plan, long seed, IReadOnlyList<Lane> lanes, int[] laneOf, Func<PacketPool> makePool, RunTracer? tracer)
    {
        (Plan, Tracer) = (plan, tracer);
        var pools = new PacketPool[lanes.Count];
        for (int i = 0; i < pools.Length; i++) pools[i] = makePool();
        Pools = pools;
        Nodes = new NodeState[plan.Nodes.Length];
        for (int i = 0; i < Nodes.Length; i++)
        {
            int lane = laneOf[i];
            Nodes[i] = new NodeState(this, i, lanes[lane], pools[lane]);
            if (tracer is not null) Nodes[i].TraceBy(tracer);
        }
        Links = new LinkParts[plan.Links.Length];
        Func<int, string, RandomStream> diceOf = DiceOf;
        for (int i = 0; i < Links.Length; i++) Links[i] = MakeLink(i, diceOf);

        RandomStream DiceOf(int direction, string purpose) =>
            new(seed, $"links/{plan.LinkName(direction / 2)}/{LinkParts.NameOf((LinkEnd)(direction % 2))}", purpose);
    }

    public TopologyPlan Plan { get; }

    public NodeState[] Nodes { get; }

    public LinkParts[] Links { get; }

    /// <summary>One for each lane.</summary>
    public PacketPool[] Pools { get; }

    /// <summary>Null if nobody traces.</summary>
    public RunTracer? Tracer { get; }

    /// <summary>What the nodes are plugged into; null before the links have their actors.</summary>
    public NodeWiring? Wiring { get; set; }

    /// <summary>By device id.</summary>
    public IReadOnlyList<IHostDevice> Devices { get; init; } = [];

    /// <summary>Where programs of this machine run; null if none do.</summary>
    public NodeNamespaces? Namespaces { get; init; }

    /// <summary>By interface id.</summary>
    public IReadOnlyDictionary<int, IFrameTap> Taps { get; init; } = new Dictionary<int, IFrameTap>();

    public IReadOnlyList<RunningExpectation> Expectations { get; init; } = [];

    /// <summary>Who changes the network while it runs; null before it is made.</summary>
    public NetworkOperator? Operator { get; set; }

    /// <summary>What events wait for at interfaces.</summary>
    public IReadOnlyList<FrameCondition> Conditions { get; init; } = [];

    /// <summary>Of all dice of stacks.</summary>
    public UInt128 Key { get; init; }

    /// <summary>Called once, when all that is no server has ended, with the time at which the run may end.</summary>
    public Action<long> OnWorkDone { get; init; } = _ => { };

    /// <summary>Called when what carries the simulation itself has failed: the run cannot go on.</summary>
    public Action<Exception> OnFailed { get; init; } = _ => { };

    /// <summary>The node that an interface belongs to.</summary>
    public NodeState NodeOf(int interfaceId) => Nodes[Plan.Interfaces[interfaceId].NodeId];

    private LinkParts MakeLink(int link, Func<int, string, RandomStream> diceOf)
    {
        ref readonly LinkPlan plan = ref Plan.Links.ItemRef(link);
        OperState state = plan.State;
        return new LinkParts(this, link, Make(Share(plan.AToB, plan.Mtu), LinkEnd.A), Make(Share(plan.BToA, plan.Mtu), LinkEnd.B));

        LinkDirection Make(LinkParameters parameters, LinkEnd from)
        {
            var core = new LinkDirection(parameters, link * 2 + (int)from, diceOf);
            core.SetState(state);
            return core;
        }
    }

    /// <summary>Directions that are alike share what they do.</summary>
    public LinkParameters Share(DirectionPlan plan, int mtu)
    {
        if (_shared.TryGetValue((plan, mtu), out LinkParameters? parameters)) return parameters;
        parameters = LinkParameters.Of(plan, mtu);
        _shared.Add((plan, mtu), parameters);
        return parameters;
    }
}
