namespace NetSim.Actors.Dispatch;

/// <summary>What lives on a lane and can be told something: an actor's cell, or the lane's own agent.</summary>
internal abstract class Resident(LaneGroup group)
{
    internal readonly Lane Lane = group.Lane;
    internal readonly LaneGroup Group = group;

    /// <summary>The group's place in the total order, copied here because every tell compares it.</summary>
    internal readonly int Order = group.Order;

    /// <summary>Of a cell: who handles what it is told. Here, and not in the cell, so that it lies in one cache line with what the lane's loop reads before.</summary>
    private protected ActorBase? _actor;

    /// <summary>Not <see cref="CellFlags.None"/>: the lane's loop must take the slow path.</summary>
    internal CellFlags Flags;

    /// <summary>Handles the lane's current envelope with everything that the fast path leaves out.</summary>
    internal abstract void HandleSlowly(object message);

    /// <summary>For what comes after the end.</summary>
    internal virtual void AnswerWhenTerminated(object message, IActorRef? sender)
    {
    }
}
