using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Yaml;

namespace NetSim.Simulation.Topology.Importing;

/// <summary>
/// The topology of a containerlab file (containerlab.dev/manual/topo-def-file): nodes by their kind, and links between them. What runs in the
/// containers does not come over, and neither do links to the machine.
/// </summary>
internal sealed class ContainerlabReader
{
    private static readonly string[] Hosts = ["linux", "ext-container", "k8s-kind", "generic_vm", "host"];
    private static readonly string[] RoutingImages = ["frr", "bird", "quagga", "gobgp", "vyos", "openbgpd"];

    private readonly DiagnosticBag _diagnostics;
    private readonly YamlMapping _topology;
    private readonly ImportedNetwork _network;
    private readonly Dictionary<string, ImportedNode> _nodes = [];
    private readonly HashSet<(string Node, string Interface)> _plugged = [];

    private ContainerlabReader(ImportedNetwork network, YamlMapping topology, DiagnosticBag diagnostics) =>
        (_network, _topology, _diagnostics) = (network, topology, diagnostics);

    /// <returns>Null, with the reason among the diagnostics, if this is no such file.</returns>
    public static ImportedNetwork? Read(YamlNode root, string fileName, DiagnosticBag diagnostics)
    {
        if (root is not YamlMapping file || Find(file, "topology") is not YamlMapping topology || Find(topology, "nodes") is not YamlMapping nodes)
        {
            diagnostics.Add(root.Line, root.Column, "", DiagnosticCode.NotImportable,
                "this is no containerlab file, which has the mapping 'topology' with 'nodes' in it, nor GraphML, which is XML");
            return null;
        }
        ImportedNetwork network = new(ImportedNames.Plain(Text(file, "name") ?? fileName));
        ContainerlabReader reader = new(network, topology, diagnostics);
        foreach (YamlEntry entry in file.Entries.Where(entry => entry.Key is not ("name" or "topology"))) network.Notes.Add($"'{entry.Key}' is left out");
        foreach (YamlEntry node in nodes.Entries) reader.ReadNode(node);
        YamlNode? all = Find(topology, "links");
        if (all is YamlSequence links)
            foreach (YamlNode link in links.Items) reader.ReadLink(link);
        else if (all is not (null or YamlScalar { IsNull: true }))
            diagnostics.Add(all.Line, all.Column, "topology.links", DiagnosticCode.NotImportable, "a list of links is needed here, as in '- endpoints: [\"a:eth1\", \"b:eth1\"]'");
        return diagnostics.HasErrors ? null : network;
    }

    private void ReadNode(YamlEntry entry)
    {
        YamlMapping? own = entry.Value as YamlMapping;
        if (own is null && entry.Value is not YamlScalar { IsNull: true })
        {
            _diagnostics.Add(entry.Value.Line, entry.Value.Column, $"topology.nodes.{entry.Key}", DiagnosticCode.NotImportable, "a mapping is needed here, as in '{ kind: linux }'");
            return;
        }
        string? kind = Setting(own, "kind");
        if (kind is null) _network.Notes.Add($"{entry.Key} has no kind and becomes a host");
        _nodes.Add(entry.Key, _network.AddNode(entry.Key, KindOf(kind ?? "linux", Setting(own, "image", kind) ?? "")));
        if (own is null) return;
        foreach (YamlEntry setting in own.Entries.Where(setting => setting.Key is not ("kind" or "image" or "group")))
            _network.Notes.Add($"'{setting.Key}' of a node is left out");
    }

    /// <summary>A Linux container is a host, unless its image is that of a routing daemon.</summary>
    private static NodeKind KindOf(string kind, string image)
    {
        if (kind is "bridge" or "ovs-bridge") return NodeKind.Switch;
        if (!Hosts.Contains(kind)) return NodeKind.Router;
        return Array.Exists(RoutingImages, name => image.Contains(name, StringComparison.OrdinalIgnoreCase)) ? NodeKind.Router : NodeKind.Host;
    }

    /// <summary>Of the node, else of its group, of its kind, of all.</summary>
    private string? Setting(YamlMapping? own, string key, string? kind = null)
    {
        string? group = Text(own, "group");
        return Text(own, key)
            ?? (group is null ? null : Text(Find(Find(_topology, "groups") as YamlMapping, group) as YamlMapping, key))
            ?? (kind is null ? null : Text(Find(Find(_topology, "kinds") as YamlMapping, kind) as YamlMapping, key))
            ?? Text(Find(_topology, "defaults") as YamlMapping, key);
    }

    private void ReadLink(YamlNode node)
    {
        if (node is not YamlMapping link || Find(link, "endpoints") is not YamlSequence { Items: [var first, var second] })
        {
            if (node is YamlMapping other && Text(other, "type") is { } type && type != "veth") _network.Notes.Add($"a link of the type '{type}' is left out");
            else _diagnostics.Add(node.Line, node.Column, "topology.links", DiagnosticCode.NotImportable, "a link has two endpoints");
            return;
        }
        foreach (YamlEntry setting in link.Entries.Where(setting => setting.Key is not ("endpoints" or "type"))) _network.Notes.Add($"'{setting.Key}' of a link is left out");
        (string Node, string Interface)? a = Endpoint(first), b = Endpoint(second);
        if (a is not { } left || b is not { } right) return;
        string text = $"{left.Node}:{left.Interface} <-> {right.Node}:{right.Interface}";
        if (!_nodes.TryGetValue(left.Node, out ImportedNode? leftNode) || !_nodes.TryGetValue(right.Node, out ImportedNode? rightNode))
            _network.Notes.Add($"the link {text} is left out: it goes to what is no node of the file");
        else if (leftNode == rightNode)
            _network.Notes.Add($"the link {text} is left out: both ends are on one node");
        else if (_plugged.Contains(left) || _plugged.Contains(right))
            _network.Notes.Add($"the link {text} is left out: an interface of it is on another link already");
        else
        {
            _plugged.Add(left);
            _plugged.Add(right);
            _network.Link(leftNode.AddInterface(left.Interface), rightNode.AddInterface(right.Interface));
        }
    }

    /// <summary><c>node:interface</c>, or a mapping of the two.</summary>
    private (string Node, string Interface)? Endpoint(YamlNode endpoint)
    {
        if (endpoint is YamlMapping mapping && Text(mapping, "node") is { } name && Text(mapping, "interface") is { } own) return (name, own);
        if (endpoint is YamlScalar { Text: var text } && text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon) return (text[..colon], text[(colon + 1)..]);
        _diagnostics.Add(endpoint.Line, endpoint.Column, "topology.links", DiagnosticCode.NotImportable, "an endpoint is NODE:INTERFACE");
        return null;
    }

    private static YamlNode? Find(YamlMapping? mapping, string key) => mapping?.Entries.Find(entry => entry.Key == key)?.Value;

    private static string? Text(YamlMapping? mapping, string key) => Find(mapping, key) is YamlScalar { IsNull: false } scalar ? scalar.Text : null;
}
