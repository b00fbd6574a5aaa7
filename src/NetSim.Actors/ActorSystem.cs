namespace NetSim.Actors;

/// <summary>The tree of actors, and everything that they share. Shaped after Akka.NET's; see <see cref="LaneSystem"/> for the rest.</summary>
public abstract class ActorSystem : IActorRefFactory, IDisposable
{
    private protected ActorSystem()
    {
    }

    public abstract string Name { get; }

    public abstract IActorRef DeadLetters { get; }

    public abstract EventStream EventStream { get; }

    public abstract ILoggingAdapter Log { get; }

    public abstract IScheduler Scheduler { get; }

    /// <summary>The lanes' clock at the start: always zero, since it starts with the system.</summary>
    public TimeSpan StartTime => TimeSpan.Zero;

    public TimeSpan Uptime => Scheduler.MonotonicClock;

    /// <summary>Completes when all actors are stopped and all lanes have ended; faults if the engine itself failed.</summary>
    public abstract Task WhenTerminated { get; }

    /// <summary>A system on the real clock, with one lane.</summary>
    public static ActorSystem Create(string name) => LaneSystem.CreateReal(name, new RealTimeOptions()).System;

    public abstract IActorRef ActorOf(Props props, string? name = null);

    public abstract ActorSelection ActorSelection(ActorPath actorPath);

    public abstract ActorSelection ActorSelection(string actorPath);

    /// <summary>For a top-level actor this is a message to its guardian: what was told before it is handled before.</summary>
    public abstract void Stop(IActorRef actor);

    /// <summary>Stops all actors, children before parents. On the virtual clock it is done when this returns, unless an actor asked.</summary>
    public abstract Task Terminate();

    public abstract void RegisterOnTermination(Action code);

    /// <summary>Terminates, and waits for that.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    private protected abstract void Dispose(bool disposing);
}

/// <summary>What is meant for extensions of the runtime rather than for actors.</summary>
public abstract class ExtendedActorSystem : ActorSystem
{
    private protected ExtendedActorSystem()
    {
    }

    /// <summary>An actor beside the user's own (/system): stopped after all of those.</summary>
    public abstract IActorRef SystemActorOf(Props props, string? name = null);
}
