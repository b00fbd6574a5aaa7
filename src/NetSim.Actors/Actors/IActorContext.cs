using System.Diagnostics.CodeAnalysis;

namespace NetSim.Actors;

/// <summary>What makes actors.</summary>
public interface IActorRefFactory
{
    /// <exception cref="InvalidActorNameException">The name is taken, or is none that an actor may have.</exception>
    IActorRef ActorOf(Props props, string? name = null);

    ActorSelection ActorSelection(ActorPath actorPath);

    ActorSelection ActorSelection(string actorPath);
}

public static class ActorRefFactoryExtensions
{
    public static IActorRef ActorOf<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TActor>(
        this IActorRefFactory factory, string? name = null)
        where TActor : ActorBase, new()
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.ActorOf(Props.Create<TActor>(), name);
    }
}

/// <summary>Death watch: to be told once when another actor is gone.</summary>
public interface ICanWatch
{
    /// <summary>Asks for a <see cref="Terminated"/>; at once if the subject is already gone.</summary>
    IActorRef Watch(IActorRef subject);

    /// <summary>Asks for <paramref name="message"/> in place of <see cref="Terminated"/>.</summary>
    IActorRef WatchWith(IActorRef subject, object message);

    /// <summary>Takes a watch back; what is already queued is not delivered either.</summary>
    IActorRef Unwatch(IActorRef subject);
}

/// <summary>What an actor sees of its own place: only to be used by that actor, while it handles a message.</summary>
public interface IActorContext : IActorRefFactory, ICanWatch
{
    IActorRef Self { get; }

    Props Props { get; }

    /// <summary>Who sent the message in hand; the dead letters if nobody is to be answered.</summary>
    IActorRef Sender { get; }

    ActorSystem System { get; }

    IActorRef Parent { get; }

    TimeSpan? ReceiveTimeout { get; }

    /// <summary>The child of that name, or <see cref="ActorRefs.Nobody"/>.</summary>
    IActorRef Child(string name);

    /// <summary>In the order in which they were made.</summary>
    IEnumerable<IActorRef> GetChildren();

    void Become(Receive receive);

    void BecomeStacked(Receive receive);

    void UnbecomeStacked();

    /// <summary>Tells the actor <see cref="ReceiveTimeout"/> whenever nothing came for so long; null ends that.</summary>
    void SetReceiveTimeout(TimeSpan? timeout);

    /// <summary>Stops an actor before the messages that wait for it. The message in hand is finished.</summary>
    void Stop(IActorRef child);
}

public interface IUntypedActorContext : IActorContext
{
    void Become(UntypedReceive receive);

    void BecomeStacked(UntypedReceive receive);
}
