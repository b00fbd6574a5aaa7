using System.Globalization;
using System.Text;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Show;

/// <summary>
/// A plan as a topology file in which nothing is left to defaults: links with all their properties, addresses of Ethernet, every
/// route. Read again, it gives the same plan.
/// </summary>
public static class PlanWriter
{
    public static string ToYaml(TopologyPlan plan)
    {
        StringBuilder yaml = new();
        yaml.Append("name: ").Append(YamlText.Value(plan.Name)).Append('\n');
        yaml.Append(CultureInfo.InvariantCulture, $"seed: {plan.Seed}\n");
        yaml.Append("time: ").Append(Time(plan.Time)).Append('\n');
        yaml.Append("nodes:").Append(plan.Nodes.IsEmpty ? " {}\n" : "\n");
        NodeWriter nodes = new(plan, yaml);
        foreach (NodePlan node in plan.Nodes) nodes.Write(node);
        WriteList(yaml, "links", plan.Links.Select(link => Link(plan, link)));
        yaml.Append("routing: ").Append(Routing(plan.Routing)).Append('\n');
        WriteList(yaml, "events", plan.Events.Select(e => EventWriter.Write(plan, e)));
        WriteList(yaml, "capture", plan.Captures.Select(capture => Capture(plan, capture)));
        if (plan.Trace is { } trace) yaml.Append("trace: ").Append(Trace(plan, trace)).Append('\n');
        WriteList(yaml, "expect", plan.Expectations.Select(expectation => ExpectationWriter.Write(plan, expectation)));
        return yaml.ToString();
    }

    /// <summary>One direction of a link, on one line.</summary>
    public static string ToYaml(DirectionPlan direction)
    {
        FlowMapping mapping = new();
        DirectionWriter.Add(mapping, direction, null);
        return mapping.ToString();
    }

    private static void WriteList(StringBuilder yaml, string key, IEnumerable<string> items)
    {
        bool isFirst = true;
        foreach (string item in items)
        {
            if (isFirst) yaml.Append(key).Append(":\n");
            isFirst = false;
            yaml.Append("  - ").Append(item).Append('\n');
        }
    }

    private static string Time(TimePlan time)
    {
        FlowMapping mapping = new();
        if (time.Mode == TimeMode.Virtual) mapping.Add("mode", "virtual");
        else if (time.Scale == 1) mapping.Add("mode", "real");
        else mapping.Add("mode", $"{{ scale: {Number(time.Scale)} }}");
        if (time.Stop is { } stop) mapping.Add("stop", DurationText.Format(stop));
        return mapping.ToString();
    }

    private static string Link(TopologyPlan plan, LinkPlan link)
    {
        FlowMapping mapping = new();
        mapping.Add("endpoints", [YamlText.Quoted(plan.EndpointName(link.A)), YamlText.Quoted(plan.EndpointName(link.B))]);
        if (link.GivenName is { } name) mapping.AddText("id", name);
        DirectionWriter.Add(mapping, link.AToB, null);
        mapping.Add("mtu", link.Mtu).Add("framing", LinkPropertiesDocument.FramingWords.TextOf(link.Framing));
        mapping.Add("state", LinkDocument.StateWords.TextOf(link.State));
        FlowMapping reverse = new();
        DirectionWriter.Add(reverse, link.BToA, link.AToB);
        if (!reverse.IsEmpty) mapping.Add("reverse", reverse.ToString());
        return mapping.ToString();
    }

    /// <summary>Routes that stay are written with their nodes.</summary>
    private static string Routing(DynamicRoutingPlan? dynamic) => dynamic is null ? "none" : new FlowMapping()
        .Add("kind", RoutingDocument.KindWords.TextOf(RoutingKind.DynamicShortest))
        .Add("metric", RoutingDocument.MetricWords.TextOf(dynamic.Metric))
        .Add("ecmp", dynamic.Paths == PathChoice.EqualCost ? "true" : "false")
        .Add("detection", DurationText.Format(dynamic.Detection))
        .Add("convergence", DurationText.Format(dynamic.Convergence))
        .ToString();

    private static string Capture(TopologyPlan plan, CapturePlan capture)
    {
        FlowMapping mapping = new();
        mapping.Add("interface", YamlText.Quoted(plan.EndpointName(capture.InterfaceId))).AddText("file", capture.File.Text);
        if (capture.Filter is { } filter) mapping.Add("filter", YamlText.Quoted(filter.Text));
        if (capture.Ring is { } ring) mapping.Add("ring", new FlowMapping().Add("files", ring.Files.ToString(CultureInfo.InvariantCulture)).Add("size", ring.Size.ToString()).ToString());
        return mapping.ToString();
    }

    private static string Trace(TopologyPlan plan, TracePlan trace)
    {
        FlowMapping mapping = new();
        mapping.Add("flows", TraceDocument.FlowWords.TextOf(trace.Flows));
        if (trace.Packets is { } packets)
        {
            FlowMapping followed = new();
            followed.Add("ratio", Number(packets.Ratio)).Add("drops", PacketTraceDocument.DropWords.TextOf(packets.Drops));
            if (packets.Filter is { } filter) followed.Add("filter", YamlText.Quoted(filter.Text));
            if (packets.Nodes.Length > 0) followed.Add("nodes", packets.Nodes.Select(id => YamlText.Value(plan.Nodes[id].Name)));
            if (packets.Start > Duration.Zero) followed.Add("start", DurationText.Format(packets.Start));
            if (packets.Stop < Duration.MaxValue) followed.Add("stop", DurationText.Format(packets.Stop));
            if (packets.PerSecond is { } most) followed.Add("per-second", most);
            mapping.Add("packets", followed.ToString());
        }
        return mapping.ToString();
    }

    internal static string Prefixes(IEnumerable<IpPrefix> prefixes) =>
        $"[{string.Join(", ", prefixes.Select(prefix => YamlText.Quoted(prefix.ToString())))}]";

    /// <summary>Without an exponent, which the reader does not take.</summary>
    private static string Number(double value) => ((decimal)value).ToString("0.############################", CultureInfo.InvariantCulture);
}
