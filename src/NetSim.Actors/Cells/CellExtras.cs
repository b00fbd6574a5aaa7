using NetSim.Actors.Supervision;
using NetSim.Actors.Tasks;

namespace NetSim.Actors.Cells;

/// <summary>What most actors never need, so that an idle one stays small. Made on first use; touched by the actor's lane only.</summary>
internal sealed class CellExtras
{
    /// <summary>Ends that were enqueued as Terminated and not handled yet; an Unwatch takes them back.</summary>
    public List<IActorRef>? DeathsQueued;

    public Queue<SystemMessage>? SystemMessages;

    /// <summary>User messages put aside while the cell is suspended.</summary>
    public List<Delivery>? Deferred;

    /// <summary>Why the cell failed and waits for its parent; null if it has not.</summary>
    public Exception? Failure;

    /// <summary>Who failed: this actor, or the child whose failure it passed on.</summary>
    public IActorRef? Perpetrator;

    /// <summary>The message during which it failed.</summary>
    public object? FailedMessage;

    /// <summary>The asynchronous handler that is under way.</summary>
    public AsyncHandler? Awaiting;

    /// <summary>Of children that were restarted.</summary>
    public Dictionary<Cell, RestartRecord>? Restarts;

    /// <summary>A restart that waits for the children to be gone.</summary>
    public Exception? PendingRestart;

    public TimeSpan? ReceiveTimeout;

    public Cell.IdleTimer? IdleTimer;

    /// <summary>Nanoseconds: when the receive timeout was last pushed back.</summary>
    public long LastActivity;
}
