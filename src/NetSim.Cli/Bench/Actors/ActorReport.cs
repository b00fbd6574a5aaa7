namespace NetSim.Cli.Bench.Actors;

/// <summary><c>netsim bench actors</c>: what a tell costs, in the shapes that actor systems are usually compared by. The actor runtime is the one of the build.</summary>
internal static class ActorReport
{
    private static readonly (string Name, Func<ActorMeasurement> Run)[] Workloads =
    [
        ("ping-pong", () => ActorWorkloads.PingPong(20_000_000)),
        ("ring of 64, 1,000 tokens", () => ActorWorkloads.Ring(actors: 64, tokens: 1000, hops: 20_000_000)),
        ("fan-in from 8", () => ActorWorkloads.FanIn(senders: 8, messages: 16_000_000)),
        ("between groups", () => ActorWorkloads.BetweenGroups(5_000_000)),
        ("1,000 delayed tells", () => ActorWorkloads.TellAtRing(tokens: 1_000, hops: 10_000_000)),
        ("100,000 delayed tells", () => ActorWorkloads.TellAtRing(tokens: 100_000, hops: 10_000_000)),
        ("spawn 200,000", () => ActorWorkloads.Spawn(200_000)),
        ("ping-pong, real clock", () => ActorWorkloads.RealPingPong(lanes: 1, 10_000_000)),
        ("the same, two lanes", () => ActorWorkloads.RealPingPong(lanes: 2, 200_000)),
    ];

    /// <summary>The median of so many runs, by processor time.</summary>
    public static void Write(TextWriter output, int runs)
    {
        output.WriteLine($"actors: {typeof(ActorSystem).Assembly.GetName().Name}, medians of {runs}");
        foreach ((string name, Func<ActorMeasurement> run) in Workloads)
        {
            ActorMeasurement[] all = [.. Enumerable.Range(0, runs).Select(_ => run())];
            output.WriteLine($"  {name,-25} {all.OrderBy(one => one.CpuSeconds).ElementAt(runs / 2)}");
        }
    }
}
