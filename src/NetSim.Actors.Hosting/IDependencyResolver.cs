using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace NetSim.Actors.Hosting;

/// <summary>Props for actors whose constructors ask for services.</summary>
public interface IDependencyResolver
{
    T? GetService<T>();

    object? GetService(Type type);

    /// <summary>What <paramref name="args"/> do not give comes from the services.</summary>
    Props Props<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(params object[] args)
        where T : ActorBase;

    Props Props([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type, params object[] args);

    Props Props([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type);
}

internal sealed class ServiceProviderDependencyResolver(IServiceProvider services) : IDependencyResolver
{
    public T? GetService<T>() => services.GetService<T>();

    public object? GetService(Type type) => services.GetService(type);

    public Props Props<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(params object[] args)
        where T : ActorBase => Props(typeof(T), args);

    public Props Props([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type) => Props(type, []);

    public Props Props([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type, params object[] args) =>
        NetSim.Actors.Props.CreateBy(new Producer(services, type, args), args);

    private sealed class Producer(
        IServiceProvider services,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type,
        object[] arguments) : IIndirectActorProducer
    {
        public Type ActorType => type;

        public ActorBase Produce() => (ActorBase)ActivatorUtilities.CreateInstance(services, type, arguments);

        public void Release(ActorBase actor)
        {
        }
    }
}
