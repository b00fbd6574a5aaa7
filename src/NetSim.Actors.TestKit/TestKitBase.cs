using NetSim.Actors.Lanes;

namespace NetSim.Actors.Testing;

/// <summary>
/// Expectations about what an actor tells the test. On the virtual clock nothing waits: time runs on until the message is there or
/// the limit is reached, so that three seconds without a message cost no time at all.
/// </summary>
public abstract partial class TestKitBase : IActorRefFactory
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(3);

    private readonly LaneSystem _lanes;
    private readonly TestActor.Mailbox _mailbox = new();
    private Received? _last;
    private TimeSpan? _deadline;

    private protected TestKitBase(ActorSystem system, string testActorName)
    {
        Sys = system;
        _lanes = LaneSystem.Of(system);
        TestActor.Mailbox mailbox = _mailbox;
        TestActor = ((ExtendedActorSystem)system).SystemActorOf(Props.Create(() => new TestActor(mailbox)), testActorName);
    }

    public ActorSystem Sys { get; }

    /// <summary>Where messages to the test are told.</summary>
    public IActorRef TestActor { get; }

    /// <summary>On the clock of the lanes.</summary>
    private TimeSpan Now => new(_lanes.Now / 100);

    public ILoggingAdapter Log => Sys.Log;

    public object? LastMessage => _last?.Message;

    public IActorRef? LastSender => _last?.Sender;

    public bool HasMessages
    {
        get
        {
            Advance(TimeSpan.Zero, () => !_mailbox.IsEmpty);
            return !_mailbox.IsEmpty;
        }
    }

    /// <summary>What is left of the surrounding <see cref="Within(TimeSpan, Action, TimeSpan?, CancellationToken)"/>.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public TimeSpan Remaining => _deadline is { } deadline
        ? Max(deadline - Now, TimeSpan.Zero)
        : throw new InvalidOperationException("Remaining may not be called outside of \"within\"");

    public TimeSpan RemainingOrDefault => RemainingOr(DefaultTimeout);

    public TimeSpan Dilated(TimeSpan duration) => duration;

    public TimeSpan RemainingOrDilated(TimeSpan? duration) => duration ?? RemainingOrDefault;

    public IActorRef Watch(IActorRef actorToWatch)
    {
        TestActor.Tell(new TestActor.StartWatch(actorToWatch), TestActor);
        return actorToWatch;
    }

    public IActorRef Unwatch(IActorRef actorToUnwatch)
    {
        TestActor.Tell(new TestActor.EndWatch(actorToUnwatch), TestActor);
        return actorToUnwatch;
    }

    public void IgnoreMessages(Func<object, bool> shouldIgnoreMessage) => _mailbox.Ignore = shouldIgnoreMessage;

    public void IgnoreMessages<TMsg>() => _mailbox.Ignore = message => message is TMsg;

    public void IgnoreMessages<TMsg>(Func<TMsg, bool> shouldIgnoreMessage) =>
        _mailbox.Ignore = message => message is TMsg typed && shouldIgnoreMessage(typed);

    public void IgnoreNoMessages() => _mailbox.Ignore = null;

    /// <summary>Stops the system, and waits for that.</summary>
    public virtual void Shutdown(TimeSpan? duration = null, bool verifySystemShutdown = false)
    {
        Task end = Sys.Terminate();
        if (_lanes.Clock == ClockKind.Virtual) _lanes.RunUntil(_lanes.Now);
        bool inTime = end.Wait(duration ?? TimeSpan.FromSeconds(10));
        if (!inTime && verifySystemShutdown) throw new TimeoutException($"The system {Sys.Name} did not stop in time.");
    }

    protected TimeSpan RemainingOr(TimeSpan duration) => _deadline is null ? duration : Remaining;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
