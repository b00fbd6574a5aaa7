using NetSim.Devices;
using NetSim.Hosting.Outputs;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Hosting.Tests;

/// <summary>A run as the command line makes it, with its outputs.</summary>
internal static class TracedRun
{
    /// <summary>Three pings over a router, links of 10 Mbit/s with 1 ms and 4 ms: all its times can be told by hand.</summary>
    public static TopologyPlan Pings { get; } = Load("[ { ping: { to: b, count: 3, every: 100 ms, start: 1 s } } ]", "[]");

    /// <summary>A transfer with losses, and pings beside it.</summary>
    public static TopologyPlan Busy { get; } = Load(
        "[ { bulk: { to: b, bytes: 200 KB } }, { ping: { to: b, count: 10, every: 50 ms } } ]", "[ { sink: { port: 5001 } } ]", ", loss: 2 %");

    /// <summary>A link that goes down and comes up, a router that boots, and an expectation that does not hold.</summary>
    public static TopologyPlan Eventful { get; } = Load(
        "[ { ping: { to: b, count: 3, every: 1 s } } ]", "[]",
        rest: "events: [ { at: 1.5 s, link: far, set: { state: down }, for: 1 s }, { at: 4 s, node: r, restart: true } ]\n"
            + "expect: [ { ping: { from: b, to: a, count: 1, start: 1.6 s }, loss: '= 0 %' } ]");

    public static TracePlan Everything { get; } = new() { Flows = FlowTracing.All, Packets = new PacketTracePlan(1, DropTracing.Always) };

    /// <returns>The summary, and what could not be delivered.</returns>
    public static (RunSummary Summary, IReadOnlyList<string> Problems) Run(TopologyPlan plan, string output, int lanes = 1, TextWriter? console = null, int? patience = null)
    {
        Assert.True(TelemetryOutput.TryParse(output, out TelemetryOutput? parsed, out string? problem), problem);
        var options = new RunOptions { Lanes = lanes, Trace = Everything, Samples = parsed.ShowsSamples ? SampleKeeping.Kept : SampleKeeping.None };
        using var session = TelemetrySession.Start([parsed], plan, options, console ?? TextWriter.Null);
        if (patience is { } milliseconds) session.Patience = milliseconds;
        using SimulationRun run = Open(plan, options with { Observer = session.Observe(options.Observer) });
        session.Follow(run);
        RunSummary summary = run.Run();
        session.OnEnded(summary);
        return (summary, session.Finish());
    }

    /// <summary>
    /// The same on a thread of its own, as in the program. The collector of a test, and every connection to it, need threads of the pool, of which
    /// there are few at first: a run that holds one of them may keep its own collector waiting until its patience ends.
    /// </summary>
    /// <param name="plan">The network.</param>
    /// <param name="output">Where to.</param>
    /// <param name="lanes">How many.</param>
    /// <param name="patience">How long the end waits for the collector, in milliseconds: so long that a busy machine makes no difference, if it takes what it gets.</param>
    public static Task<(RunSummary Summary, IReadOnlyList<string> Problems)> RunBeside(TopologyPlan plan, string output, int lanes = 1, int? patience = 60_000) =>
        Task.Factory.StartNew(() => Run(plan, output, lanes, patience: patience), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public static RunSummary RunUntraced(TopologyPlan plan)
    {
        using SimulationRun run = Open(plan, new RunOptions());
        return run.Run();
    }

    private static SimulationRun Open(TopologyPlan plan, RunOptions options)
    {
        Assert.True(SimulationRun.Open(plan, options).TryGet(out SimulationRun? run, out DeviceError? error), error?.Message);
        return run;
    }

    private static TopologyPlan Load(string clientApps, string serverApps, string far = "", string rest = "")
    {
        string text = $$"""
            name: small
            seed: 7
            time: { mode: virtual, stop: 20 s }
            defaults:
              link: { rate: 10 Mbit/s, queue: { limit: 20 packets } }
            nodes:
              a: { kind: host, interfaces: { eth0: { address: 10.0.1.2/24 } }, apps: {{clientApps}} }
              r: { kind: router, interfaces: { eth0: { address: 10.0.1.1/24 }, eth1: { address: 10.0.2.1/24 } } }
              b: { kind: host, interfaces: { eth0: { address: 10.0.2.2/24 } }, apps: {{serverApps}} }
            links:
              - { endpoints: ["a:eth0", "r:eth0"], delay: 1 ms, id: near }
              - { endpoints: ["r:eth1", "b:eth0"], delay: 4 ms, id: far{{far}} }
            routing: static-shortest
            {{rest}}
            """;
        TopologyLoad load = TopologyLoader.LoadText(text, "small.yaml");
        Assert.True(load.Plan is not null, string.Join('\n', load.Diagnostics));
        return load.Plan;
    }
}
