using NetSim.Actors.Tasks;

namespace NetSim.Actors;

/// <summary>
/// Questions to actors, as tasks. For the edges (tests, command line, web): no actor waits. The timeout follows the lanes' clock.
/// </summary>
public static class Futures
{
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<object>(message, timeout, CancellationToken.None);

    public static Task<object> Ask(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<object>(message, timeout: null, cancellationToken);

    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        self.Ask<object>(message, timeout, cancellationToken);

    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<T>(message, timeout, CancellationToken.None);

    public static Task<T> Ask<T>(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<T>(message, timeout: null, cancellationToken);

    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        self.Ask<T>(_ => message, timeout, cancellationToken);

    /// <summary>
    /// Faults with <see cref="AskTimeoutException"/>, with the cause of a <see cref="Status.Failure"/>, or with an
    /// <see cref="ArgumentException"/> if the answer is no <typeparamref name="T"/>.
    /// </summary>
    public static Task<T> Ask<T>(this ICanTell self, Func<IActorRef, object> messageFactory, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messageFactory);
        LaneActorSystem system = SystemOf(self);
        var question = new AskRef<T>(system);
        if ((timeout ?? system.AskTimeout) is { } limit && limit > TimeSpan.Zero && limit != Timeout.InfiniteTimeSpan) question.GiveUpAfter(limit);
        if (cancellationToken.CanBeCanceled) question.GiveUpWhen(cancellationToken);
        self.Tell(messageFactory(question), question);
        return question.Answer;
    }

    private static LaneActorSystem SystemOf(ICanTell target) => target switch
    {
        ActorSelection selection => selection.System,
        IActorRef actor => Refs.SystemOf(actor),
        _ => null,
    } ?? Lane.OnThisThread?.System ?? throw new ArgumentException("Unable to resolve the target's actor system.", nameof(target));
}

public static class GracefulStopSupport
{
    /// <summary>Tells a <see cref="PoisonPill"/>; true when the actor is gone, false if it is not within <paramref name="timeout"/>.</summary>
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout) => target.GracefulStop(timeout, PoisonPill.Instance);

    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout, object stopMessage)
    {
        EndRef end = Await(target);
        if (timeout > TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan) end.GiveUpAfter(timeout);
        target.Tell(stopMessage, ActorRefs.NoSender);
        return end.Ended;
    }

    internal static EndRef Await(IActorRef target)
    {
        ArgumentNullException.ThrowIfNull(target);
        IInternalRef actor = Refs.Internal(target);
        var end = new EndRef(Refs.SystemOf(target) ?? throw new InvalidOperationException($"{target} cannot be death-watched"), actor);
        actor.SendSystem(new Watch(end));
        return end;
    }
}

public static class WatchAsyncSupport
{
    /// <summary>True when the actor is gone, false if cancelled before.</summary>
    public static Task<bool> WatchAsync(this IActorRef target, CancellationToken token = default)
    {
        EndRef end = GracefulStopSupport.Await(target);
        if (token.CanBeCanceled) token.Register(end.GiveUp);
        return end.Ended;
    }
}
