using System.Globalization;
using NetSim.Simulation.Topology.Binding;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>What the planners share: the document, the plan so far, and which place of the file each id comes from.</summary>
internal sealed class PlanDraft(TopologyDocument document, PlanOptions options, DiagnosticBag diagnostics)
{
    private readonly Dictionary<string, int> _nodes = [];
    private readonly Dictionary<string, int> _interfaces = [];
    private AddressRegister? _addresses;

    public TopologyDocument Document { get; } = document;
    public PlanOptions Options { get; } = options;
    public DiagnosticBag Diagnostics { get; } = diagnostics;
    public TopologyPlanBuilder Builder { get; } = new(document.Name?.Value ?? "");

    /// <summary>By node id.</summary>
    public List<Named<NodeDocument>> NodeDocuments { get; } = [];

    /// <summary>By interface id; a switch port stands where its switch does.</summary>
    public List<InterfaceSource> InterfaceSources { get; } = [];

    /// <summary>By link id.</summary>
    public List<LinkDocument> LinkDocuments { get; } = [];

    /// <summary>By the ids that the file gives to links.</summary>
    public Dictionary<string, int> NamedLinks { get; } = [];

    /// <summary>The ids that the file gives to applications.</summary>
    public HashSet<string> NamedApplications { get; } = [];

    /// <summary>What an application or expectation must be able to reach.</summary>
    public List<Errand> Errands { get; } = [];

    /// <summary>Captures that are sent, and by which interface.</summary>
    public List<(Place Place, ReplayPlan Plan, int InterfaceId)> Replays { get; } = [];

    /// <summary>Who has which address.</summary>
    public AddressRegister Addresses => _addresses ??= new AddressRegister(this);

    /// <summary>Who listens: by node, port and transport.</summary>
    public Listeners Listeners { get; } = new();

    /// <summary>What seems to be plugged into nothing may be named by a link that could not be read.</summary>
    public bool HasBrokenLinks { get; set; } = document.IsDamaged;

    public TimePlan Time => Builder.Time;

    public void Register(Named<NodeDocument> node, int id)
    {
        NodeDocuments.Add(node);
        _nodes.TryAdd(node.Name, id);
    }

    public void Register(int interfaceId, InterfaceSource source)
    {
        InterfaceSources.Add(source);
        _interfaces.TryAdd(EndpointName(interfaceId), interfaceId);
    }

    public string NodeName(int node) => Builder.Nodes[node].Name;

    public string EndpointName(int interfaceId) =>
        $"{NodeName(Builder.Interfaces[interfaceId].NodeId)}:{Builder.Interfaces[interfaceId].Name}";

    public bool TryFindNode(string name, out int id) => _nodes.TryGetValue(name, out id);

    public bool TryFindInterface(string endpoint, out int id) => _interfaces.TryGetValue(endpoint, out id);

    /// <summary>Reports an interface that the node does not have.</summary>
    public bool TryFindInterface(int node, Located<string> named, out int id)
    {
        if (TryFindInterface($"{NodeName(node)}:{named.Value}", out id)) return true;
        Diagnostics.Add(named.Place, DiagnosticCode.UnknownInterface, $"{NodeName(node)} has no interface {Quoted.Text(named.Value)}");
        return false;
    }

    /// <summary><c>: did you mean 'web'?</c>, or nothing.</summary>
    public string NodeHint(string name) => Spelling.DidYouMean(name, NodeDocuments.Select(node => node.Name));

    /// <summary>Reports a node or interface that is not there.</summary>
    public bool TryFindInterface(EndpointDocument endpoint, out int id)
    {
        id = -1;
        string name = endpoint.Node.Value;
        if (!TryFindNode(name, out int node))
        {
            Diagnostics.Add(endpoint.Node.Place, DiagnosticCode.UnknownNode, $"there is no node {Quoted.Text(name)}{NodeHint(name)}");
            return false;
        }
        if (TryFindInterface(endpoint.ToString(), out id)) return true;
        NodePlan plan = Builder.Nodes[node];
        if (plan.Kind.IsBridge()) ReportPort(endpoint, plan);
        else ReportInterface(endpoint, plan);
        return false;
    }

    private void ReportPort(EndpointDocument endpoint, NodePlan plan)
    {
        // A switch whose ports could not be read has been reported.
        if (plan.InterfaceCount == 0) return;
        Diagnostics.Add(endpoint.Port.Place, DiagnosticCode.UnknownPort,
            string.Create(CultureInfo.InvariantCulture,
                $"{plan.Name} has no port {Quoted.Text(endpoint.Port.Value)}: its ports are 1 to {plan.InterfaceCount}"));
    }

    private void ReportInterface(EndpointDocument endpoint, NodePlan plan)
    {
        List<string> known = [];
        foreach (InterfacePlan own in Builder.Interfaces.Slice(plan.FirstInterface, plan.InterfaceCount)) known.Add(own.Name);
        if (known.Count == 0 && NodeDocuments[plan.Id].Value.IsDamaged) return;
        string name = endpoint.Port.Value;
        Diagnostics.Add(endpoint.Port.Place, DiagnosticCode.UnknownInterface,
            $"{plan.Name} has no interface {Quoted.Text(name)}{Spelling.DidYouMean(name, known)} (it has: {string.Join(", ", known)})");
    }
}

/// <summary>Where an interface comes from; a switch port has no document of its own.</summary>
internal sealed record InterfaceSource(Place Place, InterfaceDocument? Document)
{
    /// <summary>Whether a link names it, be it a good one or not.</summary>
    public bool IsMentioned { get; init; }
}

/// <summary>A node that wants to speak to an address.</summary>
internal sealed record Errand(int FromNode, Wire.Addresses.IpAddress To, Place Place);
