namespace NetSim.Simulation.Actors;

/// <summary>Makes an actor by a function: no expression tree to build and compile, which counts where actors are many.</summary>
internal sealed class Producer(Func<ActorBase> make) : IIndirectActorProducer
{
    public Type ActorType => typeof(ActorBase);

    public ActorBase Produce() => make();

    public void Release(ActorBase actor)
    {
    }

    public static Props PropsOf(Func<ActorBase> make) => Props.CreateBy(new Producer(make));
}
