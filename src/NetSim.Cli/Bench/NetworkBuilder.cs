using System.Globalization;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Cli.Bench;

/// <summary>
/// Builds point-to-point networks as the peers' programs do: every link is a subnet of its own. The plan wants a node's interfaces
/// together and a link's ends to exist, so nodes and cables are noted first and made in the end.
/// </summary>
internal sealed class NetworkBuilder(string name)
{
    private readonly TopologyPlanBuilder _plan = new(name);
    private readonly List<(string Name, NodeKind Kind, TcpPlan? Tcp, List<IpPrefix> Addresses)> _nodes = [];
    private readonly List<(int NodeA, int PortA, int NodeB, int PortB, LinkSettings Settings)> _cables = [];
    private readonly List<ApplicationPlan> _applications = [];

    public int AddNode(string node, NodeKind kind, TcpPlan? tcp = null)
    {
        _nodes.Add((node, kind, tcp, []));
        return _nodes.Count - 1;
    }

    public void Connect(int a, IpPrefix addressA, int b, IpPrefix addressB, LinkSettings settings)
    {
        _cables.Add((a, _nodes[a].Addresses.Count, b, _nodes[b].Addresses.Count, settings));
        _nodes[a].Addresses.Add(addressA);
        _nodes[b].Addresses.Add(addressB);
    }

    public void Run(ApplicationPlan application) => _applications.Add(application);

    public TopologyPlan Build()
    {
        int[] firstInterface = new int[_nodes.Count];
        int interfaces = 0;
        foreach ((string node, NodeKind kind, TcpPlan? tcp, List<IpPrefix> addresses) in _nodes)
        {
            int id = _plan.AddNode(node, kind, tcp);
            firstInterface[id] = interfaces;
            for (int port = 0; port < addresses.Count; port++)
            {
                _plan.AddInterface(id, string.Create(CultureInfo.InvariantCulture, $"eth{port}"), [addresses[port]]);
                interfaces++;
            }
        }
        foreach ((int nodeA, int portA, int nodeB, int portB, LinkSettings settings) in _cables)
            _plan.AddLink(firstInterface[nodeA] + portA, firstInterface[nodeB] + portB, settings);
        foreach (ApplicationPlan application in _applications) _plan.AddApplication(application);
        return _plan.Build();
    }

    /// <summary>A point-to-point link of bare IP packets, the same both ways.</summary>
    public static LinkSettings Link(long bitsPerSecond, Duration delay, int queuePackets)
    {
        var direction = new DirectionPlan
        {
            Rate = new BitRate(bitsPerSecond),
            Delay = delay,
            QueueLimit = new QueueLimit(QueueUnit.Packets, queuePackets),
        };
        return new LinkSettings { AToB = direction, BToA = direction, Framing = Framing.Ip };
    }

    public static IpPrefix Address(byte a, byte b, byte c, byte d, int length) => new(IpAddress.FromIPv4(a, b, c, d), length);
}
