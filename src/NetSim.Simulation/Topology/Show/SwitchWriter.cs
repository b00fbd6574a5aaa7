using System.Globalization;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;

namespace NetSim.Simulation.Topology.Show;

/// <summary>What a switch or hub is, line by line.</summary>
internal static class SwitchWriter
{
    public static IEnumerable<string> Lines(NodePlan node)
    {
        if (node.Switch is not { Vlans.IsEmpty: false } vlans) yield return Invariant($"ports: {node.InterfaceCount}");
        else
        {
            yield return "ports:";
            for (int port = 0; port < node.InterfaceCount; port++) yield return Invariant($"  {port + 1}: {Port(vlans.Vlans[port])}");
        }
        if (node.Switch is not { } plan) yield break;
        yield return $"ageing: {DurationText.Format(plan.Ageing)}";
        if (plan.Mirror is not { } mirror) yield break;
        yield return "mirror: " + new FlowMapping().Add("from", mirror.From.Select(static port => Invariant($"{port + 1}"))).Add("to", mirror.To + 1);
    }

    private static FlowMapping Port(PortVlansPlan port)
    {
        if (port.Tagged.IsEmpty && port.Untagged > 0) return new FlowMapping().Add("access", port.Untagged);
        FlowMapping mapping = new FlowMapping().Add("trunk", port.Tagged.Select(static vlan => Invariant($"{vlan}")));
        return port.Untagged > 0 ? mapping.Add("native", port.Untagged) : mapping;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
