using NetSim.Actors.Lanes;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Links;
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
    private readonly TopologyPlan _plan;
    private readonly Dictionary<(DirectionPlan Plan, int Mtu), LinkParameters> _shared = [];

    /// <param name="plan">The network.</param>
    /// <param name="seed">Of the run.</param>
    /// <param name="lanes">Where nodes live.</param>
    /// <param name="laneOf">Which of them, by node id.</param>
    /// <param name="makePool">For each lane.</param>
    /// <param name="tracer">Null if nobody traces.</param>
    public SimulationParts(TopologyPlan plan, long seed, IReadOnlyList<Lane> lanes, int[] laneOf, Func<PacketPool> makePool, RunTracer? tracer)
    {
        (_plan, Tracer) = (plan, tracer);
        var pools = new PacketPool[lanes.Count];
        for (int i = 0; i < pools.Length; i++) pools[i] = makePool();
        Pools = pools;
        Nodes = new NodeState[plan.Nodes.Length];
        for (int i = 0; i < Nodes.Length; i++)
        {
            int lane = laneOf[i];
            Nodes[i] = new NodeState(i, plan.Nodes[i].Name, lanes[lane], pools[lane]);
            if (tracer is not null) Nodes[i].TraceBy(tracer);
        }
        Links = new LinkCores[plan.Links.Length];
        for (int i = 0; i < Links.Length; i++) Links[i] = MakeLink(i, seed);
    }

    public NodeState[] Nodes { get; }

    public LinkCores[] Links { get; }

    /// <summary>One for each lane.</summary>
    public PacketPool[] Pools { get; }

    /// <summary>Null if nobody traces.</summary>
    public RunTracer? Tracer { get; }

    /// <summary>By device id.</summary>
    public IReadOnlyList<IHostDevice> Devices { get; init; } = [];

    /// <summary>By interface id.</summary>
    public IReadOnlyDictionary<int, IFrameTap> Taps { get; init; } = new Dictionary<int, IFrameTap>();

    public IReadOnlyList<RunningExpectation> Expectations { get; init; } = [];

    /// <summary>Of all dice of stacks.</summary>
    public UInt128 Key { get; init; }

    /// <summary>Called once, when all that is no server has ended, with the time at which the run may end.</summary>
    public Action<long> OnWorkDone { get; init; } = _ => { };

    /// <summary>Called when what carries the simulation itself has failed: the run cannot go on.</summary>
    public Action<Exception> OnFailed { get; init; } = _ => { };

    /// <summary>The node that an interface belongs to.</summary>
    public NodeState NodeOf(int interfaceId) => Nodes[_plan.Interfaces[interfaceId].NodeId];

    /// <summary>What the plan says of a link's directions.</summary>
    public (LinkParameters AToB, LinkParameters BToA) LinkParametersOf(int link)
    {
        ref readonly LinkPlan plan = ref _plan.Links.ItemRef(link);
        return (Share(plan.AToB, plan.Mtu), Share(plan.BToA, plan.Mtu));
    }

    /// <summary>How to make a link's two directions, each where the interface is that sends into it.</summary>
    public (Props AToB, Props BToA) DirectionsOf(int link)
    {
        LinkPlan plan = _plan.Links[link];
        LinkType type = plan.Framing == Framing.Ethernet ? LinkType.Ethernet : LinkType.Raw;
        return (Direction(Links[link].AToB, LinkEnd.A, (plan.A, plan.B)), Direction(Links[link].BToA, LinkEnd.B, (plan.B, plan.A)));

        Props Direction(LinkDirection core, LinkEnd end, (int From, int To) ports)
        {
            NodeState node = NodeOf(ports.From);
            LinkWay? way = Tracer is null ? null : new LinkWay(
                core, _plan.LinkName(link), end == LinkEnd.A ? "a_to_b" : "b_to_a", (_plan.EndpointName(ports.From), _plan.EndpointName(ports.To)));
            return Producer.PropsOf(() => new LinkDirectionActor(core, end, type, node.Pool, way)).Placed(node.Lane, node.Order);
        }
    }

    private LinkCores MakeLink(int link, long seed)
    {
        (LinkParameters aToB, LinkParameters bToA) = LinkParametersOf(link);
        string path = $"links/{_plan.LinkName(link)}";
        OperState state = _plan.Links[link].State;
        return new LinkCores(Make(aToB, "a-to-b"), Make(bToA, "b-to-a"));

        LinkDirection Make(LinkParameters parameters, string direction)
        {
            var core = new LinkDirection(parameters, seed, $"{path}/{direction}");
            core.SetState(state);
            return core;
        }
    }

    private LinkParameters Share(DirectionPlan plan, int mtu)
    {
        if (_shared.TryGetValue((plan, mtu), out LinkParameters? parameters)) return parameters;
        parameters = LinkParameters.Of(plan, mtu);
        _shared.Add((plan, mtu), parameters);
        return parameters;
    }
}

/// <summary>The two directions of a link.</summary>
internal sealed record LinkCores(LinkDirection AToB, LinkDirection BToA);
