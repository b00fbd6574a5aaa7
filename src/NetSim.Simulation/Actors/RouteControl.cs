using System.Collections.Immutable;
using NetSim.Actors.Lanes;
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

    public void OnChanged(Lane lane, RoutedStateChanged change, IActorRef from)
    {
        if (change.Link >= 0) _core.SetLink(change.Link, change.State);
        else _core.SetInterface(change.Interface, change.State);
        long due = lane.Now + _wait.Nanoseconds;
        foreach ((int node, ImmutableArray<RoutePlan> routes) in _core.Update()) lane.TellAt(due, nodes[node], new RoutesChanged(routes), from);
    }
}

/// <summary>To the simulation: something that routes hang on goes up or down now.</summary>
/// <param name="Link">A link, or −1.</param>
/// <param name="Interface">Else an interface.</param>
/// <param name="State">What it is from now on.</param>
internal sealed record RoutedStateChanged(int Link, int Interface, OperState State);

/// <summary>To a node: all of its routes from now on.</summary>
internal sealed record RoutesChanged(ImmutableArray<RoutePlan> Routes);
