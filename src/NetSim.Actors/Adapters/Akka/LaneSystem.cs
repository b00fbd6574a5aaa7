using System.Runtime.CompilerServices;
using Akka.Configuration;
using NetSim.Actors.Adapters;

namespace NetSim.Actors.Lanes;

/// <summary>
/// An Akka.NET system on a clock of ours. The same members as over the in-tree runtime. All actors share one lane, whatever
/// <see cref="RealTimeOptions.Lanes"/> says; a virtual run is as fast as the machine can, but its order is Akka.NET's, which
/// differs from process to process where it enumerates children.
/// </summary>
public sealed class LaneSystem : IDisposable
{
    private static readonly ConditionalWeakTable<ActorSystem, LaneSystem> Known = [];

    private readonly LaneLoop _loop;

    private LaneSystem(ActorSystem system, LaneLoop loop)
    {
        System = system;
        _loop = loop;
        Lanes = [new Lane(loop)];
        system.WhenTerminated.ContinueWith(_ => loop.End(), TaskScheduler.Default);
        Known.Add(system, this);
    }

    public ActorSystem System { get; }

    public ClockKind Clock => _loop.IsVirtual ? ClockKind.Virtual : ClockKind.Real;

    public IReadOnlyList<Lane> Lanes { get; }

    public long Now => _loop.ReadClock();

    public static LaneSystem CreateVirtual(string name)
    {
        var loop = new LaneLoop();

        // Create waits for the system's own actors, so this thread must run them meanwhile.
        Task<ActorSystem> creation = Task.Run(() => Create(name, loop));
        while (!creation.IsCompleted) Pump(loop);
        return new LaneSystem(creation.GetAwaiter().GetResult(), loop);
    }

    /// <summary>All actors share one lane, whatever the options say.</summary>
    public static LaneSystem CreateVirtual(string name, VirtualTimeOptions options) => CreateVirtual(name);

    public static LaneSystem CreateReal(string name, RealTimeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var loop = new LaneLoop(options);
        return new LaneSystem(Create(name, loop, options.AskTimeout), loop);
    }

    /// <exception cref="ArgumentException">The system was not made here.</exception>
    public static LaneSystem Of(ActorSystem system) => Known.TryGetValue(system, out LaneSystem? lanes)
        ? lanes
        : throw new ArgumentException($"The actor system {system.Name} has no lanes: it was not made by LaneSystem.", nameof(system));

    public long RunUntil(long nanoseconds) => _loop.RunUntil(nanoseconds, isEnough: null);

    public long RunUntil(long nanoseconds, Func<bool> isEnough) => _loop.RunUntil(nanoseconds, isEnough);

    /// <summary>As <see cref="RunUntil(long)"/>, but time stays at the last event.</summary>
    public long RunThrough(long nanoseconds) => _loop.RunThrough(nanoseconds);

    /// <summary>Virtual clock, between two runs: when something is due next, the present included; <see cref="long.MaxValue"/> if nothing is left to do.</summary>
    public long NextDue => _loop.NextDue;

    public long RunUntilIdle() => _loop.RunUntil(long.MaxValue, isEnough: null);

    /// <summary>Virtual clock at the pace of a real one.</summary>
    public void RunPaced(long nanoseconds, Pace pace) => _loop.RunPaced(nanoseconds, pace);

    /// <summary>Changes nothing: there is one lane, and Akka.NET's tells take no time.</summary>
    public void RunApart(long lookAhead, long tellDelay)
    {
    }

    /// <summary>Virtual clock: the run in progress goes no further.</summary>
    public void EndAt(long nanoseconds) => _loop.EndAt(nanoseconds);

    public void Dispose()
    {
        Task end = System.Terminate();
        while (_loop.IsVirtual && !end.IsCompleted) Pump(_loop);
        end.Wait();
    }

    private static ActorSystem Create(string name, LaneLoop loop, TimeSpan? askTimeout = null) =>
        LaneScheduler.WithLoop(loop, () => ActorSystem.Create(name, Configuration(askTimeout)));

    /// <summary>Runs what is there; some of it is handed in by other threads, so an empty queue is not the end.</summary>
    private static void Pump(LaneLoop loop)
    {
        loop.RunUntil(loop.Now, isEnough: null);
        Thread.Yield();
    }

    private static Config Configuration(TimeSpan? askTimeout)
    {
        string scheduler = typeof(LaneScheduler).AssemblyQualifiedName!;
        string executor = typeof(LaneExecutorConfigurator).AssemblyQualifiedName!;
        return ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = WARNING
              scheduler.implementation = "{{scheduler}}"
              actor {
                ask-timeout = {{(askTimeout is { } limit ? $"{limit.TotalMilliseconds:F0}ms" : "infinite")}}
                default-dispatcher { type = Dispatcher, executor = "{{executor}}" }
                internal-dispatcher { type = Dispatcher, executor = "{{executor}}" }
              }
            }
            """);
    }
}
