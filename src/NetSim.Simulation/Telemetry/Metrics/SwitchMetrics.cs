using NetSim.Simulation.Actors;
using NetSim.Simulation.Switching.SpanningTree;

namespace NetSim.Simulation.Telemetry.Metrics;

/// <summary>What switches know of their spanning tree.</summary>
internal static class SwitchMetrics
{
    private static readonly PortRole[] Roles = Enum.GetValues<PortRole>();

    public static IEnumerable<MetricDefinition> All =>
    [
        new MetricDefinition<long>
        {
            Name = "netsim.switch.port.role",
            Kind = MetricKind.UpDownCounter,
            Unit = "{port}",
            Description = "1 for the role that the spanning tree has given to a port, 0 for the others.",
            Attributes = [TelemetryNames.Host, TelemetryNames.Interface, TelemetryNames.PortRole],
            Read = PortRoles,
        },
        new MetricDefinition<long>
        {
            Name = "netsim.switch.topology_changes",
            Kind = MetricKind.Counter,
            Unit = "{change}",
            Description = "How often a port of a switch has begun to forward, so that the tree has changed.",
            Attributes = [TelemetryNames.Host],
            Read = static run => Trees(run).Select(static found => (found.Inside.Tree!.TopologyChanges, new object?[] { found.Node.Name })),
        },
    ];

    private static IEnumerable<(NodeState Node, SwitchInside Inside)> Trees(RunReadings run)
    {
        foreach (NodeState node in run.Nodes)
            if (node.Inside is SwitchInside { Tree: not null } inside) yield return (node, inside);
    }

    private static IEnumerable<(long, object?[])> PortRoles(RunReadings run)
    {
        foreach ((NodeState node, SwitchInside inside) in Trees(run))
        {
            for (int port = 0; port < inside.Cores.Length; port++)
            {
                PortRole present = inside.Tree!.RoleOf(port);
                foreach (PortRole role in Roles) yield return (role == present ? 1 : 0, [node.Name, inside.Cores[port].Name, role.ToString().ToLowerInvariant()]);
            }
        }
    }
}
