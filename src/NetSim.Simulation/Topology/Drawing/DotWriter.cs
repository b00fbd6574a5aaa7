using System.Globalization;
using System.Text;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Drawing;

/// <summary>A network in DOT, the language of Graphviz: a shape for each kind of node, and beside each link what it does to packets.</summary>
public static class DotWriter
{
    public static string ToDot(TopologyPlan plan)
    {
        StringBuilder dot = new();
        dot.Append("graph ").Append(Quoted(plan.Name)).Append(" {\n");
        dot.Append("  graph [rankdir=LR, nodesep=0.4, ranksep=0.9, fontname=\"sans-serif\"];\n");
        dot.Append("  node [fontname=\"sans-serif\", fontsize=12, style=filled, color=\"#404040\"];\n");
        dot.Append("  edge [fontname=\"sans-serif\", fontsize=9, color=\"#404040\"];\n");
        foreach (NodePlan node in plan.Nodes) Append(dot, plan, node);
        foreach (DevicePlan device in plan.Devices) Append(dot, plan, device);
        foreach (LinkPlan link in plan.Links) Append(dot, plan, link);
        return dot.Append("}\n").ToString();
    }

    private static void Append(StringBuilder dot, TopologyPlan plan, in NodePlan node)
    {
        (string shape, string colour) = node.Kind switch
        {
            NodeKind.Host => ("box", "#dbe9f6"),
            NodeKind.Router => ("ellipse", "#fde2c4"),
            NodeKind.Switch => ("hexagon", "#dff0d8"),
            _ => ("diamond", "#eeeeee"),
        };
        List<string> lines = [node.Name];
        foreach (InterfacePlan @interface in plan.InterfacesOf(node.Id))
        {
            if (!@interface.Addresses.IsDefaultOrEmpty) lines.Add($"{@interface.Name} {@interface.Addresses[0]}");
        }
        // A router with very many links would hide the picture behind its addresses.
        if (lines.Count > MostAddresses + 1) lines.RemoveRange(1, lines.Count - 1);
        dot.Append(CultureInfo.InvariantCulture, $"  n{node.Id} [label={Quoted(lines)}, shape={shape}, fillcolor=\"{colour}\"];\n");
    }

    private const int MostAddresses = 4;

    private static void Append(StringBuilder dot, TopologyPlan plan, DevicePlan device)
    {
        List<string> lines = device.Kind switch
        {
            DeviceKind.Tun => [device.Name, "TUN of this machine"],
            DeviceKind.Tap => [device.Name, "TAP of this machine"],
            DeviceKind.Packet => [device.Name, "interface of this machine"],
            _ => [string.Create(CultureInfo.InvariantCulture, $"VXLAN {device.Vxlan!.Vni}"), $"to {device.Vxlan.Remote}"],
        };
        if (device.Namespace is { } name) lines.Add($"namespace {name}");
        InterfacePlan @interface = plan.Interfaces[device.InterfaceId];
        dot.Append(CultureInfo.InvariantCulture, $"  d{device.Id} [label={Quoted(lines)}, shape=cylinder, fillcolor=\"#f6dbe4\"];\n");
        dot.Append(CultureInfo.InvariantCulture, $"  n{@interface.NodeId} -- d{device.Id} [taillabel={Quoted(@interface.Name)}];\n");
    }

    private static void Append(StringBuilder dot, TopologyPlan plan, in LinkPlan link)
    {
        InterfacePlan a = plan.Interfaces[link.A], b = plan.Interfaces[link.B];
        dot.Append(CultureInfo.InvariantCulture, $"  n{a.NodeId} -- n{b.NodeId} [taillabel={Quoted(a.Name)}, headlabel={Quoted(b.Name)}");
        List<string> lines = LinkLabel.Lines(plan, link);
        if (lines.Count > 0) dot.Append(", label=").Append(Quoted(lines));
        if (link.State == OperState.Down) dot.Append(", style=dashed");
        dot.Append("];\n");
    }

    private static string Quoted(List<string> lines) => $"\"{string.Join("\\n", lines.Select(Escaped))}\"";

    private static string Quoted(string text) => $"\"{Escaped(text)}\"";

    /// <summary>In a label a backslash would begin an escape, and names and file names of the user are nothing but text.</summary>
    private static string Escaped(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (char c in text)
        {
            if (c is '"' or '\\') escaped.Append('\\').Append(c);
            else escaped.Append(char.IsControl(c) ? ' ' : c);
        }
        return escaped.ToString();
    }
}
