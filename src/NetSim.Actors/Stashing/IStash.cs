namespace NetSim.Actors;

/// <summary>A message and who sent it.</summary>
public readonly struct Envelope(object message, IActorRef? sender)
{
    public object Message { get; } = message;

    public IActorRef? Sender { get; } = sender;

    public override string ToString() => $"<{Message}> from {Sender?.ToString() ?? "NoSender"}";
}

/// <summary>Where an actor puts messages that it cannot handle yet. A restart brings them back, in order.</summary>
public interface IStash
{
    int Count { get; }

    int Capacity { get; }

    bool IsEmpty { get; }

    bool NonEmpty { get; }

    bool IsFull { get; }

    /// <summary>Puts the message in hand aside.</summary>
    /// <exception cref="IllegalActorStateException">It is there already.</exception>
    /// <exception cref="StashOverflowException">The stash is full.</exception>
    void Stash();

    /// <summary>The oldest comes back, before all messages in the queue.</summary>
    void Unstash();

    /// <summary>All come back, in order, before all messages in the queue.</summary>
    void UnstashAll();

    /// <summary>Those that fit come back; the others are lost.</summary>
    void UnstashAll(Func<Envelope, bool> predicate);

    IEnumerable<Envelope> ClearStash();

    void Prepend(IEnumerable<Envelope> envelopes);
}

public interface IActorStash
{
    IStash Stash { get; set; }
}

public interface IWithUnrestrictedStash : IActorStash
{
}

/// <summary>An actor that wants a stash of the capacity that its Props say, by default unlimited.</summary>
public interface IWithStash : IWithUnrestrictedStash
{
}

public interface IWithUnboundedStash : IWithUnrestrictedStash
{
}

public interface IWithBoundedStash : IWithUnrestrictedStash
{
}
