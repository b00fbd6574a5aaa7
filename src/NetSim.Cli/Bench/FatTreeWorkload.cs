using System.Globalization;
using NetSim.Simulation.Applications.Services;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Cli.Bench;

/// <summary>
/// A fat-tree with k = 4: 16 hosts, 8 edge, 8 aggregation and 4 core routers, 48 links of 1 Gbit/s, 10 µs, 100 packets of queue. Every host
/// sends a 1472-byte datagram to every other each millisecond; flow f starts at 1 ms + f · 4.167 µs. One shortest path for each pair.
/// </summary>
internal static class FatTreeWorkload
{
    private const int Hosts = 16, EdgeRouters = 8, AggregationRouters = 8, CoreRouters = 4;
    private const int PacketsPerFlow = 1000;

    public static Workload Make()
    {
        var network = new NetworkBuilder("fattree");
        LinkSettings link = NetworkBuilder.Link(1_000_000_000, Duration.FromMicroseconds(10), 100);
        int[] hosts = Add("h", Hosts, NodeKind.Host), edge = Add("e", EdgeRouters, NodeKind.Router);
        int[] aggregation = Add("a", AggregationRouters, NodeKind.Router), core = Add("c", CoreRouters, NodeKind.Router);
        byte subnet = 0;
        for (int host = 0; host < Hosts; host++) Connect(hosts[host], edge[host / 2]);
        for (int router = 0; router < EdgeRouters; router++)
            for (int up = 0; up < 2; up++) Connect(edge[router], aggregation[router / 2 * 2 + up]);
        for (int router = 0; router < AggregationRouters; router++)
            for (int up = 0; up < 2; up++) Connect(aggregation[router], core[router % 2 * 2 + up]);
        AddFlows(network, hosts);
        Duration length = Duration.FromMilliseconds(PacketsPerFlow) + Duration.FromMilliseconds(100);
        return new Workload("fattree", network.Build(), length / 10, length,
            summary => summary.Applications.OfType<ServiceRecord>().Sum(service => service.Requests));

        int[] Add(string prefix, int count, NodeKind kind)
        {
            int[] ids = new int[count];
            for (int i = 0; i < count; i++) ids[i] = network.AddNode(string.Create(CultureInfo.InvariantCulture, $"{prefix}{i}"), kind);
            return ids;
        }

        void Connect(int a, int b)
        {
            network.Connect(a, NetworkBuilder.Address(10, 0, subnet, 1, 24), b, NetworkBuilder.Address(10, 0, subnet, 2, 24), link);
            subnet++;
        }
    }

    /// <summary>Host i has the address 10.0.i.1, since its link was the i-th.</summary>
    private static void AddFlows(NetworkBuilder network, int[] hosts)
    {
        foreach (int host in hosts) network.Run(new DiscardPlan { NodeId = host, Transport = Transport.Udp });
        int flow = 0;
        for (int from = 0; from < Hosts; from++)
        {
            for (byte to = 0; to < Hosts; to++)
            {
                if (from == to) continue;
                network.Run(new TrafficPlan
                {
                    NodeId = hosts[from],
                    Start = new Duration(1_000_000 + flow++ * 4_167L),
                    To = new Target("", IpAddress.FromIPv4(10, 0, to, 1)),
                    Every = Distribution.Constant(Duration.FromMilliseconds(1)),
                    Count = PacketsPerFlow,
                });
            }
        }
    }
}
