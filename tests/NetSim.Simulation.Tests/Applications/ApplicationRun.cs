using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;

namespace NetSim.Simulation.Tests.Applications;

/// <summary>Two hosts on a link, and what runs on them.</summary>
internal static class ApplicationRun
{
    public static TopologyLoad Load(string client, string server, string link = "rate: 10 Mbit/s, delay: 5 ms", string more = "", string? folder = null) =>
        TopologyLoader.LoadText($$"""
            name: two
            time: { mode: virtual, stop: 600 s }
            nodes:
              a: { kind: host, interfaces: { e: { address: 10.0.0.1/24, mac: "02:00:00:00:00:0a" } }, apps: [ {{client}} ] }
              b: { kind: host, interfaces: { e: { address: 10.0.0.2/24, mac: "02:00:00:00:00:0b" } }, apps: [ {{server}} ] }
            links: [ { endpoints: ["a:e", "b:e"], id: cable, {{link}} } ]
            {{more}}
            """, "two.yaml", new PlanOptions { BaseFolder = folder });

    public static RunSummary Of(TopologyLoad load)
    {
        Assert.True(load.Plan is not null, string.Join('\n', load.Diagnostics));
        Assert.True(SimulationRun.Open(load.Plan!, new RunOptions()).TryGet(out SimulationRun? run, out _));
        using (run) return run.Run();
    }
}
