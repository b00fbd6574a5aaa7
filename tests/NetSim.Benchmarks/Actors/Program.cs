using NetSim.Benchmarks.Actors;

// Prints million operations per second and bytes allocated per operation, the median of five runs by processor time.
// Run in Release; arguments choose workloads by name.
(string Name, Func<Measurement> Run)[] workloads =
[
    ("ping-pong", () => Workloads.PingPong(20_000_000)),
    ("ring-64x1000", () => Workloads.Ring(actors: 64, tokens: 1000, hops: 20_000_000)),
    ("fan-in-8", () => Workloads.FanIn(senders: 8, messages: 16_000_000)),
    ("between-groups", () => Workloads.BetweenGroups(5_000_000)),
    ("tell-at-ring-1000", () => Workloads.TellAtRing(tokens: 1_000, hops: 10_000_000)),
    ("tell-at-ring-100000", () => Workloads.TellAtRing(tokens: 100_000, hops: 10_000_000)),
    ("spawn-200000", () => Workloads.Spawn(200_000)),
    ("real-ping-pong-1-lane", () => Workloads.RealPingPong(lanes: 1, 10_000_000)),
    ("real-ping-pong-2-lanes", () => Workloads.RealPingPong(lanes: 2, 200_000)),
];

foreach ((string name, Func<Measurement> run) in workloads)
{
    if (args.Length > 0 && !args.Contains(name)) continue;
    Measurement[] runs = [.. Enumerable.Range(0, 5).Select(_ => run())];
    Measurement median = runs.OrderBy(r => r.CpuSeconds).ElementAt(runs.Length / 2);
    Console.WriteLine($"{name,-22} {median}");
}
