using System.Diagnostics.CodeAnalysis;

namespace NetSim.Actors.Creation;

/// <summary>Makes an actor by calling the public constructor that fits the arguments.</summary>
internal sealed class ConstructorProducer(
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type, object?[] arguments) : IIndirectActorProducer
{
    public Type ActorType => type;

    public ActorBase Produce() => (ActorBase)Activator.CreateInstance(type, arguments)!;

    public void Release(ActorBase actor)
    {
    }
}
