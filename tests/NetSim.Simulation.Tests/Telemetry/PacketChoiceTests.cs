using System.Diagnostics;
using NetSim.Devices.Filtering;
using NetSim.Simulation.Running;
using NetSim.Simulation.Telemetry;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Telemetry;

/// <summary>Which packets are told of, beside their ratio: by filter, node, time and number. The same with any number of lanes.</summary>
[Collection(TelemetryCollection.Name)]
public class PacketChoiceTests
{
    /// <summary>Pings of a all the time, a transfer from a to b, and losses of both.</summary>
    private static TopologyPlan Plan(string packets) => SmallNetwork.Plan(
        "[ { bulk: { to: b, bytes: 500 KB } }, { ping: { to: b, count: 40, every: 50 ms } } ]", "[ { sink: { port: 5001 } } ]", ", loss: 1 %",
        $"trace: {{ flows: none, packets: {{ drops: sampled, {packets} }} }}");

    [SkippableFact]
    public void A_filter_chooses_by_what_a_packet_is()
    {
        Skip.IfNot(FilterCompiler.IsThere, "needs libpcap");
        Activity[] packets = Told("filter: 'tcp src port 5001'");
        Assert.All(packets, packet => Assert.Equal(("b", "tcp", 5001L), (packet.Text(TelemetryNames.Host), packet.Text(TelemetryNames.Transport), packet.Number(TelemetryNames.SourcePort))));
        Assert.Equal(All(packet => packet.Text(TelemetryNames.Transport) == "tcp" && packet.Text(TelemetryNames.Host) == "b"), packets.Length);
        // Frames that are no IP packets, too.
        Assert.All(Told("filter: arp"), packet => Assert.Equal("arp", packet.Text(TelemetryNames.NetworkType)));
    }

    [Fact]
    public void Nodes_choose_by_who_made_a_packet()
    {
        Activity[] packets = Told("nodes: [b, r1]");
        Assert.Equal(["b", "r1"], packets.Select(packet => packet.Text(TelemetryNames.Host)!).Distinct().Order());
        Assert.Equal(All(packet => packet.Text(TelemetryNames.Host) is "b" or "r1"), packets.Length);
    }

    [Fact]
    public void Times_choose_by_when_a_packet_was_made()
    {
        const long From = 500_000_000, Until = 1_000_000_000;
        Activity[] packets = Told("start: 500 ms, stop: 1 s");
        Assert.Equal(All(packet => packet.Begins() is >= From and < Until), packets.Length);
        // A ping goes at the very start, and one at the very end.
        Assert.Contains(packets, packet => packet.Begins() == From && packet.Text(TelemetryNames.Transport) == "icmp");
        Assert.All(packets, packet => Assert.InRange(packet.Begins(), From, Until - 1));
    }

    [Fact]
    public void A_limit_takes_the_first_packets_of_each_node_in_each_second()
    {
        Activity[] packets = Told("per-second: 3");
        Activity[] everything = Told("ratio: 1");
        Assert.NotEmpty(packets);
        string[] firsts = [.. everything.GroupBy(packet => (packet.Text(TelemetryNames.Host), packet.Begins() / 1_000_000_000))
            .SelectMany(second => second.OrderBy(packet => packet.Begins()).Take(3)).Select(packet => packet.Begins().ToString()).Order()];
        Assert.Equal(firsts, packets.Select(packet => packet.Begins().ToString()).Order());
        Assert.True(everything.Length > 2 * packets.Length);
    }

    [Fact]
    public void Dropped_packets_are_told_of_in_any_case_unless_the_file_says_otherwise()
    {
        TopologyPlan plan = Plan("nodes: r2");
        using var listener = new SpanListener();
        RunSummary summary = SmallNetwork.Run(plan, plan.Trace! with { Packets = plan.Trace.Packets! with { Drops = DropTracing.Always } });

        long lost = summary.Links.Sum(link => link.AToB.Drops.Concat(link.BToA.Drops).Sum(drop => drop.Count));
        Assert.True(lost > 0);
        Assert.Equal(lost, listener.Named("hop").Count(hop => hop.Status == ActivityStatusCode.Error));
    }

    [Fact]
    public void Whatever_is_chosen_any_number_of_lanes_tells_the_same_and_the_run_does_not_change()
    {
        TopologyPlan plan = Plan($"ratio: 0.5, nodes: [a, b], start: 100 ms, stop: 1500 ms, per-second: 40{(FilterCompiler.IsThere ? ", filter: 'icmp or tcp'" : "")}");
        RunSummary untraced = SmallNetwork.Run(plan);
        string alone = Told(plan, lanes: 1, untraced.Fingerprint);
        Assert.Equal(alone, Told(plan, lanes: 2, untraced.Fingerprint));
        Assert.Equal(alone, Told(plan, lanes: 8, untraced.Fingerprint));
    }

    [Fact]
    public void The_words_of_a_file_say_it_beside_the_file()
    {
        TopologyPlan plan = Plan("ratio: 0.25");
        PacketTracePlan words = OrderReader.ReadPacketTrace(plan, "nodes: [a, r2], start: 1 s, per-second: 7").Plan!;
        Assert.Equal((1d, DropTracing.Always, 7, Duration.FromSeconds(1), Duration.MaxValue), (words.Ratio, words.Drops, words.PerSecond, words.Start, words.Stop));
        Assert.Equal(["a", "r2"], words.Nodes.Select(id => plan.Nodes[id].Name));
        Assert.Equal("nodes: there is no node 'x'", Assert.Single(OrderReader.ReadPacketTrace(plan, "{ nodes: x }").Problems));
        Assert.NotEmpty(OrderReader.ReadPacketTrace(plan, "nodes: [").Problems);
    }

    private static int All(Func<Activity, bool> isWanted) => Told("ratio: 1").Count(isWanted);

    private static Activity[] Told(string packets)
    {
        using var listener = new SpanListener();
        SmallNetwork.Run(Plan(packets));
        return [.. listener.Named("packet")];
    }

    private static string Told(TopologyPlan plan, int lanes, ulong fingerprint)
    {
        using var listener = new SpanListener();
        Assert.True(SimulationRun.Open(plan, new RunOptions { Lanes = lanes }).TryGet(out SimulationRun? run, out _));
        using (run) Assert.Equal(fingerprint, run.Run().Fingerprint);
        Assert.NotEmpty(listener.Spans);
        return listener.Text;
    }
}
