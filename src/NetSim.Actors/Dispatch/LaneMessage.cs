namespace NetSim.Actors.Dispatch;

/// <summary>
/// What the engine itself sends. It is recognised when it arrives on a lane (from the FIFO's other side, the inbox or the event
/// queue), so that the loop need not look for it.
/// </summary>
internal abstract class LaneMessage
{
    /// <summary>Cancelled, or overtaken: such an event is thrown away when its turn comes, and time does not move for it.</summary>
    internal virtual bool IsObsolete(Resident to) => false;

    /// <summary>Runs on the target's lane, at the moment of arrival.</summary>
    internal abstract void Arrive(Resident to, IActorRef? sender);
}
