namespace NetSim.Simulation.Actors;

/// <summary>
/// How to make one of the actors that a network has many of, again after each failure. Their cells keep it for life, so whatever already
/// holds what the actor is made of is its recipe itself, and no function or property bag stands beside it.
/// </summary>
internal abstract class Recipe : IIndirectActorProducer
{
    public Type ActorType => typeof(ActorBase);

    public abstract ActorBase Produce();

    public void Release(ActorBase actor)
    {
    }

    public Props ToProps() => Props.CreateBy(this);
}
