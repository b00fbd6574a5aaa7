using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;

namespace NetSim.Simulation.Topology.Show;

/// <summary>The <c>expect</c> of a normalised file.</summary>
internal static class ExpectationWriter
{
    public static string Write(TopologyPlan plan, ExpectationPlan expectation) => expectation switch
    {
        PingExpectationPlan ping => Ping(plan, ping),
        TcpExpectationPlan tcp => Tcp(plan, tcp),
        _ => throw new InvalidOperationException($"{expectation.GetType().Name} cannot be written"),
    };

    private static string Ping(TopologyPlan plan, PingExpectationPlan ping)
    {
        FlowMapping experiment = Ends(plan, ping);
        experiment.Add("count", ping.Count).Add("every", DurationText.Format(ping.Every));
        experiment.Add("size", ping.Size).Add("start", DurationText.Format(ping.Start));
        FlowMapping mapping = new FlowMapping().Add("ping", experiment.ToString());
        AddComparison(mapping, "loss", ping.Loss);
        FlowMapping rtt = new();
        AddComparison(rtt, "min", ping.MinRtt);
        AddComparison(rtt, "mean", ping.MeanRtt);
        AddComparison(rtt, "max", ping.MaxRtt);
        if (!rtt.IsEmpty) mapping.Add("rtt", rtt.ToString());
        return mapping.ToString();
    }

    private static string Tcp(TopologyPlan plan, TcpExpectationPlan tcp)
    {
        FlowMapping experiment = Ends(plan, tcp);
        experiment.Add("bytes", tcp.Bytes.ToString()).Add("port", tcp.Port).Add("start", DurationText.Format(tcp.Start));
        FlowMapping mapping = new FlowMapping().Add("tcp", experiment.ToString());
        AddComparison(mapping, "throughput", tcp.Throughput);
        return mapping.ToString();
    }

    private static FlowMapping Ends(TopologyPlan plan, ExpectationPlan expectation) => new FlowMapping()
        .AddText("from", plan.Nodes[expectation.FromNodeId].Name)
        .Add("to", YamlText.Quoted(expectation.To.Text));

    private static void AddComparison(FlowMapping mapping, string key, Comparison? comparison)
    {
        if (comparison is not null) mapping.Add(key, YamlText.Quoted(comparison.Text));
    }
}
