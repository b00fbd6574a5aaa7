using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Actors;

/// <summary>From a link or a device to an interface: what to give frames to from now on. The carrier comes on.</summary>
/// <param name="Wire">Takes the interface's frames.</param>
public sealed record Plugged(IActorRef Wire);

/// <summary>From an interface to its link: it is there (again, after a restart of its node), and gets what arrives.</summary>
/// <param name="End">Which end of the cable.</param>
/// <param name="Interface">The interface.</param>
/// <param name="Index">The interface's index on its node.</param>
/// <param name="Pool">The packet pool of the interface's lane.</param>
public sealed record PlugIn(LinkEnd End, IActorRef Interface, int Index, PacketPool Pool);

/// <summary>From a link's direction to the interface behind it: the cable was cut or mended.</summary>
public sealed record CarrierChanged(OperState State);

/// <summary>To a direction of a link: the cable is cut or mended.</summary>
public sealed record SetLinkState(OperState State);

/// <summary>A deadline of the receiver's core has come.</summary>
public sealed class Deadline
{
    public static readonly Deadline Instance = new();
}
