using NetSim.Simulation.Actors;

namespace NetSim.Simulation.Applications.Services;

/// <summary>How to make the actor that serves one connection; a server has one for each, so it closes over nothing.</summary>
/// <param name="make">The same for all connections of the server.</param>
/// <param name="socket">Of this one.</param>
internal sealed class ConnectionRecipe(Func<IActorRef, ActorBase> make, IActorRef socket) : Recipe
{
    public override ActorBase Produce() => make(socket);
}
