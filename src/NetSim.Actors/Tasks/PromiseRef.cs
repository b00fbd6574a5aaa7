namespace NetSim.Actors.Tasks;

/// <summary>A reference that stands for a task: completed by the first message, or by the end of who it watches.</summary>
internal abstract class PromiseRef(LaneActorSystem system) : IInternalRef
{
    private ActorPath? _path;

    internal LaneActorSystem System => system;

    public ActorPath Path => LazyInitializer.EnsureInitialized(ref _path, system.NextTemporaryPath);

    public abstract void Tell(object message, IActorRef? sender);

    public virtual void SendSystem(SystemMessage message)
    {
        if (message is Watch watch) Refs.Internal(watch.Watcher).SendSystem(new DeathWatchNotification(this, Existence.Unconfirmed));
    }

    public int CompareTo(object? obj) => Refs.Compare(this, obj);

    public int CompareTo(IActorRef? other) => Refs.Compare(this, other);

    public bool Equals(IActorRef? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => Path.GetHashCode();

    public override string ToString() => $"[{Path}]";

    /// <summary>On the clock of the lanes, so that it also holds in virtual time.</summary>
    protected ICancelable After(TimeSpan timeout, Action action) => system.Scheduler.Advanced.ScheduleOnceCancelable(timeout, action);
}

/// <summary>The sender of a question: whatever is told to it first is the answer.</summary>
internal sealed class AskRef<T>(LaneActorSystem system) : PromiseRef(system)
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ICancelable? _timeout;
    private CancellationTokenRegistration _cancellation;

    public Task<T> Answer => _answer.Task;

    public void GiveUpAfter(TimeSpan timeout) => _timeout = After(timeout, () =>
        _answer.TrySetException(new AskTimeoutException(FormattableString.Invariant($"Timeout after {timeout.TotalSeconds:F2} seconds"))));

    public void GiveUpWhen(CancellationToken cancellation) => _cancellation = cancellation.Register(() => _answer.TrySetCanceled(cancellation));

    public override void Tell(object message, IActorRef? sender)
    {
        if (!TryComplete(message)) System.DeadLetters.Tell(message, this);
        _timeout?.Cancel();
        _cancellation.Dispose();
    }

    private bool TryComplete(object message) => message switch
    {
        T answer => _answer.TrySetResult(answer),
        Status.Failure failure => _answer.TrySetException(
            failure.Cause ?? new TaskCanceledException("Task cancelled by actor via Failure message.")),
        _ => _answer.TrySetException(new ArgumentException(
            $"Received message of type [{message.GetType()}] - Ask expected message of type [{typeof(T)}]")),
    };
}

/// <summary>Waits for an actor's end.</summary>
internal sealed class EndRef(LaneActorSystem system, IInternalRef target) : PromiseRef(system)
{
    private readonly TaskCompletionSource<bool> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ICancelable? _timeout;

    public Task<bool> Ended => _ended.Task;

    public void GiveUpAfter(TimeSpan timeout) => _timeout = After(timeout, GiveUp);

    public void GiveUp()
    {
        if (_ended.TrySetResult(false)) target.SendSystem(new Unwatch(this));
    }

    public override void Tell(object message, IActorRef? sender) => System.DeadLetters.Tell(message, sender);

    public override void SendSystem(SystemMessage message)
    {
        if (message is not DeathWatchNotification)
        {
            base.SendSystem(message);
            return;
        }

        _timeout?.Cancel();
        _ended.TrySetResult(true);
    }
}
