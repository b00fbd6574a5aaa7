using System.Globalization;
using NetSim.Simulation.Applications.Services;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Cli.Bench;

/// <summary>
/// 16 senders, two routers, 16 receivers. Access links of 1 Gbit/s, 1 ms, 1000 packets of queue; between the routers 100 Mbit/s, 20 ms,
/// 400 packets. One bulk TCP flow each, flow i starts at i · 10 ms.
/// </summary>
internal static class DumbbellWorkload
{
    private const int Flows = 16;

    public static Workload Make(CongestionControl congestion, Duration length)
    {
        var network = new NetworkBuilder("dumbbell");
        var tcp = new TcpPlan(congestion, Sack: true);
        LinkSettings access = NetworkBuilder.Link(1_000_000_000, Duration.FromMilliseconds(1), 1000);
        LinkSettings bottleneck = NetworkBuilder.Link(100_000_000, Duration.FromMilliseconds(20), 400);
        int left = network.AddNode("left", NodeKind.Router), right = network.AddNode("right", NodeKind.Router);
        network.Connect(left, NetworkBuilder.Address(10, 0, 0, 1, 24), right, NetworkBuilder.Address(10, 0, 0, 2, 24), bottleneck);
        for (byte i = 0; i < Flows; i++)
        {
            int sender = network.AddNode(Name("s", i), NodeKind.Host, tcp), receiver = network.AddNode(Name("d", i), NodeKind.Host, tcp);
            network.Connect(sender, NetworkBuilder.Address(10, 1, i, 1, 24), left, NetworkBuilder.Address(10, 1, i, 2, 24), access);
            network.Connect(right, NetworkBuilder.Address(10, 2, i, 1, 24), receiver, NetworkBuilder.Address(10, 2, i, 2, 24), access);
            network.Run(new SinkPlan { NodeId = receiver, Port = 5000 });
            network.Run(new BulkPlan
            {
                NodeId = sender,
                Start = Duration.FromMilliseconds(10 * i),
                To = new Target("receiver", IpAddress.FromIPv4(10, 2, i, 2)),
                Port = 5000,
                For = length,
            });
        }
        return new Workload("dumbbell", network.Build(), length / 3, length,
            summary => summary.Applications.OfType<ServiceRecord>().Sum(service => service.BytesReceived));
    }

    private static string Name(string prefix, int number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{number}");
}
