using System.Globalization;
using NetSim.Simulation.Applications.Ping;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Cli.Bench;

/// <summary>
/// One core router, a router for every 100 hosts, and the hosts, each on a link of its own: 1 Gbit/s, 1 ms, 100 packets of queue. Host i pings
/// host i + n/2 once, at 1 ms + i · 10 µs: eight link crossings for each. Routes are computed.
/// </summary>
internal static class ScaleWorkload
{
    private const int HostsPerRouter = 100;

    public static Workload Make(int hosts)
    {
        var network = new NetworkBuilder("scale");
        LinkSettings link = NetworkBuilder.Link(1_000_000_000, Duration.FromMilliseconds(1), 100);
        int routers = (hosts + HostsPerRouter - 1) / HostsPerRouter;
        int core = network.AddNode("core", NodeKind.Router);
        var routerIds = new int[routers];
        for (int r = 0; r < routers; r++)
        {
            routerIds[r] = network.AddNode(Name("r", r), NodeKind.Router);
            network.Connect(core, At(0xAC10_0000u + (uint)r * 4 + 1, 30), routerIds[r], At(0xAC10_0000u + (uint)r * 4 + 2, 30), link);
        }
        for (int h = 0; h < hosts; h++)
        {
            int host = network.AddNode(Name("h", h), NodeKind.Host);
            network.Connect(routerIds[h / HostsPerRouter], At(HostSubnet(h) + 1, 30), host, At(HostSubnet(h) + 2, 30), link);
            network.Run(new PingPlan
            {
                NodeId = host,
                Start = new Duration(1_000_000 + h * 10_000L),
                To = new Target("peer", IpAddress.FromIPv4(HostSubnet((h + hosts / 2) % hosts) + 2)),
                Count = 1,
            });
        }
        Duration stop = Duration.FromSeconds(5) + new Duration(hosts * 10_000L);
        return new Workload("scale", network.Build(), Duration.Zero, stop, summary => summary.Applications.OfType<PingRecord>().Sum(ping => ping.Received));
    }

    /// <summary>From 10.0.0.0 up; a router's hosts fill a /23, of which it announces one prefix.</summary>
    private static uint HostSubnet(int host) => 0x0A00_0000u + (uint)(host / HostsPerRouter) * 512 + (uint)(host % HostsPerRouter) * 4;

    private static IpPrefix At(uint address, int length) => new(IpAddress.FromIPv4(address), length);

    private static string Name(string prefix, int number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{number}");
}
