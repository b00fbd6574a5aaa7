using NetSim.Wire.Time;

namespace NetSim.Simulation.Actors;

/// <summary>
/// The network that joins the nodes with the simulation's own actor. It is not for packets: reports go up by it, commands come down. Like any
/// link it has a delay, so that lanes that run ahead of one another stay within it, and the order of all events is the same whatever the lanes.
/// </summary>
internal static class ControlPlane
{
    public static readonly Duration Latency = Duration.FromMilliseconds(1);
}
