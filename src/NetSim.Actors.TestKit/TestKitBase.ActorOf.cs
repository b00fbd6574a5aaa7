using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;

namespace NetSim.Actors.Testing;

/// <summary>Making actors, probes and children.</summary>
public abstract partial class TestKitBase
{
    private int _probes;

    public virtual TestProbe CreateTestProbe(string? name = null) => new(Sys, name ?? $"{TestActor.Path.Name}-probe-{++_probes}");

    public IActorRef ActorOf(Props props) => Sys.ActorOf(props);

    public IActorRef ActorOf(Props props, string? name) => Sys.ActorOf(props, name);

    public IActorRef ActorOf<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TActor>()
        where TActor : ActorBase, new() => Sys.ActorOf<TActor>();

    public IActorRef ActorOf<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TActor>(string name)
        where TActor : ActorBase, new() => Sys.ActorOf<TActor>(name);

    public IActorRef ActorOf<TActor>(Expression<Func<TActor>> factory)
        where TActor : ActorBase => Sys.ActorOf(Props.Create(factory));

    public IActorRef ActorOf<TActor>(Expression<Func<TActor>> factory, string name)
        where TActor : ActorBase => Sys.ActorOf(Props.Create(factory), name);

    public ActorSelection ActorSelection(ActorPath actorPath) => Sys.ActorSelection(actorPath);

    public ActorSelection ActorSelection(string actorPath) => Sys.ActorSelection(actorPath);

    /// <summary>A child of the test actor.</summary>
    public IActorRef ChildActorOf(Props props, CancellationToken cancellationToken = default) => SpawnChild(props, name: null, cancellationToken);

    public IActorRef ChildActorOf(Props props, string name, CancellationToken cancellationToken = default) => SpawnChild(props, name, cancellationToken);

    private IActorRef SpawnChild(Props props, string? name, CancellationToken cancellationToken)
    {
        var order = new TestActor.SpawnChild(props, name);
        TestActor.Tell(order, ActorRefs.NoSender);
        Await(RemainingOrDefault, TimeSpan.FromMilliseconds(1), () => order.Child.IsCompleted, cancellationToken);
        return order.Child.GetAwaiter().GetResult();
    }
}
