namespace NetSim.Actors;

/// <summary>
/// One incarnation of an actor. It is made, runs and ends on its lane's thread, one message at a time; after a failure its
/// supervisor may replace it by a new one, which keeps the address and the queue but none of this object's state.
/// </summary>
public abstract class ActorBase
{
    private readonly Cell _cell;
    private Behaviours _behaviours;

    /// <exception cref="ActorInitializationException">Not called by the runtime: an actor is made by ActorOf, never by new.</exception>
    protected ActorBase()
    {
        _cell = Lane.OnThisThread?.ActiveCell is { IsCreating: true } cell
            ? cell
            : throw new ActorInitializationException($"{GetType()} was constructed directly. An actor is made by ActorOf(Props).");
        _cell.BeginIncarnation(this);
    }

    /// <exception cref="NotSupportedException">Not called from within an actor.</exception>
    protected static IActorContext Context => ActiveContext;

    /// <summary>Handles nothing.</summary>
    protected static Receive EmptyReceive { get; } = _ => false;

    protected IActorRef Self => _cell;

    protected IActorRef Sender => _cell.Sender;

    private protected static Cell ActiveContext => Lane.OnThisThread?.ActiveCell
        ?? throw new NotSupportedException("There is no active ActorContext: it exists only on the actor's own thread, while it handles a message.");

    private protected Cell Cell => _cell;

    protected abstract bool Receive(object message);

    /// <summary>Before the first message of each incarnation.</summary>
    protected virtual void PreStart()
    {
    }

    /// <summary>After the last message of each incarnation.</summary>
    protected virtual void PostStop()
    {
    }

    /// <summary>In the failed incarnation, before it is replaced. By default stops all children and calls <see cref="PostStop"/>.</summary>
    protected virtual void PreRestart(Exception reason, object? message)
    {
        _cell.StopChildren();
        PostStop();
    }

    /// <summary>In the new incarnation, after its constructor. By default calls <see cref="PreStart"/>.</summary>
    protected virtual void PostRestart(Exception reason) => PreStart();

    /// <summary>By default publishes an <see cref="UnhandledMessage"/>, or fails if the message is a <see cref="Terminated"/>.</summary>
    protected virtual void Unhandled(object message)
    {
        if (message is Terminated terminated) throw new DeathPactException(terminated.ActorRef);
        _cell.System.EventStream.Publish(new UnhandledMessage(message, Sender, Self));
    }

    /// <summary>What to do when a child fails; used if the Props do not say.</summary>
    protected virtual SupervisorStrategy SupervisorStrategy() => NetSim.Actors.SupervisorStrategy.DefaultStrategy;

    /// <summary>Handles the following messages by <paramref name="receive"/>; a restart ends that.</summary>
    protected void Become(Receive receive) => BecomeInternal(receive);

    protected void BecomeStacked(Receive receive) => BecomeStackedInternal(receive);

    protected void UnbecomeStacked() => _behaviours.Pop();

    protected void SetReceiveTimeout(TimeSpan? timeout) => _cell.SetReceiveTimeout(timeout);

    internal void BecomeInternal(Receive receive) => _behaviours.Replace(receive);

    internal void BecomeStackedInternal(Receive receive) => _behaviours.Push(receive);

    internal void UnbecomeInternal() => _behaviours.Pop();

    internal void Handle(object message)
    {
        Receive? behaviour = _behaviours.Current;
        bool handled = behaviour is null ? Receive(message) : behaviour(message);
        if (!handled) Unhandled(message);
    }

    internal virtual void OnConstructed()
    {
    }

    internal void CallPreStart() => PreStart();

    internal void CallPostStop() => PostStop();

    internal void CallPreRestart(Exception reason, object? message) => PreRestart(reason, message);

    internal void CallPostRestart(Exception reason) => PostRestart(reason);

    internal SupervisorStrategy CallSupervisorStrategy() => SupervisorStrategy();
}
