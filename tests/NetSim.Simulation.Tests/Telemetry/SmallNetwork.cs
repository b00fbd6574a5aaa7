using NetSim.Devices;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Tests.Telemetry;

/// <summary>Two hosts behind two routers: a–r1–r2–b, 10 Mbit/s and 1 ms, 2 ms, 3 ms.</summary>
internal static class SmallNetwork
{
    public const long DelayOfLinks = 1_000_000 + 2_000_000 + 3_000_000;

    public static TopologyPlan Plan(string clientApps, string serverApps = "[]", string middle = "", string rest = "")
    {
        string text = $$"""
            name: small
            seed: 11
            time: { mode: virtual, stop: 20 s }
            defaults:
              link: { rate: 10 Mbit/s, queue: { limit: 20 packets } }
            nodes:
              a: { kind: host, interfaces: { eth0: { address: 10.0.1.2/24 } }, apps: {{clientApps}} }
              r1: { kind: router, interfaces: { eth0: { address: 10.0.1.1/24 }, eth1: { address: 10.0.2.1/24 } } }
              r2: { kind: router, interfaces: { eth0: { address: 10.0.2.2/24 }, eth1: { address: 10.0.3.1/24 } } }
              b: { kind: host, interfaces: { eth0: { address: 10.0.3.2/24 } }, apps: {{serverApps}} }
            links:
              - { endpoints: ["a:eth0", "r1:eth0"], delay: 1 ms, id: first }
              - { endpoints: ["r1:eth1", "r2:eth0"], delay: 2 ms, id: middle{{middle}} }
              - { endpoints: ["r2:eth1", "b:eth0"], delay: 3 ms, id: last }
            routing: static-shortest
            {{rest}}
            """;
        TopologyLoad load = TopologyLoader.LoadText(text, "small.yaml");
        Assert.True(load.Plan is not null, string.Join('\n', load.Diagnostics));
        return load.Plan;
    }

    /// <summary>Runs with a pool that finds misuse, and sees that every packet came back.</summary>
    public static RunSummary Run(TopologyPlan plan, TracePlan? trace = null, Action<RunSummary>? afterwards = null)
    {
        var pools = new List<DiagnosticPacketPool>();
        var options = new RunOptions
        {
            Trace = trace,
            Pool = () =>
            {
                pools.Add(new DiagnosticPacketPool());
                return pools[^1];
            },
        };
        Assert.True(SimulationRun.Open(plan, options).TryGet(out SimulationRun? run, out DeviceError? error), error?.ToString());
        using (run)
        {
            RunSummary summary = run.Run();
            afterwards?.Invoke(summary);
            return summary;
        }
    }

    public static TracePlan Trace(double ratio, DropTracing drops = DropTracing.Sampled, FlowTracing flows = FlowTracing.None) =>
        new() { Flows = flows, Packets = new PacketTracePlan(ratio, drops) };

    public static TracePlan FlowsOnly { get; } = new() { Flows = FlowTracing.All };
}
