using System.Globalization;
using NetSim.Simulation.Determinism;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Running;

/// <summary>A network that a number stands for: routers in a random tree with some more links, hosts on them, all kinds of traffic.</summary>
internal static class RandomNetwork
{
    /// <summary>From here on links also spread delays, double, corrupt and reorder.</summary>
    private const int FirstImpaired = 20;

    /// <summary>From here on each direction has a queue of some kind.</summary>
    public const int FirstQueued = 200;

    public static readonly Duration Length = Duration.FromMilliseconds(300);

    public static TopologyPlan Make(int number)
    {
        var dice = new RandomStream(number, "random-network", "shape");
        // Of their own, so that they change no shape.
        var impairmentDice = new RandomStream(number, "random-network", "impairments");
        int routers = 2 + Roll(6), hosts = 2 + Roll(8);
        var ports = new List<IpPrefix>[routers + hosts];
        for (int i = 0; i < ports.Length; i++) ports[i] = [];
        var cables = new List<(int A, int PortA, int B, int PortB)>();
        for (int r = 1; r < routers; r++) Cable(Roll(r), r);
        for (int extra = Roll(3); extra > 0; extra--)
        {
            int a = Roll(routers), b = Roll(routers);
            if (a != b) Cable(a, b);
        }
        for (int h = 0; h < hosts; h++) Cable(Roll(routers), routers + h);

        var plan = new TopologyPlanBuilder(string.Create(CultureInfo.InvariantCulture, $"random-{number}"))
        {
            Seed = (ulong)number,
            Time = new TimePlan(TimeMode.Virtual, 1, Length),
        };
        int[] first = new int[ports.Length];
        int interfaces = 0;
        for (int node = 0; node < ports.Length; node++)
        {
            bool isRouter = node < routers;
            plan.AddNode(isRouter ? $"r{node}" : $"h{node - routers}", isRouter ? NodeKind.Router : NodeKind.Host,
                new TcpPlan(Roll(2) == 0 ? CongestionControl.Cubic : CongestionControl.NewReno, Roll(4) != 0));
            first[node] = interfaces;
            for (int port = 0; port < ports[node].Count; port++, interfaces++) plan.AddInterface(node, $"eth{port}", [ports[node][port]]);
        }
        foreach ((int a, int portA, int b, int portB) in cables) plan.AddLink(first[a] + portA, first[b] + portB, Link());
        AddTraffic();
        if (Roll(3) == 0)
        {
            plan.AddEvent(new LinkChangePlan { At = Milliseconds(100), LinkId = 0, State = OperState.Down, AToB = new(), BToA = new() });
            plan.AddEvent(new LinkChangePlan { At = Milliseconds(150), LinkId = 0, State = OperState.Up, AToB = new(), BToA = new() });
            if (number >= FirstImpaired) plan.AddEvent(new LinkChangePlan { At = Milliseconds(200), LinkId = 0, AToB = new() { Jitter = new Duration(300_000) }, BToA = new() { Delay = new Duration(200_000) } });
        }
        return plan.Build();

        void Cable(int a, int b)
        {
            byte subnet = (byte)cables.Count;
            cables.Add((a, ports[a].Count, b, ports[b].Count));
            ports[a].Add(new IpPrefix(IpAddress.FromIPv4(10, 0, subnet, 1), 24));
            ports[b].Add(new IpPrefix(IpAddress.FromIPv4(10, 0, subnet, 2), 24));
        }

        LinkSettings Link() => new() { AToB = Direction(), BToA = Direction(), Framing = Roll(2) == 0 ? Framing.Ethernet : Framing.Ip };

        DirectionPlan Direction() => number < FirstImpaired ? PlainDirection() : Queued(Impaired(PlainDirection()));

        DirectionPlan Queued(DirectionPlan direction)
        {
            if (number < FirstQueued) return direction;
            QueueChangePlan words = new() { Kind = (QueueKind)RollImpairment(7) };
            if (words.Kind == QueueKind.Red) words = words with { Limit = new QueueLimit(QueueUnit.Bytes, 60_000) };
            if (words.Kind == QueueKind.Prio) words = words with { Bands = new QueueBands([new QueueBand(1, QueueDefaults.Of(QueueKind.FqCoDel)), new QueueBand(0, QueuePlan.Default)]) };
            // A tenth of the usual rate, so that there are queues.
            return direction with { Rate = new BitRate(direction.Rate.BitsPerSecond / 10), Queue = QueuePlan.Default.Patched(words) };
        }

        DirectionPlan PlainDirection() => new()
        {
            Rate = new BitRate(1_000_000L * (1 + Roll(100))),
            Delay = new Duration(10_000L * (1 + Roll(300))),
            QueueLimit = new QueueLimit(QueueUnit.Packets, 5 + Roll(50)),
            Loss = Roll(3) == 0 ? new Percentage(20_000_000) : Percentage.Zero,
        };

        DirectionPlan Impaired(DirectionPlan plain) => plain with
        {
            Jitter = RollImpairment(3) == 0 ? new Duration(1_000L * RollImpairment(500)) : Duration.Zero,
            Distribution = (JitterDistribution)RollImpairment(4),
            Order = (DeliveryOrder)RollImpairment(2),
            Duplicate = RollImpairment(4) == 0 ? new Percentage(20_000_000) : Percentage.Zero,
            Corrupt = RollImpairment(4) == 0 ? new Percentage(5_000_000) : Percentage.Zero,
            Reorder = RollImpairment(6) == 0 ? new Reordering(new Percentage(30_000_000), 1 + RollImpairment(3)) : Reordering.None,
        };

        void AddTraffic()
        {
            for (int h = 0; h < hosts; h++)
            {
                int node = routers + h;
                plan.AddApplication(new SinkPlan { NodeId = node });
                plan.AddApplication(new HttpPlan { NodeId = node, Body = new string('x', 1 + Roll(5000)) });
                plan.AddApplication(new EchoPlan { NodeId = node });
                IpAddress to = ports[routers + (h + 1 + Roll(hosts - 1)) % hosts][0].Address;
                plan.AddApplication(new PingPlan { NodeId = node, To = new Target("peer", to), Count = 3, Every = Milliseconds(30), Start = Milliseconds(Roll(50)) });
                switch (Roll(3))
                {
                    case 0:
                        plan.AddApplication(new BulkPlan { NodeId = node, To = new Target("peer", to), Bytes = Distribution.Constant(1 + Roll(200_000)), Start = Milliseconds(Roll(50)) });
                        break;
                    case 1:
                        plan.AddApplication(new TrafficPlan { NodeId = node, To = new Target("peer", to), Port = 7, Size = Distribution.Constant(1 + Roll(3000)), Every = Distribution.Constant(500_000 + Roll(500_000)), Count = 100 });
                        break;
                    default:
                        plan.AddApplication(new HttpClientPlan { NodeId = node, Url = "http://peer/", Authority = "peer", Path = "/", Host = new Target("peer", to), Count = 2, Every = Distribution.Constant(Milliseconds(60)) });
                        break;
                }
            }
        }

        int RollImpairment(int sides) => (int)impairmentDice.NextBelow((ulong)sides);

        int Roll(int sides) => (int)dice.NextBelow((ulong)sides);
    }

    private static Duration Milliseconds(int count) => Duration.FromMilliseconds(count);
}
