namespace NetSim.Actors.Cells;

/// <summary>Who hears of whose end. A parent hears of its children's without asking.</summary>
internal sealed partial class Cell
{
    public IActorRef Watch(IActorRef subject)
    {
        StartWatching(subject, customMessage: null);
        return subject;
    }

    public IActorRef WatchWith(IActorRef subject, object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        StartWatching(subject, message);
        return subject;
    }

    public IActorRef Unwatch(IActorRef subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        IInternalRef actor = Refs.Internal(subject);
        if (_extras is not null && _extras.Watching.Remove(actor, out _)) actor.SendSystem(new Unwatch(this));
        _extras?.DeathsQueued?.Remove(actor);
        return subject;
    }

    /// <summary>
    /// Nobody is in here twice, since whoever watches says so once (<see cref="StartWatching"/>); not looked for, since a stack has as many watchers as sockets.
    /// </summary>
    internal void OnWatch(IActorRef watcher) => (Extras.Watchers ??= []).Add(watcher);

    internal void OnUnwatch(IActorRef watcher) => _extras?.Watchers?.Remove(watcher);

    internal void OnDeath(IActorRef actor, Existence existence)
    {
        if (_extras is not null && _extras.Watching.Remove(actor, out object? customMessage))
        {
            // Behind what is already queued: a watcher has seen everything that the dead one sent it.
            var terminated = new Terminated(actor, existence == Existence.Confirmed, addressTerminated: false);
            Tell(QueueDeath(terminated, customMessage), actor);
        }

        if (actor is not Cell child || _children?.Remove(child) != true) return;
        _extras?.Restarts?.Remove(child);
        AfterChildIsGone();
    }

    private void StartWatching(IActorRef subject, object? customMessage)
    {
        ArgumentNullException.ThrowIfNull(subject);
        IInternalRef actor = Refs.Internal(subject);
        if (ReferenceEquals(actor, this)) return;
        if (Extras.Watching.TryAdd(actor, customMessage)) actor.SendSystem(new Watch(this));
    }

    private QueuedDeath QueueDeath(Terminated terminated, object? customMessage)
    {
        (Extras.DeathsQueued ??= []).Add(terminated.ActorRef);
        return new QueuedDeath(terminated, customMessage);
    }

    private void UnwatchAll()
    {
        if (_extras is not { } extras) return;
        extras.Watching.Clear(this);
        extras.DeathsQueued = null;
    }

    private void TellWatchers(List<IActorRef>? watchers)
    {
        if (watchers is null) return;
        foreach (IActorRef watcher in watchers)
        {
            // The parent hears of it anyway.
            if (!ReferenceEquals(watcher, ParentCell)) Refs.Internal(watcher).SendSystem(new DeathWatchNotification(this, Existence.Confirmed));
        }
    }

    /// <summary>What becomes of a message to an actor that is gone. May run on any thread once the whole system is.</summary>
    internal override void AnswerWhenTerminated(object message, IActorRef? sender)
    {
        switch (message)
        {
            case Watch watch:
                Refs.Internal(watch.Watcher).SendSystem(new DeathWatchNotification(this, Existence.Unconfirmed));
                break;
            case Identify identify:
                sender?.Tell(new ActorIdentity(identify.MessageId, subject: null), this);
                break;
            case LaneMessage or ISelfHandled or WakeUp or AllDeadLetters:
                // The engine's own, or already a dead letter: nobody misses it.
                break;
            default:
                System.PublishDeadLetter(message, sender, this);
                break;
        }
    }

    /// <summary>
    /// A Terminated, or what was asked for instead, on its way through the watcher's queue. Dropped if an Unwatch came meanwhile.
    /// </summary>
    private sealed class QueuedDeath(Terminated terminated, object? customMessage) : ISelfHandled, IDeadLetterSuppression
    {
        public object Payload => customMessage ?? terminated;

        public void Handle(Cell cell)
        {
            if (cell._extras?.DeathsQueued?.Remove(terminated.ActorRef) == true) cell.HandleByActor(Payload);
        }
    }
}
