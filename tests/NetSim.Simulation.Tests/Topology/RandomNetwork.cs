using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Topology;

/// <summary>
/// Routers joined at random by cables and by switches, with hosts on both; every subnet of its own. All links of one switch are
/// equally long, so that the way to a subnet decides the whole way.
/// </summary>
internal sealed class RandomNetwork
{
    private readonly Random _random;
    private readonly List<(string Name, NodeKind Kind, List<(string Name, IpPrefix[] Addresses)> Interfaces)> _nodes = [];
    private readonly List<((int Node, int Interface) A, (int Node, int Interface) B, long ThereMs, long BackMs)> _links = [];
    private int _subnet;

    public RandomNetwork(int seed, int routers)
    {
        _random = new Random(seed);
        for (int i = 0; i < routers; i++) _nodes.Add(($"r{i}", NodeKind.Router, []));
        // About as many cables as routers: some networks are trees, some have circles, some fall apart.
        int cables = _random.Next(routers / 2, routers + routers / 2);
        for (int i = 0; i < cables; i++) Cable(_random.Next(routers), _random.Next(routers));
        for (int i = 0; i < routers / 3; i++) Switch(routers);
        for (int i = 0; i < routers; i++) Cable(AddHost(), _random.Next(routers));
        int busy = AddHost();
        for (int i = 0; i < 2; i++) Cable(busy, _random.Next(routers));
    }

    public TopologyPlan Build(RoutingMetric metric)
    {
        TopologyPlanBuilder builder = new("random");
        Dictionary<(int, int), int> ids = [];
        for (int node = 0; node < _nodes.Count; node++)
        {
            builder.AddNode(_nodes[node].Name, _nodes[node].Kind);
            for (int i = 0; i < _nodes[node].Interfaces.Count; i++) ids[(node, i)] = builder.AddInterface(node, _nodes[node].Interfaces[i].Name, _nodes[node].Interfaces[i].Addresses);
        }
        foreach (((int, int) a, (int, int) b, long there, long back) in _links) builder.AddLink(ids[a], ids[b], new LinkSettings { AToB = Delay(there), BToA = Delay(back) });
        return builder.Build(RoutingKind.StaticShortest, metric);
    }

    private static DirectionPlan Delay(long ms) => new() { Rate = new BitRate(1_000_000_000), Delay = Duration.FromMilliseconds(ms) };

    private int AddHost()
    {
        _nodes.Add(($"h{_nodes.Count}", NodeKind.Host, []));
        return _nodes.Count - 1;
    }

    private (int, int) AddInterface(int node, params IpPrefix[] addresses)
    {
        _nodes[node].Interfaces.Add(($"eth{_nodes[node].Interfaces.Count}", addresses));
        return (node, _nodes[node].Interfaces.Count - 1);
    }

    private void Cable(int a, int b)
    {
        if (a == b) return;
        uint subnet = 0x0A00_0000 + (uint)_subnet++ * 4;
        (int, int) endA = AddInterface(a, V4(subnet + 1, 30), V6(subnet, 1));
        (int, int) endB = AddInterface(b, V4(subnet + 2, 30), V6(subnet, 2));
        _links.Add((endA, endB, _random.Next(0, 5), _random.Next(0, 5)));
    }

    private void Switch(int routers)
    {
        int node = _nodes.Count;
        _nodes.Add(($"sw{node}", NodeKind.Switch, []));
        uint subnet = 0xC0A8_0000 + (uint)_subnet++ * 256;
        long delay = _random.Next(0, 3);
        uint next = 1;
        int[] members = [.. Enumerable.Range(0, routers).OrderBy(_ => _random.Next()).Take(_random.Next(1, 4)), AddHost(), AddHost()];
        foreach (int member in members)
        {
            (int, int) end = AddInterface(member, V4(subnet + next, 24), V6(subnet, next));
            next++;
            _links.Add((end, AddInterface(node), delay, delay));
        }
    }

    private static IpPrefix V4(uint address, int length) => new(IpAddress.FromIPv4(address), length);

    private static IpPrefix V6(uint subnet, uint host) => new(new IpAddress(0xFD00_0000_0000_0000 | subnet, host), 64);
}
