using NetSim.Actors.Lanes;
using NetSim.Simulation.Operating;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Actors;

/// <summary>
/// The root of a simulation: makes links, devices and nodes; when all of them are plugged together it starts the applications and the
/// time-line; and it knows when all work is done.
/// </summary>
internal sealed class SimulationActor : UntypedActor
{
    private readonly TopologyPlan _plan;
    private readonly SimulationParts _parts;
    private readonly IRunObserver _observer;
    private readonly IActorRef[] _links;
    private readonly IActorRef[] _nodes;
    private readonly RestartLimit _restarts = new();
    private readonly UnfinishedWork _unfinished;
    private readonly TimeLine _timeLine;
    private readonly List<RunOrder> _ordered = [];
    private RouteControl? _routes;
    private int _unready;
    private bool _isRunning;

    public SimulationActor(TopologyPlan plan, SimulationParts parts, IRunObserver observer)
    {
        (_plan, _parts, _observer) = (plan, parts, observer);
        _links = MakeLinks();
        parts.Wiring = new NodeWiring(plan, _links, MakeDevices(), parts.Taps, parts.Key) { Observer = observer };
        _nodes = MakeNodes();
        _unready = _nodes.Length;
        _unfinished = new UnfinishedWork(plan, parts.Expectations);
        parts.Operator = new NetworkOperator(parts, _nodes, Self) { OnRestart = _unfinished.Add, Observer = observer };
        _timeLine = new TimeLine(plan, parts.Operator, Self);
    }

    private RouteControl Routes => _routes ??= new RouteControl(_plan, _nodes);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case NodeReady when _isRunning:
                // A node is back after a restart: what ran on it starts again.
                Sender.Tell(StartApplications.Instance, Self);
                break;
            case NodeReady:
                if (--_unready == 0) Begin();
                break;
            case RoutedLinkChanged change:
                Routes.OnChanged(Lane.Current, change, Self);
                break;
            case RoutedInterfaceChanged change:
                Routes.OnChanged(Lane.Current, change, Self);
                break;
            case UpdateRoutes:
                Routes.Update(Lane.Current, Self);
                break;
            case ApplicationEnded ended:
                _unfinished.Remove(ended.Plan);
                _timeLine.OnEnded(ended.Plan);
                AnswerEnded(ended.Plan);
                EndIfDone();
                break;
            case ConditionHolds condition:
                _timeLine.OnCondition(condition.Event);
                break;
            case HappenOrder order:
                order.TakenAt.Succeed(_timeLine.Add(order.Event));
                break;
            case RunOrder order:
                _ordered.Add(order);
                Lane.Current.TellAt(Lane.Current.Now, _nodes[order.Application.NodeId], order.Application, Self);
                break;
            case LookOrder order:
                order.Look();
                break;
            case Deadline:
                _timeLine.OnDeadline();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>A node that fails is made anew; a link or device has no inside that could be, so the run cannot be trusted any more.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        cause =>
        {
            int node = Array.IndexOf(_nodes, Sender);
            if (node >= 0) return OnNodeFailed(node, FailureCause.Of(cause));
            _parts.OnFailed(FailureCause.Of(cause));
            return Directive.Stop;
        },
        loggingEnabled: false);

    private Directive OnNodeFailed(int node, Exception cause)
    {
        string name = _plan.Nodes[node].Name;
        if (_restarts.MayRestart(node, new Instant(Lane.Current.Now)))
        {
            _observer.OnNodeRestarted(name, cause);
            return Directive.Restart;
        }
        _observer.OnNodeStopped(name, cause);
        _unfinished.RemoveAllOf(node);
        EndIfDone();
        return Directive.Stop;
    }

    private void AnswerEnded(ApplicationPlan plan)
    {
        int index = _ordered.FindIndex(order => ReferenceEquals(order.Application, plan));
        if (index < 0) return;
        _ordered[index].Ended.Succeed(_parts.Nodes[plan.NodeId].RecordOf(plan));
        _ordered.RemoveAt(index);
    }

    private void EndIfDone()
    {
        if (_unfinished.IsAllDone && !_timeLine.WillStartApplications) _parts.OnWorkDone(Lane.Current.Now + ControlPlane.Latency.Nanoseconds);
    }

    private IActorRef[] MakeLinks()
    {
        var links = new IActorRef[_plan.Links.Length];
        for (int i = 0; i < links.Length; i++)
        {
            NodeState a = _parts.Links[i].NodeAt(LinkEnd.A);
            links[i] = Context.ActorOf(_parts.Links[i].ToProps().Placed(a.Lane, a.Order), ActorNames.Of(_plan.LinkName(i)));
        }
        return links;
    }

    private PluggedDevice[] MakeDevices()
    {
        var devices = new PluggedDevice[_plan.Devices.Length];
        for (int i = 0; i < devices.Length; i++)
        {
            IHostDevice device = _parts.Devices[i];
            NodeState node = _parts.NodeOf(_plan.Devices[i].InterfaceId);
            // What enters from outside has a place of its own in the order of events, behind all nodes.
            Props entranceProps = device.EntranceProps(node.Pool).Placed(node.Lane, _plan.Nodes.Length + 1 + i);
            IActorRef entrance = Context.ActorOf(entranceProps, $"entrance-{device.Name}");
            Props props = Producer.PropsOf(() => new DeviceActor(device, node.Pool, entrance, _observer)).Placed(node.Lane, node.Order);
            devices[i] = new PluggedDevice(Context.ActorOf(props, $"device-{device.Name}"), device.MaxSuperSegment);
        }
        return devices;
    }

    private IActorRef[] MakeNodes()
    {
        var nodes = new IActorRef[_plan.Nodes.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            NodeState state = _parts.Nodes[i];
            nodes[i] = Context.ActorOf(state.ToProps().Placed(state.Lane, state.Order), state.Name);
        }
        return nodes;
    }

    private void Begin()
    {
        _isRunning = true;
        foreach (IActorRef node in _nodes) node.Tell(StartApplications.Instance, Self);
        foreach (RunningExpectation expectation in _parts.Expectations)
        {
            if (expectation.Server is { } server) StartOn(server);
            if (expectation.Probe is { } probe) StartOn(probe);
        }
        foreach (FrameCondition condition in _parts.Conditions) condition.Owner = Self;
        _timeLine.Start();
    }

    private void StartOn(ApplicationPlan plan) =>
        Lane.Current.TellAt(plan.Start.Nanoseconds, _nodes[plan.NodeId], plan, Self);
}
