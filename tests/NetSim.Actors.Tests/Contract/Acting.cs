namespace NetSim.Actors.Tests.Contract;

/// <summary>An actor that is one function, for tests in which the actor itself is not the point.</summary>
internal sealed class Acting(Action<object, IUntypedActorContext> act, SupervisorStrategy? strategy) : UntypedActor
{
    protected override void OnReceive(object message) => act(message, Context);

    protected override SupervisorStrategy SupervisorStrategy() => strategy ?? base.SupervisorStrategy();
}
