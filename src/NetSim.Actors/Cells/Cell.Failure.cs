namespace NetSim.Actors.Cells;

/// <summary>
/// A failure stops this actor and its children from handling user messages until the parent has judged: resume, restart, stop,
/// or escalate (the parent itself fails).
/// </summary>
internal sealed partial class Cell
{
    private bool IsFailed => KnownExtras?.Perpetrator is not null;

    /// <summary>User code of this cell threw <paramref name="cause"/> while the lane's current envelope was in hand.</summary>
    internal void Fail(Exception cause) => Fail(cause, doNotSuspend: []);

    internal void OnSuspend()
    {
        Suspend();
        SuspendChildren(exceptFor: []);
    }

    internal void OnResume(Exception? cause)
    {
        if (_actor is null && (Flags & CellFlags.Terminating) == 0)
        {
            RecreateAfterFailedCreation();
            return;
        }

        IActorRef? perpetrator = KnownExtras?.Perpetrator;
        Unsuspend();
        if (cause is not null) ClearFailure();
        foreach (Cell child in ChildCells())
            child.SendSystem(new Resume(ReferenceEquals(child, perpetrator) ? cause : null));
    }

    internal void OnChildFailed(Cell child, Exception cause)
    {
        if ((Flags & CellFlags.Terminating) != 0 || _children?.Contains(child) != true) return;
        // As in Akka.NET, a decider sees who has failed as the sender.
        Lane.InHand.Sender = child;
        try
        {
            if (Strategy().HandleFailure(this, child, cause)) return;
        }
        catch (Exception inDecider)
        {
            Fail(inDecider, doNotSuspend: [child], perpetrator: child);
            return;
        }

        Fail(cause, doNotSuspend: [child], perpetrator: child);
    }

    internal void Suspend(Cell child) => child.SendSystem(Cells.Suspend.Instance);

    private SupervisorStrategy Strategy() => Props.SupervisorStrategy ?? _actor?.CallSupervisorStrategy() ?? SupervisorStrategy.DefaultStrategy;

    private void Fail(Exception cause, ReadOnlySpan<Cell> doNotSuspend, IActorRef? perpetrator = null)
    {
        if (IsFailed || (Flags & CellFlags.Terminating) != 0) return;
        Suspend();
        Extras.Failure = cause;
        Extras.Perpetrator = perpetrator ?? this;
        Extras.FailedMessage = perpetrator is null ? MessageInHand : null;
        SuspendChildren(doNotSuspend);
        if (ParentCell is { } parent) parent.SendSystem(new Failed(this, cause));
        else System.OnRootFailed(cause);
    }

    private object? MessageInHand => Lane.InHand.Message is WakeUp ? null : Lane.InHand.Message;

    private void SuspendChildren(ReadOnlySpan<Cell> exceptFor)
    {
        foreach (Cell child in ChildCells())
            if (!exceptFor.Contains(child)) child.SendSystem(Cells.Suspend.Instance);
    }

    private void ClearFailure()
    {
        if (KnownExtras is not { } extras) return;
        extras.Failure = null;
        extras.Perpetrator = null;
        extras.FailedMessage = null;
    }
}
