using System.Globalization;
using System.Text;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Simulation.Topology.Show;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Importing;

/// <summary>An imported network as a topology file that a person can go on with.</summary>
internal static class ImportWriter
{
    /// <summary>A link that takes no time at all would let virtual time stand still.</summary>
    private const string UnknownDelay = "1 ms";

    public static string ToYaml(ImportedNetwork network)
    {
        StringBuilder yaml = new();
        yaml.Append("name: ").Append(YamlText.Value(network.Name)).Append("\ntime: { mode: virtual, stop: 60 s }\n");
        if (network.Links.Exists(link => link.Delay == Duration.Zero))
        {
            yaml.Append(CultureInfo.InvariantCulture, $"defaults: {{ link: {{ delay: {UnknownDelay} }} }}\n");
            network.Notes.Add($"links of which the file says no delay, and not where their ends are, get {UnknownDelay}");
        }
        yaml.Append(network.Nodes.Count == 0 ? "nodes: {}\n" : "nodes:\n");
        foreach (ImportedNode node in network.Nodes) Append(yaml, node);
        if (network.Links.Count > 0) yaml.Append("links:\n");
        foreach (ImportedLink link in network.Links) Append(yaml, link);
        return yaml.Append("routing: static-shortest\n").ToString();
    }

    private static void Append(StringBuilder yaml, ImportedNode node)
    {
        FlowMapping mapping = new();
        yaml.Append("  ").Append(YamlText.Value(node.Name)).Append(':');
        if (node.Kind.IsBridge())
        {
            mapping.Add("kind", "switch").Add("ports", Math.Max(1, node.Interfaces.Count));
            yaml.Append(CultureInfo.InvariantCulture, $" {mapping}\n");
            return;
        }
        string kind = node.Kind == NodeKind.Router ? "router" : "host";
        if (node.Interfaces.Count == 0)
        {
            yaml.Append(CultureInfo.InvariantCulture, $" {{ kind: {kind} }}\n");
            return;
        }
        yaml.Append(CultureInfo.InvariantCulture, $"\n    kind: {kind}\n    interfaces:\n");
        foreach (ImportedInterface made in node.Interfaces)
        {
            string value = made.Address is { } address ? new FlowMapping().Add("address", address.ToString()).ToString() : "{}";
            yaml.Append(CultureInfo.InvariantCulture, $"      {YamlText.Value(made.Name)}: {value}\n");
        }
    }

    private static void Append(StringBuilder yaml, ImportedLink link)
    {
        if (link.Rate.IsUnlimited && link.Delay == Duration.Zero)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"  - {link.A} <-> {link.B}\n");
            return;
        }
        FlowMapping mapping = new FlowMapping().Add("endpoints", [YamlText.Quoted(link.A.ToString()), YamlText.Quoted(link.B.ToString())]);
        if (!link.Rate.IsUnlimited) mapping.Add("rate", link.Rate.ToString());
        if (link.Delay != Duration.Zero) mapping.Add("delay", DurationText.Format(link.Delay));
        yaml.Append(CultureInfo.InvariantCulture, $"  - {mapping}\n");
    }
}
