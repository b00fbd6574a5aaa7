using System.Globalization;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Topology.Show;
using NetSim.Stack.Network.Tracking;

namespace NetSim.Simulation.Telemetry.Metrics;

/// <summary>What routers with firewall or translation count.</summary>
internal static class MiddleboxMetrics
{
    private static readonly string[] PerHost = [TelemetryNames.Host];
    private static readonly string[] PerRule = [TelemetryNames.Host, TelemetryNames.Rule];

    public static IEnumerable<MetricDefinition> All =>
    [
        new MetricDefinition<long>
        {
            Name = "netsim.firewall.packet.count",
            Kind = MetricKind.Counter,
            Unit = "{packet}",
            Description = "Packets that a rule of a firewall was the first to match, since the node has booted.",
            Attributes = PerRule,
            Read = static run => OfRules(run, static rule => rule.Packets),
        },
        new MetricDefinition<long>
        {
            Name = "netsim.firewall.io",
            Kind = MetricKind.Counter,
            Unit = "By",
            Description = "Bytes of these packets, with their IP headers.",
            Attributes = PerRule,
            Read = static run => OfRules(run, static rule => rule.Bytes),
        },
        OfTables("netsim.tracking.connections", "{connection}", "Conversations that a router follows; one whose time is over counts until a packet comes.",
            static held => held.Connections),
        OfTables("netsim.tracking.mappings", "{mapping}", "Ports that a router has lent to conversations of the inside.", static held => held.Mappings),
    ];

    private static MetricDefinition<long> OfTables(string name, string unit, string description, Func<(int Connections, int Mappings), int> read) => new()
    {
        Name = name,
        Kind = MetricKind.UpDownCounter,
        Unit = unit,
        Description = description,
        Attributes = PerHost,
        Read = run => run.Nodes.Where(static node => node.Plan.Middlebox is not null && node.Inside is HostInside)
            .Select(node => ((long)read(((HostInside)node.Inside!).Core.TrackedNow), new object?[] { node.Name })),
    };

    private static IEnumerable<(long, object?[])> OfRules(RunReadings run, Func<RuleCount, long> read)
    {
        foreach (NodeState node in run.Nodes)
        {
            if (node.Plan.Middlebox?.Firewall is not { } firewall || node.Inside is not HostInside host) continue;
            for (int i = 0; i <= firewall.Rules.Length; i++)
            {
                // Two rules may read the same.
                string text = i < firewall.Rules.Length
                    ? string.Create(CultureInfo.InvariantCulture, $"{i + 1}: {MiddleboxWriter.Rule(firewall.Rules[i], node.PortPlans)}")
                    : MiddleboxWriter.Policy(firewall);
                yield return (i < host.Core.RuleCounts.Length ? read(host.Core.RuleCounts[i]) : 0, [node.Name, text]);
            }
        }
    }
}
