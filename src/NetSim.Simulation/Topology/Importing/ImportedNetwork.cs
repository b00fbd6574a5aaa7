using System.Collections.Immutable;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Importing;

/// <summary>What all foreign formats have in common: nodes and links.</summary>
internal sealed class ImportedNetwork(string name)
{
    private readonly ImportedNames _names = new();

    public string Name { get; } = name;
    public List<ImportedNode> Nodes { get; } = [];
    public List<ImportedLink> Links { get; } = [];
    public ImportNotes Notes { get; } = new();

    /// <param name="text">What the file calls it; what of it cannot be in a name is replaced.</param>
    /// <param name="kind">What it becomes.</param>
    public ImportedNode AddNode(string text, NodeKind kind)
    {
        ImportedNode node = new(_names.Make(text), kind);
        Nodes.Add(node);
        return node;
    }

    public ImportedLink Link(ImportedInterface a, ImportedInterface b)
    {
        ImportedLink link = new(a, b);
        Links.Add(link);
        return link;
    }

    public void AddHosts()
    {
        foreach (ImportedNode router in Nodes.Where(node => node.Kind == NodeKind.Router).ToArray())
        {
            ImportedNode host = AddNode($"{router.Name}-host", NodeKind.Host);
            Link(host.AddInterface("eth0"), router.AddInterface("host"));
        }
    }
}

internal sealed class ImportedNode(string name, NodeKind kind)
{
    private readonly ImportedNames _names = new();

    public string Name { get; } = name;
    public NodeKind Kind { get; } = kind;
    public List<ImportedInterface> Interfaces { get; } = [];

    /// <param name="text">What the file calls it; ports of switches have numbers instead.</param>
    public ImportedInterface AddInterface(string text)
    {
        string name = Kind.IsBridge() ? FormattableString.Invariant($"{Interfaces.Count + 1}") : _names.Make(text);
        ImportedInterface made = new(this, name);
        Interfaces.Add(made);
        return made;
    }
}

internal sealed class ImportedInterface(ImportedNode node, string name)
{
    public ImportedNode Node { get; } = node;
    public string Name { get; } = name;
    public IpPrefix? Address { get; set; }
    public override string ToString() => $"{Node.Name}:{Name}";
}

internal sealed class ImportedLink(ImportedInterface a, ImportedInterface b)
{
    public ImportedInterface A { get; } = a;
    public ImportedInterface B { get; } = b;
    public BitRate Rate { get; set; }
    public Duration Delay { get; set; }
}

/// <summary>What is to be said of an import; the same sentence is said once, with how often it holds.</summary>
internal sealed class ImportNotes
{
    private readonly OrderedDictionary<string, int> _times = [];

    public void Add(string sentence) => _times[sentence] = _times.GetValueOrDefault(sentence) + 1;

    public ImmutableArray<string> All() => [.. _times.Select(note => note.Value == 1 ? note.Key : $"{note.Key} ({note.Value} times)")];
}
