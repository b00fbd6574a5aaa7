using System.Globalization;
using System.Text;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Drawing;

/// <summary>A network as a Mermaid flowchart, which a code forge draws where a Markdown page has it.</summary>
public static class MermaidWriter
{
    public static string ToMermaid(TopologyPlan plan)
    {
        StringBuilder mermaid = new("flowchart LR\n");
        foreach (NodePlan node in plan.Nodes)
        {
            (string open, string close) = node.Kind switch
            {
                NodeKind.Host => ("[", "]"),
                NodeKind.Router => ("((", "))"),
                NodeKind.Switch => ("{{", "}}"),
                _ => ("{", "}"),
            };
            mermaid.Append(CultureInfo.InvariantCulture, $"    n{node.Id}{open}\"{Escaped(node.Name)}\"{close}\n");
        }
        foreach (DevicePlan device in plan.Devices)
        {
            mermaid.Append(CultureInfo.InvariantCulture, $"    d{device.Id}[(\"{Escaped(device.Name)}\")]\n");
            mermaid.Append(CultureInfo.InvariantCulture, $"    n{plan.Interfaces[device.InterfaceId].NodeId} --- d{device.Id}\n");
        }
        foreach (LinkPlan link in plan.Links) Append(mermaid, plan, link);
        return mermaid.ToString();
    }

    private static void Append(StringBuilder mermaid, TopologyPlan plan, in LinkPlan link)
    {
        List<string> lines = LinkLabel.Lines(plan, link);
        string line = link.State == OperState.Down ? "-.-" : "---";
        string label = lines.Count == 0 ? "" : $"|\"{string.Join("<br/>", lines.Select(Escaped))}\"|";
        mermaid.Append(CultureInfo.InvariantCulture,
            $"    n{plan.Interfaces[link.A].NodeId} {line}{label} n{plan.Interfaces[link.B].NodeId}\n");
    }

    /// <summary>By Mermaid's own entity codes; what it would take for markup is text of the user.</summary>
    private static string Escaped(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (char c in text)
        {
            if (c is '"' or '#' or '<' or '>' or '&' or '`' or '\\') escaped.Append(CultureInfo.InvariantCulture, $"#{(int)c};");
            else escaped.Append(char.IsControl(c) ? ' ' : c);
        }
        return escaped.ToString();
    }
}
