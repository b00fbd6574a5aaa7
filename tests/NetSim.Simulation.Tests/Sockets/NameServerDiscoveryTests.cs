using NetSim.Devices;
using NetSim.Simulation.Applications.Ping;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Sockets;

/// <summary>A host that nobody has configured asks the name server that its router advertises.</summary>
public class NameServerDiscoveryTests
{
    private const string Text = """
        name: advertised
        time: { mode: virtual, stop: 60 s }
        defaults: { link: { delay: 1 ms } }
        nodes:
          laptop: { kind: host, interfaces: { e: { slaac: true } } }
          r:
            kind: router
            interfaces:
              e: { address: "fd00:1::1/64", advertise: { name-server: "fd00:2::53" } }
              f: { address: "fd00:2::1/64" }
          ns:
            kind: host
            interfaces: { e: { address: "fd00:2::53/64" } }
            apps: [ { dns: { zone: lab, records: [ { name: shop, address: "fd00:2::80" } ] } } ]
        links:
          - { endpoints: ["laptop:e", "r:e"] }
          - { endpoints: ["r:f", "ns:e"] }
        """;

    [Fact]
    public void A_name_is_found_with_the_name_server_that_a_router_advertises()
    {
        TopologyLoad load = TopologyLoader.LoadText(Text, "advertised.yaml");
        Assert.True(load.Plan is not null, string.Join('\n', load.Diagnostics));
        Assert.True(SimulationRun.Open(load.Plan, new RunOptions()).TryGet(out SimulationRun? run, out DeviceError? error), error?.ToString());
        using (run)
        {
            IReadOnlyList<IpAddress> found = run.Drive(async () =>
            {
                await run.Node("laptop").DelayAsync(Duration.FromSeconds(10));
                return await run.Node("laptop").ResolveAsync("shop.lab");
            });

            Assert.Equal(["fd00:2::80"], found.Select(address => address.ToString()));
        }
    }

    [Fact]
    public void An_application_of_such_a_host_may_be_given_a_name_that_only_the_server_knows()
    {
        string text = Text.Replace("{ slaac: true } } }", "{ slaac: true } }, apps: [ { ping: { to: ns.lab, start: 10 s, count: 1 } } ] }")
            .Replace("{ name: shop,", "{ name: ns, address: \"fd00:2::53\" }, { name: shop,");
        TopologyLoad load = TopologyLoader.LoadText(text, "advertised.yaml");
        Assert.True(load.Plan is not null, string.Join('\n', load.Diagnostics));
        Assert.True(SimulationRun.Open(load.Plan, new RunOptions()).TryGet(out SimulationRun? run, out DeviceError? error), error?.ToString());
        using (run)
        {
            PingRecord ping = run.Run().Applications.OfType<PingRecord>().Single();

            Assert.Equal((1, 1), (ping.Sent, ping.Received));
        }
    }
}
