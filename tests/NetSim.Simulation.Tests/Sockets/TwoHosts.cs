using NetSim.Devices;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Sockets;

/// <summary>A client and a server, each with two addresses, 5 ms apart; with pools that find misuse.</summary>
internal sealed class TwoHosts : IDisposable
{
    private readonly List<DiagnosticPacketPool> _pools = [];
    private readonly FailureLog _failures = new();

    public TwoHosts(string apps = "[]", string mode = "virtual", string time = "", string rest = "", string clientApps = "[]")
    {
        string text = $$"""
            name: two
            seed: 7
            time: { mode: {{mode}}{{(time.Length > 0 ? ", " : "")}}{{time}} }
            nodes:
              client: { kind: host, interfaces: { eth0: { address: [10.0.0.1/24, "fd00::1/64"] } }, apps: {{clientApps}} }
              server: { kind: host, interfaces: { eth0: { address: [10.0.0.2/24, "fd00::2/64"] } }, apps: {{apps}} }
            links:
              - { endpoints: ["client:eth0", "server:eth0"], rate: 10 Mbit/s, delay: 5 ms, id: cable }
            {{rest}}
            """;
        TopologyLoad load = TopologyLoader.LoadText(text, "two.yaml");
        Assert.True(load.Plan is not null, string.Join('\n', load.Diagnostics));
        Assert.True(SimulationRun.Open(load.Plan, new RunOptions { Pool = MakePool, Observer = _failures }).TryGet(out SimulationRun? run, out DeviceError? error), error?.ToString());
        Run = run;
    }

    public SimulationRun Run { get; }

    /// <summary>What has failed inside the simulation.</summary>
    public IReadOnlyList<string> Failures => _failures.Texts;

    public NetSim.Simulation.Sockets.SimulatedNode Client => Run.Node("client");

    public NetSim.Simulation.Sockets.SimulatedNode Server => Run.Node("server");

    /// <summary>What is still on its way arrives first.</summary>
    public void Dispose()
    {
        if (Run.Mode == TimeMode.Virtual) Run.RunUntil(Run.Now + Duration.FromSeconds(300));
        Run.Dispose();
        foreach (DiagnosticPacketPool pool in _pools) pool.AssertAllReturned();
    }

    private DiagnosticPacketPool MakePool()
    {
        _pools.Add(new DiagnosticPacketPool());
        return _pools[^1];
    }

    private sealed class FailureLog : IRunObserver
    {
        public List<string> Texts { get; } = [];

        public void OnPartFailed(string node, string part, Exception cause) => Texts.Add($"{part} of {node}: {cause.Message}");

        public void OnNodeRestarted(string node, Exception cause) => Texts.Add($"{node}: {cause.Message}");
    }
}
