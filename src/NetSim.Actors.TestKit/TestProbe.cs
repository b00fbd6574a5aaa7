using System.Diagnostics.CodeAnalysis;
using NetSim.Actors.Lanes;

namespace NetSim.Actors.Testing;

/// <summary>A second, third … test actor with expectations of its own. May be passed as a reference.</summary>
[SuppressMessage("Design", "CA1036:Override methods on comparable types", Justification = "Akka.NET has no such operators here.")]
public class TestProbe : TestKitBase, IActorRefStandIn
{
    internal TestProbe(ActorSystem system, string name)
        : base(system, name)
    {
    }

    public IActorRef Ref => TestActor;

    /// <summary>Who sent the last message.</summary>
    public IActorRef? Sender => LastSender;

    ActorPath IActorRef.Path => TestActor.Path;

    IActorRef IActorRefStandIn.Target => TestActor;

    /// <summary>Tells in the name of this probe.</summary>
    public void Send(IActorRef actor, object message) => actor.Tell(message, TestActor);

    public void Reply(object message) => Sender!.Tell(message, TestActor);

    /// <summary>Passes the last message on in the name of its sender.</summary>
    public void Forward(IActorRef actor) => Forward(actor, LastMessage!);

    public void Forward(IActorRef actor, object message) => actor.Tell(message, Sender);

    void ICanTell.Tell(object message, IActorRef? sender) => TestActor.Tell(message, sender);

    public int CompareTo(object? obj) => TestActor.CompareTo(obj is TestProbe probe ? probe.TestActor : obj);

    int IComparable<IActorRef>.CompareTo(IActorRef? other) => TestActor.CompareTo(other);

    bool IEquatable<IActorRef>.Equals(IActorRef? other) => TestActor.Equals(other);

    public override bool Equals(object? obj) => obj is TestProbe probe ? TestActor.Equals(probe.TestActor) : TestActor.Equals(obj);

    public override int GetHashCode() => TestActor.GetHashCode();

    public override string ToString() => $"TestProbe({TestActor})";
}
