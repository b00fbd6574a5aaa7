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
        if (ForgetWatched(actor, out _)) actor.SendSystem(new Unwatch(this));
        KnownExtras?.DeathsQueued?.Remove(actor);
        return subject;
    }

    /// <summary>
    /// Nobody is in here twice, since whoever watches says so once (<see cref="StartWatching"/>); not looked for, since a stack has as many watchers as sockets.
    /// </summary>
    internal void OnWatch(IActorRef watcher)
    {
        if (_bonds is null) _bonds = new OnlyWatcher(watcher);
        else Bonds.Watchers.Add(watcher);
    }

    internal void OnUnwatch(IActorRef watcher)
    {
        if (_bonds is not OnlyWatcher only) KnownBonds?.Watchers.Remove(watcher);
        else if (only.Watcher.Equals(watcher)) _bonds = null;
    }

    private WatcherList Watchers
    {
        get
        {
            WatcherList watchers = KnownBonds?.Watchers ?? default;
            if (_bonds is OnlyWatcher only) watchers.Add(only.Watcher);
            return watchers;
        }
    }

    private CellBonds MakeBonds()
    {
        var bonds = new CellBonds();
        if (_bonds is OnlyWatcher only) bonds.Watchers.Add(only.Watcher);
        else if (_bonds is IActorRef watched) bonds.Watching.TryAdd(watched, message: null);
        _bonds = bonds;
        return bonds;
    }

    private bool ForgetWatched(IActorRef actor, out object? customMessage)
    {
        customMessage = null;
        if (_bonds is not IActorRef only) return KnownBonds is { } bonds && bonds.Watching.Remove(actor, out customMessage);
        if (!only.Equals(actor)) return false;
        _bonds = null;
        return true;
    }

    internal void OnDeath(IActorRef actor, Existence existence)
    {
        if (ForgetWatched(actor, out object? customMessage))
        {
            // Behind what is already queued: a watcher has seen everything that the dead one sent it.
            var terminated = new Terminated(actor, existence == Existence.Confirmed, addressTerminated: false);
            Tell(QueueDeath(terminated, customMessage), actor);
        }

        if (actor is not Cell child || _children?.Remove(child) != true) return;
        KnownExtras?.Restarts?.Remove(child);
        AfterChildIsGone();
    }

    private void StartWatching(IActorRef subject, object? customMessage)
    {
        ArgumentNullException.ThrowIfNull(subject);
        IInternalRef actor = Refs.Internal(subject);
        if (ReferenceEquals(actor, this)) return;
        if (_bonds is null && customMessage is null) _bonds = actor;
        else if (!Bonds.Watching.TryAdd(actor, customMessage)) return;
        actor.SendSystem(new Watch(this));
    }

    private QueuedDeath QueueDeath(Terminated terminated, object? customMessage)
    {
        (Extras.DeathsQueued ??= []).Add(terminated.ActorRef);
        return new QueuedDeath(terminated, customMessage);
    }

    private void UnwatchAll()
    {
        if (_bonds is IActorRef only)
        {
            _bonds = null;
            Refs.Internal(only).SendSystem(new Unwatch(this));
        }
        if (KnownBonds is not { } bonds) return;
        bonds.Watching.Clear(this);
        if (bonds.Extras is { } extras) extras.DeathsQueued = null;
    }

    private void TellWatchers(in WatcherList watchers)
    {
        for (int i = 0; i < watchers.Count; i++)
        {
            // The parent hears of it anyway.
            IActorRef watcher = watchers[i];
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
            if (cell.KnownExtras?.DeathsQueued?.Remove(terminated.ActorRef) == true) cell.HandleByActor(Payload);
        }
    }
}
