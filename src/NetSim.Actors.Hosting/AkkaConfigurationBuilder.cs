using Microsoft.Extensions.DependencyInjection;
using NetSim.Actors.Lanes;

namespace NetSim.Actors.Hosting;

public delegate Task ActorStarter(ActorSystem system, IActorRegistry registry);

public delegate Task ActorStarterWithResolver(ActorSystem system, IActorRegistry registry, IDependencyResolver resolver);

public delegate Task StartupTask(ActorSystem system, IActorRegistry registry);

/// <summary>What is to be started with the system, in the order in which it was said: first the actors, then the tasks.</summary>
public sealed class AkkaConfigurationBuilder
{
    private readonly string _actorSystemName;
    private readonly List<ActorStarterWithResolver> _actors = [];
    private readonly List<StartupTask> _tasks = [];

    public AkkaConfigurationBuilder(IServiceCollection serviceCollection, string actorSystemName)
    {
        ArgumentNullException.ThrowIfNull(serviceCollection);
        ArgumentException.ThrowIfNullOrEmpty(actorSystemName);
        _actorSystemName = actorSystemName;
    }

    internal TimeSpan? AskTimeout { get; set; }

    public AkkaConfigurationBuilder StartActors(Action<ActorSystem, IActorRegistry> starter) => StartActors((system, registry, _) => starter(system, registry));

    public AkkaConfigurationBuilder StartActors(Action<ActorSystem, IActorRegistry, IDependencyResolver> starter) =>
        StartActors((ActorStarterWithResolver)((system, registry, resolver) =>
        {
            starter(system, registry, resolver);
            return Task.CompletedTask;
        }));

    public AkkaConfigurationBuilder StartActors(ActorStarter starter) =>
        StartActors((ActorStarterWithResolver)((system, registry, _) => starter(system, registry)));

    public AkkaConfigurationBuilder StartActors(ActorStarterWithResolver starter)
    {
        _actors.Add(starter);
        return this;
    }

    public AkkaConfigurationBuilder AddStartup(Action<ActorSystem, IActorRegistry> startupTask) => AddStartup((StartupTask)((system, registry) =>
    {
        startupTask(system, registry);
        return Task.CompletedTask;
    }));

    public AkkaConfigurationBuilder AddStartup(StartupTask startupTask)
    {
        _tasks.Add(startupTask);
        return this;
    }

    internal ActorSystem Build() => LaneSystem.CreateReal(_actorSystemName, new RealTimeOptions { AskTimeout = AskTimeout }).System;

    internal async Task StartAsync(ActorSystem system, IServiceProvider services)
    {
        ActorRegistry registry = ActorRegistry.For(system);
        var resolver = new ServiceProviderDependencyResolver(services);
        foreach (ActorStarterWithResolver start in _actors) await start(system, registry, resolver).ConfigureAwait(false);
        foreach (StartupTask task in _tasks) await task(system, registry).ConfigureAwait(false);
    }
}
