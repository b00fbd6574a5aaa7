using NetSim.Actors.Lanes;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Running;
using NetSim.Simulation.Switching.SpanningTree;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Interfaces;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Operating;

/// <summary>
/// Whoever pulls cables and switches machines on and off: keeps what was changed, and tells links and nodes what they are to be from a time on.
/// That time lies at least the <see cref="ControlPlane"/>'s latency ahead, except before the run has begun. What it orders comes first of all that
/// happens at its instant.
/// </summary>
internal sealed class NetworkOperator(SimulationParts parts, IActorRef[] nodes, IActorRef self)
{
    private readonly TopologyPlan _plan = parts.Plan;

    private readonly Dictionary<int, OperatedLink> _links = [];
    private readonly Dictionary<int, Layered<OperState, OperState>> _interfaces = [];
    private readonly Dictionary<int, Layered<OperState, OperState>> _nodes = [];
    private readonly List<(int? Token, int[] Links)> _partitions = [];

    /// <summary>Hears of links and nodes that go down or come up.</summary>
    public IRunObserver Observer { get; init; } = NoObserver.Instance;

    /// <summary>Hears of applications that will start again.</summary>
    public Action<ApplicationPlan> OnRestart { get; init; } = _ => { };

    /// <summary>What a link is like just now, or as soon as what was ordered takes effect.</summary>
    public OperatedLink.Properties PresentOf(int link) => _links.TryGetValue(link, out OperatedLink? known)
        ? known.Present
        : OperatedLink.Properties.Of(_plan.Links[link]);

    /// <param name="order">What is to change.</param>
    /// <param name="at">When.</param>
    /// <param name="token">What <see cref="End"/> will say to undo it; null: it stays.</param>
    public void Apply(EventPlan order, Instant at, int? token)
    {
        switch (order)
        {
            case LinkChangePlan change:
                LinkOf(change.LinkId).Set(change, token);
                TellLink(change.LinkId, at);
                break;
            case LinkResetPlan reset:
                LinkOf(reset.LinkId).Reset();
                TellLink(reset.LinkId, at);
                break;
            case InterfaceChangePlan change:
                InterfaceOf(change.InterfaceId).Set(change.State, token);
                TellInterface(change.InterfaceId, at);
                break;
            case InterfaceResetPlan reset:
                InterfaceOf(reset.InterfaceId).Reset(_plan.Interfaces[reset.InterfaceId].State);
                TellInterface(reset.InterfaceId, at);
                break;
            case NodeChangePlan change:
                ChangeNode(change.NodeId, at, node => node.Set(change.State, token));
                break;
            case NodeRestartPlan { NodeId: var node }:
                if (NodeOf(node).Present == OperState.Up) TellNode(node, OperState.Up, at);
                break;
            case PartitionPlan partition:
                Cut(partition, at, token);
                break;
            case HealPlan:
                while (_partitions.Count > 0) Heal(0, at);
                break;
            case ApplicationChangePlan change:
                ChangeApplication(change, at);
                break;
            default:
                throw new InvalidOperationException($"Nobody knows how to do {order.GetType().Name}.");
        }
    }

    /// <summary>Undoes one order, if nothing has undone it before.</summary>
    public void End(EventPlan order, Instant at, int token)
    {
        switch (order)
        {
            case LinkChangePlan { LinkId: var link }:
                if (LinkOf(link).End(token)) TellLink(link, at);
                break;
            case InterfaceChangePlan { InterfaceId: var id }:
                if (InterfaceOf(id).End(token)) TellInterface(id, at);
                break;
            case NodeChangePlan { NodeId: var node }:
                ChangeNode(node, at, states => states.End(token));
                break;
            case PartitionPlan:
                int index = _partitions.FindIndex(partition => partition.Token == token);
                if (index >= 0) Heal(index, at);
                break;
            case ApplicationChangePlan change:
                Apply(change with { State = change.State == OperState.Up ? OperState.Down : OperState.Up }, at, null);
                break;
            default:
                throw new InvalidOperationException($"{order.GetType().Name} has no end.");
        }
    }

    private void ChangeApplication(ApplicationChangePlan change, Instant at)
    {
        ApplicationPlan application = _plan.ApplicationsOf(change.NodeId)[change.Index];
        if (change.State == OperState.Up) OnRestart(application);
        Tell(nodes[change.NodeId], change.State == OperState.Up ? new RestartApplication(application) : new StopApplication(application), at);
    }

