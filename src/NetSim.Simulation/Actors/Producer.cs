namespace NetSim.Simulation.Actors;

/// <summary>Makes an actor by a function: no expression tree to build and compile.</summary>
internal sealed class Producer(Func<ActorBase> make) : Recipe
{
    public override ActorBase Produce() => make();

    public static Props PropsOf(Func<ActorBase> make) => new Producer(make).ToProps();
}
