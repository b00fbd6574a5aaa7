using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Planning;
using NetSim.Simulation.Topology.Show;
using NetSim.Simulation.Topology.Yaml;

namespace NetSim.Simulation.Topology;

/// <summary>
/// What is said of a network beside its file, in the words of the file: an entry of <c>events</c> or of a node's <c>apps</c> while it runs, or what is traced. It is checked as
/// if it stood there, so an order that is taken can be carried out, and one that is not is refused with the same sentence.
/// </summary>
public static class OrderReader
{
    private const string Root = "order";

    /// <param name="plan">The network.</param>
    /// <param name="text">YAML, or JSON, which is YAML; without <c>at</c> it means now, and <c>at</c> is counted from now.</param>
    public static Order<EventPlan> ReadEvent(TopologyPlan plan, string text)
    {
        DiagnosticBag diagnostics = new("");
        if (YamlReader.Read(text, diagnostics) is not { } node) return Refused<EventPlan>(diagnostics);
        if (node is YamlMapping mapping && !mapping.Entries.Exists(entry => entry.Key is "at" or "when"))
            mapping.Entries.Add(new YamlEntry("at", node.Line, node.Column, new YamlScalar(node.Line, node.Column, "0", ScalarStyle.Plain)));
        if (!EventDocument.Shape.TryBind(node, PlaceOf(node), diagnostics, out EventDocument order) || diagnostics.HasErrors) return Refused<EventPlan>(diagnostics);
        if (order.When is { } condition)
        {
            diagnostics.AddAtKey(condition.Place, DiagnosticCode.KeyNotForKind, "an order does not wait for anything: only the file's events do");
            return Refused<EventPlan>(diagnostics);
        }
        TopologyDocument document = DocumentOf(plan);
        document.Events.Clear();
        document.Events.Add(new Located<EventDocument>(order, order.Place));
        return PlanOf(document, plan, diagnostics) is { } changed ? new Order<EventPlan>(changed.Events[0], []) : Refused<EventPlan>(diagnostics);
    }

    /// <param name="plan">The network.</param>
    /// <param name="node">The name of a host or router.</param>
    /// <param name="text">YAML or JSON: <c>ping: { to: web }</c>.</param>
    public static Order<ApplicationPlan> ReadApplication(TopologyPlan plan, string node, string text)
    {
        DiagnosticBag diagnostics = new("");
        if (YamlReader.Read(text, diagnostics) is not { } root) return Refused<ApplicationPlan>(diagnostics);
        if (!ApplicationDocument.Shape.TryBind(root, PlaceOf(root), diagnostics, out ApplicationDocument order) || diagnostics.HasErrors)
            return Refused<ApplicationPlan>(diagnostics);
        TopologyDocument document = DocumentOf(plan);
        if (document.Nodes.Find(one => one.Name == node) is not { } host)
        {
            diagnostics.Add(order.Place, DiagnosticCode.UnknownNode, $"there is no node {Quoted.Text(node)}{Spelling.DidYouMean(node, document.Nodes.Select(one => one.Name))}");
            return Refused<ApplicationPlan>(diagnostics);
        }
        NodePlan known = plan.Nodes.First(one => one.Name == node);
        if (known.Kind.IsBridge() || known.Kind == NodeKind.Netns)
        {
            diagnostics.Add(order.Place, DiagnosticCode.KeyNotForKind, $"{node} is neither a host nor a router: no application of the file format runs there");
            return Refused<ApplicationPlan>(diagnostics);
        }
        host.Value.AddApplication(order);
        if (PlanOf(document, plan, diagnostics) is not { } changed) return Refused<ApplicationPlan>(diagnostics);
        // It is none of the file's, which are known by their numbers.
        return new Order<ApplicationPlan>(changed.ApplicationsOf(known.Id)[^1] with { Id = -1 }, []);
    }

    /// <param name="plan">The network.</param>
    /// <param name="text">What a file says in <c>trace: { packets: … }</c>, with braces or without: <c>filter: tcp port 443, nodes: [a, b]</c>.</param>
    public static Order<PacketTracePlan> ReadPacketTrace(TopologyPlan plan, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        DiagnosticBag diagnostics = new("");
        string mapping = text.TrimStart().StartsWith('{') ? text : $"{{ {text} }}";
        if (YamlReader.Read(mapping, diagnostics) is not { } node) return Refused<PacketTracePlan>(diagnostics);
        if (!PacketTraceDocument.Shape.TryBind(node, PlaceOf(node), diagnostics, out PacketTraceDocument packets) || diagnostics.HasErrors) return Refused<PacketTracePlan>(diagnostics);
        TopologyDocument document = DocumentOf(plan);
        document.Trace = TraceDocument.Of(packets);
        return PlanOf(document, plan, diagnostics) is { Trace.Packets: { } planned } ? new Order<PacketTracePlan>(planned, []) : Refused<PacketTracePlan>(diagnostics);
    }

    private static Place PlaceOf(YamlNode node) => Place.Top(node.Line, node.Column).Key(Root, (node.Line, node.Column), (node.Line, node.Column));

    private static TopologyDocument DocumentOf(TopologyPlan plan)
    {
        DiagnosticBag none = new(plan.Name);
        TopologyDocument document = TopologyDocument.Bind(YamlReader.Read(PlanWriter.ToYaml(plan), none)!, none)!;
        // An order has nothing to do with them, and where they are written may be gone by now.
        document.Captures.Clear();
        document.Expectations.Clear();
        return document;
    }

    /// <summary>Planned as a whole; what there was to say of the file was said when it was loaded.</summary>
    private static TopologyPlan? PlanOf(TopologyDocument document, TopologyPlan plan, DiagnosticBag diagnostics) => TopologyPlanner.Plan(
        document,
        new PlanOptions { BaseFolder = plan.Folder, Stop = plan.Time.Stop ?? Wire.Time.Duration.MaxValue, OutsidePaths = OutsidePaths.Allowed },
        diagnostics);

    private static Order<T> Refused<T>(DiagnosticBag diagnostics) where T : class => new(null,
        [.. diagnostics.InOrder().Where(one => one.Severity == Severity.Error).Select(one => $"{PathOf(one)}{one.Message}").Distinct()]);

    private static string PathOf(Diagnostic diagnostic)
    {
        string path = diagnostic.Path == Root ? "" : diagnostic.Path.Replace(Root + ".", "", StringComparison.Ordinal);
        return path.Length == 0 ? "" : path + ": ";
    }
}

/// <summary>An order that was read, or why it is none.</summary>
/// <param name="Plan">Null if it is none.</param>
/// <param name="Problems">What is wrong with it, a sentence each.</param>
public sealed record Order<T>(T? Plan, IReadOnlyList<string> Problems) where T : class;
