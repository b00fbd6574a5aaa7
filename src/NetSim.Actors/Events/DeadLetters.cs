namespace NetSim.Actors;

/// <summary>A message that wraps another.</summary>
public interface IWrappedMessage
{
    object Message { get; }
}

/// <summary>A message that nobody handled, as it is published on the event stream.</summary>
public abstract class AllDeadLetters : IWrappedMessage
{
    private protected AllDeadLetters(object message, IActorRef? sender, IActorRef? recipient) =>
        (Message, Sender, Recipient) = (message, sender, recipient);

    public object Message { get; }

    public IActorRef? Sender { get; }

    public IActorRef? Recipient { get; }

    public override string ToString() => $"{GetType().Name} from {Sender} to {Recipient}: <{Message}>";
}

/// <summary>Its receiver is gone, or never was.</summary>
public sealed class DeadLetter(object message, IActorRef? sender, IActorRef? recipient) : AllDeadLetters(message, sender, recipient);

/// <summary>The same, for a message that asks for no fuss.</summary>
public sealed class SuppressedDeadLetter : AllDeadLetters
{
    internal SuppressedDeadLetter(IDeadLetterSuppression message, IActorRef? sender, IActorRef? recipient)
        : base(message, sender, recipient)
    {
    }
}

/// <summary>Its receiver had no handler for it.</summary>
public sealed class UnhandledMessage(object message, IActorRef? sender, IActorRef? recipient) : AllDeadLetters(message, sender, recipient);

/// <summary>Its receiver threw it away on purpose.</summary>
public sealed class Dropped : AllDeadLetters
{
    public Dropped(object message, string reason, IActorRef? sender, IActorRef? recipient)
        : base(message, sender, recipient) => Reason = reason;

    public Dropped(object message, string reason, IActorRef? recipient)
        : this(message, reason, sender: null, recipient)
    {
    }

    public string Reason { get; }
}

/// <summary>Where messages without a receiver end, and who stands as the sender of those without a sender.</summary>
internal sealed class DeadLetterRef(LaneActorSystem system) : IInternalRef
{
    public ActorPath Path { get; } = ActorPath.ForRoot(system.Name) / "deadLetters";

    internal LaneActorSystem System => system;

    public void Tell(object message, IActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        system.PublishDeadLetter(message, sender, this);
    }

    public void SendSystem(SystemMessage message)
    {
        if (message is Watch watch) Refs.Internal(watch.Watcher).SendSystem(new DeathWatchNotification(this, Existence.Unconfirmed));
    }

    public int CompareTo(object? obj) => Refs.Compare(this, obj);

    public int CompareTo(IActorRef? other) => Refs.Compare(this, other);

    public bool Equals(IActorRef? other) => Refs.AreEqual(this, other);

    public override bool Equals(object? obj) => Refs.AreEqual(this, obj as IActorRef);

    public override int GetHashCode() => Path.GetHashCode();

    public override string ToString() => $"[{Path}]";
}
