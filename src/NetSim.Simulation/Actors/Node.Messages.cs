using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Interfaces;

namespace NetSim.Simulation.Actors;

/// <summary>From an interface or port to its node: it has its wire.</summary>
internal sealed class InterfaceReady
{
    public static readonly InterfaceReady Instance = new();
}

/// <summary>From a node to the simulation: all its interfaces have their wires.</summary>
internal sealed class NodeReady
{
    public static readonly NodeReady Instance = new();
}

/// <summary>
/// To a node: the network stands; start what is to run, each at its time. (An <see cref="ApplicationPlan"/> itself, told to its node, means: start it now.)
/// </summary>
internal sealed class StartApplications
{
    public static readonly StartApplications Instance = new();
}

/// <summary>To a node: end one application, if it still runs.</summary>
internal sealed record StopApplication(ApplicationPlan Plan);

/// <summary>To a node: start an application anew, whether or not it still runs.</summary>
internal sealed record RestartApplication(ApplicationPlan Plan);

/// <summary>To a node, from itself: the pause before an application starts again is over.</summary>
internal sealed record RepeatApplication(ApplicationPlan Plan, RepetitionPause Pause);

/// <summary>To a node: you are switched off, or switched on; who is on already boots.</summary>
internal sealed record SetNodeState(OperState State);

/// <summary>To an interface or port: your node has booted, and this is its new inside.</summary>
internal sealed record Booted(NodeInside Inside);

/// <summary>To a node: set an interface up or down, as its operator would.</summary>
internal sealed record SetInterfaceState(int Index, AdminState State);

/// <summary>From a node to the simulation: an application that is no server has ended.</summary>
internal sealed record ApplicationEnded(ApplicationPlan Plan);