    private void ChangeNode(int node, Instant at, Action<Layered<OperState, OperState>> change)
    {
        Layered<OperState, OperState> states = NodeOf(node);
        OperState before = states.Present;
        change(states);
        OperState state = states.Present;
        if (state == before) return;
        TellNode(node, state, at);
        // Whoever is at the other end of a cable sees that the machine is off.
        foreach (ref readonly InterfacePlan port in _plan.InterfacesOf(node))
        {
            if (port.Attachment != Attachment.Link) continue;
            LinkOf(port.AttachedTo).Cuts += state == OperState.Down ? 1 : -1;
            TellLink(port.AttachedTo, at);
        }
    }

    private void Cut(PartitionPlan partition, Instant at, int? token)
    {
        int[] cut = [.. PartedLinks(partition)];
        _partitions.Add((token, cut));
        foreach (int link in cut)
        {
            LinkOf(link).Cuts++;
            TellLink(link, at);
        }
    }

    private void Heal(int index, Instant at)
    {
        (_, int[] cut) = _partitions[index];
        _partitions.RemoveAt(index);
        foreach (int link in cut)
        {
            LinkOf(link).Cuts--;
            TellLink(link, at);
        }
    }

    private IEnumerable<int> PartedLinks(PartitionPlan partition)
    {
        int[] groupOf = new int[_plan.Nodes.Length];
        for (int group = 0; group < partition.Groups.Length; group++)
            foreach (int node in partition.Groups[group]) groupOf[node] = group + 1;
        for (int link = 0; link < _plan.Links.Length; link++)
        {
            int a = groupOf[_plan.Interfaces[_plan.Links[link].A].NodeId], b = groupOf[_plan.Interfaces[_plan.Links[link].B].NodeId];
            if (a != 0 && b != 0 && a != b) yield return link;
        }
    }

    private OperatedLink LinkOf(int id)
    {
        if (!_links.TryGetValue(id, out OperatedLink? link)) _links.Add(id, link = new OperatedLink(_plan.Links[id]));
        return link;
    }

    private Layered<OperState, OperState> InterfaceOf(int id) => StatesOf(_interfaces, id, _plan.Interfaces[id].State);

    private Layered<OperState, OperState> NodeOf(int id) => StatesOf(_nodes, id, OperState.Up);

    private static Layered<OperState, OperState> StatesOf(Dictionary<int, Layered<OperState, OperState>> known, int id, OperState first)
    {
        if (!known.TryGetValue(id, out Layered<OperState, OperState>? states)) known.Add(id, states = new(first, static (_, state) => state));
        return states;
    }

    private void TellNode(int id, OperState state, Instant at)
    {
        Tell(nodes[id], new SetNodeState(state), at);
        Observer.OnNodeState(_plan.Nodes[id].Name, state, at - Instant.Zero);
    }

    private void TellLink(int id, Instant at)
    {
        OperatedLink link = LinkOf(id);
        OperatedLink.Properties present = link.Present, before = link.Told;
        link.Told = present;
        int mtu = _plan.Links[id].Mtu;
        LinkParts directions = parts.Links[id];
        Tell(directions.AToBActor, parts.Share(present.AToB, mtu), at);
        Tell(directions.BToAActor, parts.Share(present.BToA, mtu), at);
        if (present.State != before.State)
        {
            Tell(directions.AToBActor, new SetLinkState(present.State), at);
            Tell(directions.BToAActor, new SetLinkState(present.State), at);
            Observer.OnLinkState(_plan.LinkName(id), present.State, at - Instant.Zero);
        }
        if (_plan.Routing is not null && !present.LeadsAs(before)) Tell(self, new RoutedLinkChanged(id, present), at);
        if (present.IsAsFastAs(before)) return;
        TellSpeed(_plan.Links[id].A, present, at);
        TellSpeed(_plan.Links[id].B, present, at);
    }

    /// <summary>What a spanning tree's port costs hangs on how fast its link is.</summary>
    private void TellSpeed(int id, in OperatedLink.Properties link, Instant at)
    {
        InterfacePlan port = _plan.Interfaces[id];
        if (_plan.Nodes[port.NodeId].Switch?.SpanningTree is null) return;
        Tell(nodes[port.NodeId], new PortCostChanged(port.Index, BridgeMaker.CostOf(link.AToB, link.BToA)), at);
    }

    private void TellInterface(int id, Instant at)
    {
        InterfacePlan port = _plan.Interfaces[id];
        AdminState state = InterfaceOf(id).Present == OperState.Up ? AdminState.Up : AdminState.Down;
        Tell(nodes[port.NodeId], new SetInterfaceState(port.Index, state), at);
        if (_plan.Routing is not null) Tell(self, new RoutedInterfaceChanged(id, InterfaceOf(id).Present), at);
    }

    private void Tell(IActorRef to, object message, Instant at) => Lane.Current.TellAt(at.Nanoseconds, to, message, self);
}
