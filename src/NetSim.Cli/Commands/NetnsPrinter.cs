using NetSim.Devices.Host;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Addresses;

namespace NetSim.Cli.Commands;

/// <summary>
/// What a run does in network namespaces of its own. All of it comments: the namespaces have no names, so there is nothing to be typed.
/// </summary>
internal static class NetnsPrinter
{
    public static void Print(TopologyPlan plan, TextWriter output)
    {
        if (!plan.Nodes.Any(node => node.Kind == NodeKind.Netns)) return;
        foreach (HostNeed need in HostProbe.ProbeNamespaces())
            output.WriteLine(need.State == HostNeedState.Met ? $"# {need.Sentence}" : $"# MISSING: {need.Sentence}");
        foreach (NodePlan node in plan.Nodes)
            if (node.Kind == NodeKind.Netns) Print(plan, node, output);
    }

    private static void Print(TopologyPlan plan, NodePlan node, TextWriter output)
    {
        output.WriteLine($"# `netsim run` makes a network namespace for {node.Name}, without a name; it ends with the run, and in it:");
        foreach (InterfacePlan port in plan.InterfacesOf(node.Id))
        {
            output.WriteLine($"#   ip tuntap add dev {port.Name} mode tap");
            output.WriteLine($"#   ip link set dev {port.Name} mtu {port.Mtu} address {port.Mac}");
            foreach (IpPrefix address in port.Addresses) output.WriteLine($"#   ip addr add {address} dev {port.Name}");
            if (port.State == OperState.Up) output.WriteLine($"#   ip link set dev {port.Name} up");
        }
        foreach (RoutePlan route in node.Routes)
            output.WriteLine($"#   ip route add {route.Destination} via {route.Gateway} dev {plan.InterfacesOf(node.Id)[route.InterfaceIndex].Name}");
        foreach (ApplicationPlan application in plan.ApplicationsOf(node.Id))
        {
            if (application is not ExecPlan command) continue;
            string start = command.Start == default ? "" : $" (from {DurationText.Format(command.Start)} on)";
            output.WriteLine($"#   {CommandText.Of(command)}{start}: only with --allow-exec");
        }
    }
}
