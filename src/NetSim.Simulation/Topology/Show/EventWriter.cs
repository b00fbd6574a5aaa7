using System.Collections.Immutable;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;

namespace NetSim.Simulation.Topology.Show;

/// <summary>The <c>events</c> of a normalised file.</summary>
internal static class EventWriter
{
    public static string Write(TopologyPlan plan, EventPlan e)
    {
        FlowMapping mapping = new();
        if (e.When is { } condition) mapping.Add("when", When(plan, condition)).Add("after", DurationText.Format(e.At));
        else mapping.Add("at", DurationText.Format(e.At));
        if (e.Every is { } every) mapping.Add("every", DurationText.Format(every));
        if (e.Count is { } count) mapping.Add("count", count);
        if (e.For is { } span) mapping.Add("for", DurationText.Format(span));
        AddWhat(mapping, plan, e);
        return mapping.ToString();
    }

    private static void AddWhat(FlowMapping mapping, TopologyPlan plan, EventPlan e)
    {
        switch (e)
        {
            case LinkChangePlan change: mapping.Add("link", Link(plan, change.LinkId)).Add("set", Change(change)); break;
            case LinkResetPlan reset: mapping.Add("link", Link(plan, reset.LinkId)).Add("reset", "true"); break;
            case InterfaceChangePlan change: mapping.Add("interface", Interface(plan, change.InterfaceId)).Add("set", State(change.State)); break;
            case InterfaceResetPlan reset: mapping.Add("interface", Interface(plan, reset.InterfaceId)).Add("reset", "true"); break;
            case NodeChangePlan change: mapping.AddText("node", plan.Nodes[change.NodeId].Name).Add("set", State(change.State)); break;
            case NodeRestartPlan restart: mapping.AddText("node", plan.Nodes[restart.NodeId].Name).Add("restart", "true"); break;
            case ApplicationChangePlan change:
                mapping.Add("application", Application(plan, change.NodeId, change.Index));
                mapping.Add(change.State == OperState.Down ? "stop" : "restart", "true");
                break;
            case PartitionPlan partition: mapping.Add("partition", partition.Groups.Select(group => Group(plan, group))); break;
            case HealPlan: mapping.Add("heal", "true"); break;
            default: throw new InvalidOperationException($"{e.GetType().Name} cannot be written");
        }
    }

    private static string When(TopologyPlan plan, ConditionPlan condition) => condition switch
    {
        FramesSeenPlan seen => Frames(plan, seen),
        ApplicationEndedPlan ended => new FlowMapping().Add("ended", Application(plan, ended.NodeId, ended.Index)).ToString(),
        _ => throw new InvalidOperationException($"{condition.GetType().Name} cannot be written"),
    };

    private static string Frames(TopologyPlan plan, FramesSeenPlan seen)
    {
        FlowMapping mapping = new FlowMapping().Add("interface", Interface(plan, seen.InterfaceId)).Add("frames", seen.Frames);
        if (seen.Filter is { } filter) mapping.Add("filter", YamlText.Quoted(filter.Text));
        return mapping.ToString();
    }

    private static string Link(TopologyPlan plan, int link) =>
        plan.Links[link].GivenName is { } name ? YamlText.Value(name) : YamlText.Quoted(plan.EndpointName(plan.Links[link].A));

    private static string Interface(TopologyPlan plan, int id) => YamlText.Quoted(plan.EndpointName(id));

    private static string State(OperState state) => new FlowMapping().Add("state", LinkDocument.StateWords.TextOf(state)).ToString();

    private static string Application(TopologyPlan plan, int node, int index)
    {
        ApplicationPlan application = plan.ApplicationsOf(node)[index];
        return application.GivenName is { } name ? YamlText.Value(name) : YamlText.Quoted($"{plan.Nodes[node].Name}:{application.Kind}");
    }

    private static string Group(TopologyPlan plan, ImmutableArray<int> nodes) =>
        $"[{string.Join(", ", nodes.Select(node => YamlText.Value(plan.Nodes[node].Name)))}]";

    private static string Change(LinkChangePlan change)
    {
        FlowMapping mapping = new();
        if (change.State is { } state) mapping.Add("state", LinkDocument.StateWords.TextOf(state));
        DirectionWriter.AddChange(mapping, change.AToB);
        FlowMapping reverse = new();
        DirectionWriter.AddChange(reverse, change.BToA, change.AToB);
        if (!reverse.IsEmpty) mapping.Add("reverse", reverse.ToString());
        return mapping.ToString();
    }
}
