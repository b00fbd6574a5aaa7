namespace NetSim.Actors.Scheduling;

/// <summary>An entry of the event queue that may be cancelled or come again.</summary>
internal abstract class ScheduledWork : LaneMessage
{
    /// <summary>Nanoseconds between two arrivals; 0 for one only.</summary>
    public long Interval { get; init; }

    /// <summary>When it was meant to come, so that a late one does not delay the next.</summary>
    public long Due { get; set; }

    protected abstract bool IsCancelled { get; }

    internal sealed override bool IsObsolete(Resident to) => IsCancelled;

    internal sealed override void Arrive(Resident to, IActorRef? sender)
    {
        if (IsCancelled) return;
        if (Interval > 0)
        {
            Due = LaneTime.After(Due, Interval);
            to.Lane.ScheduleAgain(Due, to, this);
        }

        ArriveNow(to);
    }

    protected abstract void ArriveNow(Resident to);
}

internal sealed class ScheduledTell(ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable) : ScheduledWork, IRunnable
{
    protected override bool IsCancelled => cancelable?.IsCancellationRequested == true;

    /// <summary>A receiver that lives on no lane.</summary>
    public void Run() => receiver.Tell(message, sender);

    protected override void ArriveNow(Resident to)
    {
        if (to is Cell) to.Lane.Push(to, message, sender);
        else to.Lane.Push(to, this, sender: null);
    }
}

internal sealed class ScheduledAction(Action action, ICancelable? cancelable) : ScheduledWork, IRunnable
{
    protected override bool IsCancelled => cancelable?.IsCancellationRequested == true;

    public void Run()
    {
        if (!IsCancelled) action();
    }

    protected override void ArriveNow(Resident to) => to.Lane.Push(to, this, sender: null);
}
