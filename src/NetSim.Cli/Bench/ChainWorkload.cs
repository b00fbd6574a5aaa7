using System.Globalization;
using NetSim.Simulation.Applications.Services;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Cli.Bench;

/// <summary>
/// A host, eight routers, a host: nine links of 1 Gbit/s and 1 ms with 100 packets of queue. One UDP flow of 1500-byte packets, one every
/// 24 µs (500 Mbit/s). No loss, so a packet is nine packet-hops.
/// </summary>
internal static class ChainWorkload
{
    private const int Links = 9;

    public static Workload Make(long packets)
    {
        var network = new NetworkBuilder("chain");
        LinkSettings link = NetworkBuilder.Link(1_000_000_000, Duration.FromMilliseconds(1), 100);
        for (int i = 0; i <= Links; i++)
            network.AddNode(string.Create(CultureInfo.InvariantCulture, $"n{i}"), i is 0 or Links ? NodeKind.Host : NodeKind.Router);
        for (byte i = 0; i < Links; i++)
            network.Connect(i, NetworkBuilder.Address(10, 0, i, 1, 24), i + 1, NetworkBuilder.Address(10, 0, i, 2, 24), link);
        network.Run(new DiscardPlan { NodeId = Links, Transport = Transport.Udp });
        network.Run(new TrafficPlan
        {
            NodeId = 0,
            Start = Duration.FromMilliseconds(1),
            To = new Target("", IpAddress.FromIPv4(10, 0, Links - 1, 2)),
            Every = Distribution.Constant(Duration.FromMicroseconds(24)),
            Count = packets,
        });
        Duration sending = Duration.FromMicroseconds(24) * packets;
        return new Workload("hops", network.Build(), sending / 10, sending + Duration.FromSeconds(1),
            summary => summary.Applications.OfType<ServiceRecord>().Sum(service => service.Requests));
    }
}
