namespace NetSim.Actors;

/// <summary>What a message can be sent to.</summary>
public interface ICanTell
{
    /// <param name="message">Never null.</param>
    /// <param name="sender">Who is to be answered; null for nobody.</param>
    void Tell(object message, IActorRef? sender);
}

/// <summary>An actor's address: may be passed around and told things from any thread, and outlives restarts.</summary>
public interface IActorRef : ICanTell, IComparable, IComparable<IActorRef>, IEquatable<IActorRef>
{
    ActorPath Path { get; }
}
