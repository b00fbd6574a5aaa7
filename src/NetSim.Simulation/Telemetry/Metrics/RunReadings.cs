using NetSim.Actors.Lanes;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Simulation.Links;
using NetSim.Simulation.Running;
using NetSim.Simulation.Switching;
using NetSim.Simulation.Topology.Plan;
using NetSim.Stack;
using NetSim.Stack.Interfaces;
using NetSim.Stack.Tunnels;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Telemetry.Metrics;

/// <summary>Where the numbers of a run are. Read from any thread while it runs: each number is right, and may be a moment old.</summary>
internal sealed class RunReadings(TopologyPlan plan, SimulationParts parts, LaneSystem lanes, Func<TimeSpan> elapsed)
{
    /// <summary>Of more connections than this at one node, only the latest have figures of their own: a series for each would never end.</summary>
    private const int MostFlowsOfNode = 100;

    /// <summary>By the machine's clock, since the network stands; zero before.</summary>
    public TimeSpan Elapsed => elapsed();

    public Instant Now => new(lanes.Now);

    public IReadOnlyList<Lane> Lanes => lanes.Lanes;

    public IEnumerable<NodeState> Nodes => parts.Nodes;

    public IReadOnlyList<IHostDevice> Devices => parts.Devices;

    public IEnumerable<(string Host, HostStack Stack)> Stacks
    {
        get
        {
            foreach (NodeState node in parts.Nodes)
                if (node.Inside is HostInside host) yield return (node.Name, host.Core);
        }
    }

    public IEnumerable<(string Host, string Interface, Tunnel Core)> Tunnels
    {
        get
        {
            foreach (NodeState node in parts.Nodes)
            {
                if (node.Inside is not HostInside host) continue;
                foreach ((string name, Tunnel core) in host.Tunnels) yield return (node.Name, name, core);
            }
        }
    }

    public IEnumerable<(string Host, LearningSwitch Switch)> Switches
    {
        get
        {
            foreach (NodeState node in parts.Nodes)
                if (node.Inside is SwitchInside fabric) yield return (node.Name, fabric.Fabric);
        }
    }

    /// <summary>Interfaces of hosts and routers, and ports of switches.</summary>
    public IEnumerable<PortReading> Ports
    {
        get
        {
            foreach (NodeState node in parts.Nodes)
            {
                // A node that fails meanwhile is read to its end as it was.
                NodeInside? inside = node.Inside;
                for (int i = 0; i < (inside?.Ports.Length ?? 0); i++)
                {
                    yield return inside is HostInside host ? PortReading.Of(node.Name, host.Core.Interfaces[i]) : PortReading.Of(node.Name, ((BridgeInside)inside!).Cores[i]);
                }
            }
        }
    }

    public IEnumerable<(string Link, string Direction, LinkDirection Core)> Links
    {
        get
        {
            for (int i = 0; i < parts.Links.Length; i++)
            {
                string name = plan.LinkName(i);
                yield return (name, "a_to_b", parts.Links[i].AToB);
                yield return (name, "b_to_a", parts.Links[i].BToA);
            }
        }
    }

    /// <summary>The latest connections of each node, the oldest of them first.</summary>
    public IEnumerable<TcpFlow> Flows
    {
        get
        {
            foreach (NodeState node in parts.Nodes)
            {
                IReadOnlyList<TcpFlow> flows = node.Flows;
                int count = flows.Count;
                for (int i = Math.Max(0, count - MostFlowsOfNode); i < count; i++)
                {
                    // The lane counts a new one before it stores it.
                    TcpFlow? flow = flows[i];
                    if (flow is not null) yield return flow;
                }
            }
        }
    }

    public static IEnumerable<(string Reason, long Count)> Of(DropCounters drops)
    {
        for (int reason = 0; reason < DropReasons.Count; reason++)
        {
            long count = drops[(DropReason)reason];
            if (count > 0) yield return (DropReasons.Name((DropReason)reason), count);
        }
    }
}

/// <summary>What one interface or port has counted.</summary>
internal readonly record struct PortReading(string Host, string Name)
{
    public (long Packets, long Bytes, DropCounters Drops) Receive { get; private init; }

    public (long Packets, long Bytes, DropCounters Drops) Transmit { get; private init; }

    public static PortReading Of(string host, NetworkInterface port) => new(host, port.Name)
    {
        Receive = (port.Counters.ReceivedPackets, port.Counters.ReceivedBytes, port.Counters.ReceiveDrops),
        Transmit = (port.Counters.SentPackets, port.Counters.SentBytes, port.Counters.SendDrops),
    };

    public static PortReading Of(string host, SwitchPort port) => new(host, port.Name)
    {
        Receive = (port.ReceivedPackets, port.ReceivedBytes, port.ReceiveDrops),
        Transmit = (port.SentPackets, port.SentBytes, port.SendDrops),
    };
}
