using System.Diagnostics.CodeAnalysis;

namespace NetSim.Actors;

/// <summary>The references that are there without being made.</summary>
public static class ActorRefs
{
    public static readonly IActorRef? NoSender;

    public static readonly Nobody Nobody = Nobody.Instance;
}

/// <summary>A reference to no actor: swallows all, and whoever watches it hears at once that it is gone.</summary>
[SuppressMessage("Design", "CA1036:Override methods on comparable types", Justification = "Akka.NET has no such operators here.")]
public sealed class Nobody : IInternalRef
{
    public static readonly Nobody Instance = new();

    private Nobody()
    {
    }

    public ActorPath Path { get; } = ActorPath.ForRoot("all-systems") / "Nobody";

    public void Tell(object message, IActorRef? sender)
    {
    }

    public int CompareTo(object? obj) => Refs.Compare(this, obj);

    public int CompareTo(IActorRef? other) => Refs.Compare(this, other);

    public bool Equals(IActorRef? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => Path.GetHashCode();

    public override string ToString() => $"[{Path}]";

    void IInternalRef.SendSystem(SystemMessage message)
    {
        if (message is Watch watch) Refs.Internal(watch.Watcher).SendSystem(new DeathWatchNotification(this, Existence.Unconfirmed));
    }
}

public static class ActorRefExtensions
{
    public static bool IsNobody([NotNullWhen(false)] this IActorRef? actorRef) => actorRef is null or Nobody;

    public static IActorRef GetOrElse(this IActorRef? actorRef, Func<IActorRef> elseValue)
    {
        ArgumentNullException.ThrowIfNull(elseValue);
        return actorRef.IsNobody() ? elseValue() : actorRef;
    }
}

/// <summary>The forms of tell that take the sender from where they are called.</summary>
public static class ActorRefImplicitSenderExtensions
{
    /// <summary>Inside an actor the sender is that actor, elsewhere nobody.</summary>
    public static void Tell(this IActorRef receiver, object message)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        receiver.Tell(message, Lane.OnThisThread?.ActiveCell);
    }

    /// <summary>Passes a message on in the name of whoever sent it here.</summary>
    public static void Forward(this IActorRef receiver, object message)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        receiver.Tell(message, Lane.OnThisThread?.ActiveCell?.Sender);
    }
}
