namespace NetSim.Actors.Dispatch;

/// <summary>
/// Actors that share a lane and one place in the total order of events; in the simulator, one node. The sequence number is the
/// group's own, never the lane's: it must not depend on who else lives on the lane.
/// </summary>
internal sealed class LaneGroup(Lane lane, int order)
{
    internal readonly Lane Lane = lane;
    internal readonly int Order = order;
    internal long Sequence;
}
