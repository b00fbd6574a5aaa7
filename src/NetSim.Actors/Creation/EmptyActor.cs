namespace NetSim.Actors.Creation;

internal sealed class EmptyActor : ActorBase
{
    protected override bool Receive(object message) => false;
}
