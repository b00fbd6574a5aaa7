namespace NetSim.Actors;

/// <summary>Makes actors by itself, without reflection or expression trees: the way to spawn many.</summary>
public interface IIndirectActorProducer
{
    Type ActorType { get; }

    /// <summary>Called for each incarnation.</summary>
    ActorBase Produce();

    /// <summary>Called with an instance that is no longer used.</summary>
    void Release(ActorBase actor);
}
