using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;

namespace NetSim.Simulation.Topology.Show;

/// <summary>The <c>expect</c> of a normalised file.</summary>
internal static class ExpectationWriter
{
    public static string Write(TopologyPlan plan, ExpectationPlan expectation)
    {
        FlowMapping mapping = expectation switch
        {
            PingExpectationPlan ping => Ping(plan, ping),
            TcpExpectationPlan tcp => Tcp(plan, tcp),
            HttpExpectationPlan http => Http(plan, http),
            RouteExpectationPlan route => Route(plan, route),
            PathExpectationPlan path => Path(plan, path),
            PacketsExpectationPlan packets => Packets(plan, packets),
            _ => throw new InvalidOperationException($"{expectation.GetType().Name} cannot be written"),
        };
        if (expectation is not (PingExpectationPlan or TcpExpectationPlan)) mapping.Add("at", DurationText.Format(expectation.Start));
        if (expectation.Tries == ExpectationTries.Eventually) mapping.Add("within", DurationText.Format(expectation.Within));
        if (expectation.Tries == ExpectationTries.Always) mapping.Add("always", "true");
        if (expectation.Tries != ExpectationTries.Once) mapping.Add("every", DurationText.Format(expectation.Period));
        return mapping.ToString();
    }

    private static FlowMapping Http(TopologyPlan plan, HttpExpectationPlan http)
    {
        FlowMapping page = new FlowMapping().AddText("from", plan.Nodes[http.FromNodeId].Name).Add("url", YamlText.Quoted(http.Client.Url));
        FlowMapping mapping = new FlowMapping().Add("http", page.ToString());
        AddComparison(mapping, "status", http.Status);
        FlowMapping body = new();
        if (http.BodyContains is { } part) body.Add("contains", YamlText.Quoted(part));
        if (http.BodyEquals is { } whole) body.Add("equals", YamlText.Quoted(whole));
        if (!body.IsEmpty) mapping.Add("body", body.ToString());
        AddComparison(mapping, "time", http.Time);
        return mapping;
    }

    private static FlowMapping Route(TopologyPlan plan, RouteExpectationPlan route)
    {
        FlowMapping look = new FlowMapping().AddText("node", plan.Nodes[route.FromNodeId].Name).Add("to", YamlText.Quoted(route.To.Text));
        FlowMapping mapping = new FlowMapping().Add("route", look.ToString());
        return route.Via is { } via ? mapping.Add("via", YamlText.Quoted(via)) : mapping.Add("present", route.Present ? "true" : "false");
    }

    private static FlowMapping Path(TopologyPlan plan, PathExpectationPlan path) => new FlowMapping()
        .Add("path", Ends(plan, path, path.To).ToString())
        .Add("via", path.Via.Select(YamlText.Quoted));

    private static FlowMapping Packets(TopologyPlan plan, PacketsExpectationPlan packets)
    {
        FlowMapping frames = new FlowMapping().Add("interface", YamlText.Quoted(plan.EndpointName(packets.InterfaceId)));
        if (packets.Filter is { } filter) frames.Add("filter", YamlText.Quoted(filter.Text));
        FlowMapping mapping = new FlowMapping().Add("packets", frames.ToString());
        AddComparison(mapping, "count", packets.Count);
        return mapping;
    }

    private static FlowMapping Ping(TopologyPlan plan, PingExpectationPlan ping)
    {
        FlowMapping experiment = Ends(plan, ping, ping.To);
        experiment.Add("count", ping.Count).Add("every", DurationText.Format(ping.Every));
        experiment.Add("size", ping.Size).Add("start", DurationText.Format(ping.Start));
        TcpWriter.Write(experiment, ping.Dscp);
        FlowMapping mapping = new FlowMapping().Add("ping", experiment.ToString());
        AddComparison(mapping, "loss", ping.Loss);
        FlowMapping rtt = new();
        AddComparison(rtt, "min", ping.MinRtt);
        AddComparison(rtt, "mean", ping.MeanRtt);
        AddComparison(rtt, "max", ping.MaxRtt);
        if (!rtt.IsEmpty) mapping.Add("rtt", rtt.ToString());
        return mapping;
    }

    private static FlowMapping Tcp(TopologyPlan plan, TcpExpectationPlan tcp)
    {
        FlowMapping experiment = Ends(plan, tcp, tcp.To);
        experiment.Add("bytes", tcp.Bytes.ToString()).Add("port", tcp.Port).Add("start", DurationText.Format(tcp.Start));
        FlowMapping mapping = new FlowMapping().Add("tcp", experiment.ToString());
        AddComparison(mapping, "throughput", tcp.Throughput);
        return mapping;
    }

    private static FlowMapping Ends(TopologyPlan plan, ExpectationPlan expectation, Target to) => new FlowMapping()
        .AddText("from", plan.Nodes[expectation.FromNodeId].Name)
        .Add("to", YamlText.Quoted(to.Text));

    private static void AddComparison(FlowMapping mapping, string key, Comparison? comparison)
    {
        if (comparison is not null) mapping.Add(key, YamlText.Quoted(comparison.Text));
    }
}
