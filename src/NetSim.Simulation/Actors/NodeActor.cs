using NetSim.Simulation.Applications;
using NetSim.Simulation.Applications.Dns;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Actors;

/// <summary>
/// One host, router or switch: makes its inside, plugs it into its links and devices, runs its applications. A failure inside that is
/// neither an application's nor a socket's restarts the node: everything is made anew from the plan, connections are lost, links stay.
/// </summary>
internal sealed class NodeActor : UntypedActor
{
    private readonly NodeState _node;
    private NodeInside _inside;
    private RunningApplications? _applications;

    /// <summary>What is to run, as far as its time has come: all of it starts again when the node boots.</summary>
    private List<ApplicationPlan>? _due;
    private IActorRef? _resolver;
    private int _withoutWire;

    /// <param name="node">Survives a restart: what the node has done so far.</param>
    public NodeActor(NodeState node)
    {
        _node = node;
        _inside = node.Inside = NodeInside.Build(node, Context);
    }

    /// <summary>Made when the first starts; most nodes of a large network have none.</summary>
    private RunningApplications Applications => _applications ??= new RunningApplications(_node, Context, Surroundings());

    /// <summary>Made with the first name that is looked up.</summary>
    private IActorRef Resolver => _resolver ??= Context.ActorOf(Producer.PropsOf(() => new ResolverActor(_node, _inside)), "resolver");

    protected override void PreStart()
    {
        foreach (ref readonly InterfacePlan port in _node.PortPlans)
        {
            // A tunnel plugs itself in.
            if (port.Attachment == Attachment.Tunnel) _withoutWire++;
            if (_node.Wiring.WireOf(port) is not { } wire) continue;
            _withoutWire++;
            // A VLAN has its wire from the interface that it is on.
            if (port.Attachment == Attachment.Vlan) continue;
            wire.Tell(new PlugIn(port.End, _inside.EntranceOf(port.Index), port.Index, _node.Pool), Self);
        }
        if (_withoutWire == 0) Context.Parent.Tell(NodeReady.Instance, Self);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case InterfaceReady:
                if (--_withoutWire == 0) Context.Parent.Tell(NodeReady.Instance, Self);
                break;
            case StartApplications:
                foreach (ApplicationPlan plan in _node.Wiring.Plan.ApplicationsOf(_node.Id)) StartInTime(plan);
                break;
            case ApplicationPlan due:
                if (_due?.Contains(due) != true) (_due ??= []).Add(due);
                if (_node.State == OperState.Up) Start(due);
                break;
            case StopApplication stop:
                _due?.Remove(stop.Plan);
                if (Applications.Stop(stop.Plan) | _node.RepetitionOf(stop.Plan)?.Cancel() == true) Report(stop.Plan);
                break;
            case RepeatApplication again when again.Pause.IsOver():
                _node.AddRecord(again.Plan);
                if (_node.State == OperState.Up) Applications.Start(again.Plan);
                break;
            case RepeatApplication:
                break;
            case RestartApplication again:
                Applications.Stop(again.Plan);
                _node.RepetitionOf(again.Plan)?.Begin();
                _node.AddRecord(again.Plan);
                Self.Tell(again.Plan, Self);
                break;
            case SetNodeState change:
                Boot(change.State);
                break;
            case ApplicationDone:
                OnEnded(Applications.End(Sender));
                break;
            case ResolveName question:
                Resolver.Tell(question, Sender);
                break;
            case NameServersLearned learned:
                if (_node.Plan.Resolver is null) Resolver.Tell(learned, Self);
                break;
            case RoutesChanged change:
                _node.Routes = change.Routes;
                (_inside as HostInside)?.SetRoutes(change.Routes);
                break;
            case SetInterfaceState change:
                _node.SetInterface(change.Index, change.State);
                // Of a node that is off none comes up; when it boots, those do that are to be.
                if (_node.State == OperState.Down) break;
                _inside.Ports[change.Index].Tell(change.State, Self);
                if (_inside is HostInside host) host.TrunkOf(change.Index)?.Tell(change.State, Self);
                break;
            case PortCostChanged change:
                _node.SetPortCost(change.Port, change.Cost);
                _inside.Centre.Tell(change, Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>An application that fails ends, and is said to have; what is the node's own fails with the node.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        cause =>
        {
            Exception reason = FailureCause.Of(cause);
            if (Sender.Equals(_resolver))
            {
                _resolver = null;
                _node.Wiring.Observer.OnPartFailed(_node.Name, "the resolver", reason);
                return Directive.Stop;
            }
            if (Applications.End(Sender, reason.Message) is not { } failed) return Directive.Escalate;
            _node.Wiring.Observer.OnPartFailed(_node.Name, $"application {failed.Kind}", reason);
            Report(failed);
            return Directive.Stop;
        },
        loggingEnabled: false);

    /// <summary>
    /// What the node knew is gone, with its sockets and what ran on it; its interfaces are hardware and stay in their links. A node that is off
    /// has an inside, too, whose interfaces are down: what arrives is dropped there, and counted.
    /// </summary>
    private void Boot(OperState state)
    {
        _node.State = state;
        foreach (IActorRef child in Context.GetChildren())
            if (!_inside.IsHardware(child)) Context.Stop(child);
        _applications = null;
        _resolver = null;
        _node.Retire(_inside);
        _inside = _node.Inside = _inside.Rebuild(Context);
        if (state == OperState.Down) return;
        foreach (ApplicationPlan plan in _due ?? [])
            if (plan.Stop is not { } stop || stop.Nanoseconds > _node.Now.Nanoseconds) Applications.Start(plan);
    }

    private ApplicationContext Surroundings() =>
        new(_inside.Centre, _node, (part, cause) => _node.Wiring.Observer.OnPartFailed(_node.Name, part, cause));

    private void StartInTime(ApplicationPlan plan) =>
        _node.Lane.TellAt(plan.Start.Nanoseconds, Self, plan, Self);

    private void Start(ApplicationPlan plan)
    {
        Applications.Start(plan);
        // What is started anew after its time runs until somebody stops it.
        if (plan.Stop is { } stop && stop.Nanoseconds > _node.Now.Nanoseconds) _node.Lane.TellAt(stop.Nanoseconds, Self, new StopApplication(plan), Self);
    }

    private void OnEnded(ApplicationPlan? ended)
    {
        if (ended?.Repeat is { } repeat && _node.RepetitionOf(ended)!.TryPause(out RepetitionPause pause))
            _node.Lane.TellAt((_node.Now + repeat.Pause).Nanoseconds, Self, new RepeatApplication(ended, pause), Self);
        else Report(ended);
    }

    private void Report(ApplicationPlan? ended)
    {
        if (ended is null || ended.IsServer) return;
        _node.Lane.TellAt((_node.Now + ControlPlane.Latency).Nanoseconds, Context.Parent, new ApplicationEnded(ended), Self);
    }
}
