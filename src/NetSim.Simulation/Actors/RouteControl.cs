using System.Collections.Immutable;
using NetSim.Actors.Lanes;
using NetSim.Simulation.Operating;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Routing;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Actors;

/// <summary>
/// The routing protocol of a network with dynamic routes. It hears of a change at its instant; all nodes have their new routes at one later instant, which is far
/// enough away for lanes that run ahead.
/// </summary>
internal sealed class RouteControl(TopologyPlan plan, IActorRef[] nodes)
{
    private readonly DynamicRouting _core = new(plan);
    private readonly Duration _wait = plan.Routing!.Detection + plan.Routing.Convergence;
    private bool _isUpdateDue;

    public void OnChanged(Lane lane, RoutedLinkChanged change, IActorRef simulation)
    {
        _core.SetLink(change.Link, change.Present);
        UpdateLater(lane, simulation);
    }

    public void OnChanged(Lane lane, RoutedInterfaceChanged change, IActorRef simulation)
    {
        _core.SetInterface(change.Interface, change.State);
        UpdateLater(lane, simulation);
    }

    public void Update(Lane lane, IActorRef simulation)
    {
        _isUpdateDue = false;
        long due = lane.Now + _wait.Nanoseconds;
        foreach ((int node, ImmutableArray<RoutePlan> routes) in _core.Update()) lane.TellAt(due, nodes[node], new RoutesChanged(routes), simulation);
    }

    /// <summary>A partition may cut a thousand links at one instant, for which the routes are computed once.</summary>
    private void UpdateLater(Lane lane, IActorRef simulation)
    {
        if (_isUpdateDue) return;
        _isUpdateDue = true;
        lane.TellAt(lane.Now, simulation, UpdateRoutes.Instance, simulation);
    }
}

/// <summary>To the simulation: a link that routes lead over goes up or down, or takes another time from now on.</summary>
internal sealed record RoutedLinkChanged(int Link, OperatedLink.Properties Present);

/// <summary>To the simulation: an interface that routes lead over goes up or down now.</summary>
internal sealed record RoutedInterfaceChanged(int Interface, OperState State);

/// <summary>From the simulation to itself: all changes of this instant are known.</summary>
internal sealed class UpdateRoutes
{
    public static readonly UpdateRoutes Instance = new();
}

/// <summary>To a node: all of its routes from now on.</summary>
internal sealed record RoutesChanged(ImmutableArray<RoutePlan> Routes);
