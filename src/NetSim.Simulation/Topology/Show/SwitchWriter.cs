using System.Globalization;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;

namespace NetSim.Simulation.Topology.Show;

/// <summary>What a switch or hub is, line by line.</summary>
internal static class SwitchWriter
{
    public static IEnumerable<string> Lines(NodePlan node)
    {
        bool hasEdges = node.Switch?.SpanningTree is { EdgePorts.IsEmpty: false };
        if (!hasEdges && node.Switch is not { Vlans.IsEmpty: false }) yield return Invariant($"ports: {node.InterfaceCount}");
        else
        {
            yield return "ports:";
            for (int port = 0; port < node.InterfaceCount; port++) yield return Invariant($"  {port + 1}: {Port(node.Switch!, port)}");
        }
        if (node.Switch is not { } plan) yield break;
        yield return $"ageing: {DurationText.Format(plan.Ageing)}";
        if (plan.SpanningTree is { } tree) yield return "stp: " + Tree(tree);
        if (plan.Mirror is not { } mirror) yield break;
        yield return "mirror: " + new FlowMapping().Add("from", mirror.From.Select(static port => Invariant($"{port + 1}"))).Add("to", mirror.To + 1);
    }

    private static FlowMapping Tree(SpanningTreePlan tree) => new FlowMapping()
        .Add("mode", SpanningTreeDocument.ModeWords.TextOf(SpanningTreeMode.Rapid))
        .Add("priority", tree.Priority)
        .Add("hello", DurationText.Format(tree.HelloTime))
        .Add("max-age", DurationText.Format(tree.MaxAge))
        .Add("forward-delay", DurationText.Format(tree.ForwardDelay));

    private static FlowMapping Port(SwitchPlan plan, int port)
    {
        FlowMapping mapping = plan.Vlans.IsEmpty ? new FlowMapping() : Port(plan.Vlans[port]);
        return plan.SpanningTree is { } tree && tree.EdgePorts.Contains(port) ? mapping.Add("edge", "true") : mapping;
    }

    private static FlowMapping Port(PortVlansPlan port)
    {
        if (port.Tagged.IsEmpty && port.Untagged > 0) return new FlowMapping().Add("access", port.Untagged);
        FlowMapping mapping = new FlowMapping().Add("trunk", port.Tagged.Select(static vlan => Invariant($"{vlan}")));
        return port.Untagged > 0 ? mapping.Add("native", port.Untagged) : mapping;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
