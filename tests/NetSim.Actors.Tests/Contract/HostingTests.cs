using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace NetSim.Actors.Tests.Contract;

public sealed class HostingTests
{
    [Fact]
    public async Task A_host_starts_its_actors_and_ends_them()
    {
        ActorSystem system;
        using (IHost host = Build(akka => akka.WithActors((sys, registry) => registry.Register<Greeter>(sys.ActorOf(Props.Create(() => new Greeter("hello")), "greeter")))))
        {
            await host.StartAsync();
            system = host.Services.GetRequiredService<ActorSystem>();
            IActorRef greeter = host.Services.GetRequiredService<IRequiredActor<Greeter>>().ActorRef;

            Assert.Equal("hello bob", await greeter.Ask<string>("bob", TimeSpan.FromSeconds(5)));
            await host.StopAsync();
        }

        await system.WhenTerminated.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Actors_and_startup_tasks_run_in_the_order_in_which_they_were_said()
    {
        var steps = new List<string>();
        using IHost host = Build(akka => akka
            .AddStartup((_, _) => steps.Add("startup"))
            .WithActors((_, _) => steps.Add("actors 1"))
            .WithActors(async (_, _) =>
            {
                await Task.Yield();
                steps.Add("actors 2");
            }));

        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(["actors 1", "actors 2", "startup"], steps);
    }

    [Fact]
    public async Task An_actor_may_ask_for_services()
    {
        using IHost host = Build(
            akka => akka.WithActors((sys, registry, resolver) => registry.Register<Greeter>(sys.ActorOf(resolver.Props<Served>("dear")))),
            services => services.AddSingleton(new Salutation("good day")));
        await host.StartAsync();

        IActorRef actor = host.Services.GetRequiredService<IActorRegistry>().Get<Greeter>();

        Assert.Equal("good day, dear bob", await actor.Ask<string>("bob", TimeSpan.FromSeconds(5)));
        await host.StopAsync();
    }

    [Fact]
    public async Task An_actor_that_is_registered_later_can_be_waited_for()
    {
        using IHost host = Build(_ => { });
        await host.StartAsync();
        IActorRegistry registry = host.Services.GetRequiredService<IActorRegistry>();
        Task<IActorRef> late = registry.GetAsync<Greeter>();
        Assert.False(late.IsCompleted);
        IActorRef greeter = host.Services.GetRequiredService<ActorSystem>().ActorOf(Props.Create(() => new Greeter("hello")));

        registry.Register<Greeter>(greeter);

        Assert.Equal(greeter, await late.WaitAsync(TimeSpan.FromSeconds(5)));
        Assert.False(registry.TryRegister<Greeter>(greeter));
        await host.StopAsync();
    }

    [Fact]
    public async Task A_question_without_a_limit_takes_the_systems()
    {
        using IHost host = Build(akka => akka
            .WithActorAskTimeout(TimeSpan.FromMilliseconds(100))
            .WithActors((sys, registry) => registry.Register<Greeter>(sys.ActorOf(Props.Create(() => new Mute())))));
        await host.StartAsync();

        await Assert.ThrowsAsync<AskTimeoutException>(() => host.Services.GetRequiredService<IActorRegistry>().Get<Greeter>().Ask<string>("bob"));
        await host.StopAsync();
    }

    private static IHost Build(Action<AkkaConfigurationBuilder> actors, Action<IServiceCollection>? services = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging();
        services?.Invoke(builder.Services);
        builder.Services.AddAkka("hosted", (akka, _) => actors(akka));
        return builder.Build();
    }

    private sealed record Salutation(string Words);

    private sealed class Greeter(string greeting) : ReceiveActor
    {
        protected override void PreStart() => Become(() => Receive<string>(name => Sender.Tell($"{greeting} {name}", Self)));
    }

    private sealed class Mute : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class Served(Salutation salutation, string adjective) : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell($"{salutation.Words}, {adjective} {message}", Self);
    }
}
