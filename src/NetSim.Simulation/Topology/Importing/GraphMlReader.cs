using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;

namespace NetSim.Simulation.Topology.Importing;

/// <summary>
/// GraphML (graphml.graphdrawing.org), with the attributes of the Internet Topology Zoo: every node is a router, a link's delay comes from where its
/// ends are, and its rate from LinkSpeedRaw.
/// </summary>
internal sealed class GraphMlReader
{
    private readonly Dictionary<string, string> _attributes = [];
    private readonly Dictionary<string, (ImportedNode Node, GeoPoint? Place)> _nodes = [];
    private readonly ImportedNetwork _network;

    private GraphMlReader(XElement root, XElement graph, string fileName)
    {
        foreach (XElement key in root.Elements().Where(element => element.Name.LocalName == "key"))
        {
            if (key.Attribute("id") is { } id && key.Attribute("attr.name") is { } name) _attributes[id.Value] = name.Value;
        }
        _network = new ImportedNetwork(ImportedNames.Plain(Data(graph, "Network") ?? fileName));
    }

    /// <returns>Null, with the reason among the diagnostics, if this is no such file.</returns>
    public static ImportedNetwork? Read(string text, string fileName, DiagnosticBag diagnostics)
    {
        XElement root;
        try
        {
            using XmlReader xml = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            root = XDocument.Load(xml).Root!;
        }
        catch (XmlException exception)
        {
            diagnostics.Add(Math.Max(1, exception.LineNumber), Math.Max(1, exception.LinePosition), "", DiagnosticCode.NotImportable, $"this is not GraphML: {exception.Message}");
            return null;
        }
        XElement? graph = root.Elements().FirstOrDefault(element => element.Name.LocalName == "graph");
        if (root.Name.LocalName != "graphml" || graph is null)
        {
            diagnostics.Add(1, 1, "", DiagnosticCode.NotImportable, "this is not GraphML, which is the element 'graphml' with a 'graph' in it");
            return null;
        }
        GraphMlReader reader = new(root, graph, fileName);
        foreach (XElement node in graph.Elements().Where(element => element.Name.LocalName == "node")) reader.ReadNode(node);
        foreach (XElement edge in graph.Elements().Where(element => element.Name.LocalName == "edge")) reader.ReadEdge(edge);
        return reader._network;
    }

    private void ReadNode(XElement node)
    {
        string id = node.Attribute("id")?.Value ?? "";
        ImportedNode made = _network.AddNode(Data(node, "label") is { Length: > 0 } label ? label : id, NodeKind.Router);
        GeoPoint? place = Number(node, "Latitude") is { } latitude && Number(node, "Longitude") is { } longitude ? new GeoPoint(latitude, longitude) : null;
        if (!_nodes.TryAdd(id, (made, place))) _network.Notes.Add($"the id '{id}' is there twice: links go to the first node that has it");
    }

    private void ReadEdge(XElement edge)
    {
        string source = edge.Attribute("source")?.Value ?? "", target = edge.Attribute("target")?.Value ?? "";
        if (!_nodes.TryGetValue(source, out var a) || !_nodes.TryGetValue(target, out var b))
        {
            _network.Notes.Add($"the link from '{source}' to '{target}' is left out: one of them is no node");
            return;
        }
        if (source == target)
        {
            _network.Notes.Add($"a link of {a.Node.Name} with itself is left out");
            return;
        }
        ImportedLink link = _network.Link(a.Node.AddInterface($"to-{b.Node.Name}"), b.Node.AddInterface($"to-{a.Node.Name}"));
        if (a.Place is { } here && b.Place is { } there) link.Delay = GeoPoint.Delay(here, there);
        if (Number(edge, "LinkSpeedRaw") is >= 1 and <= 1e15 and var speed) link.Rate = new BitRate((long)speed);
    }

    /// <summary>The value of an attribute, by the name that the head of the file gives it.</summary>
    private string? Data(XElement element, string name)
    {
        foreach (XElement data in element.Elements().Where(child => child.Name.LocalName == "data"))
        {
            if (data.Attribute("key") is { } key && _attributes.GetValueOrDefault(key.Value) == name) return data.Value;
        }
        return null;
    }

    private double? Number(XElement element, string name) =>
        double.TryParse(Data(element, name), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;
}
