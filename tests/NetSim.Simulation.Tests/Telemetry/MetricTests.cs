using System.Diagnostics.Metrics;
using NetSim.Simulation.Running;
using NetSim.Simulation.Telemetry;
using NetSim.Simulation.Telemetry.Metrics;
using NetSim.Simulation.Tests.Topology;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Tests.Telemetry;

[Collection(TelemetryCollection.Name)]
public class MetricTests
{
    private sealed record Measured(string Name, double Value, string Series);

    private static TopologyPlan Busy() => SmallNetwork.Plan(
        "[ { bulk: { to: b, bytes: 300 KB } }, { ping: { to: b, count: 3, every: 50 ms } } ]", "[ { sink: { port: 5001 } } ]", ", rate: 2 Mbit/s, loss: 1 %");

    [Fact]
    public void The_metrics_of_a_run_are_the_numbers_of_its_summary()
    {
        // While the run still stands: with it the connections end, and then they say something else.
        SmallNetwork.Run(Busy(), afterwards: summary => AssertSame(summary, Measure()));
    }

    private static void AssertSame(RunSummary summary, List<Measured> measured)
    {
        foreach (LinkSummary link in summary.Links)
        {
            AssertDirection(link.AToB, $"{link.Id} a_to_b");
            AssertDirection(link.BToA, $"{link.Id} b_to_a");
        }
        Assert.Contains(summary.Links, link => link.AToB.Drops.Any(drop => drop.Reason == DropReason.QueueFull));
        foreach (NodeSummary node in summary.Nodes)
        {
            Assert.Equal(node.Received, SumOf("system.network.packet.count", node.Name, "receive"));
            Assert.Equal(node.Sent, SumOf("system.network.packet.count", node.Name, "transmit"));
            Assert.Equal(node.Forwarded, SumOf("netsim.stack.packet.forwarded", node.Name));
            double drops = SumOf("netsim.stack.packet.dropped", node.Name) + SumOf("system.network.packet.dropped", node.Name);
            Assert.Equal(node.Drops.Sum(drop => drop.Count), drops);
        }
        foreach (NetSim.Simulation.Actors.Sockets.TcpFlow flow in summary.Flows)
        {
            NetSim.Stack.Sockets.Tcp.TcpInfo info = flow.Info;
            string series = $"{flow.Node} {flow.Local.Address} {flow.Local.Port} {flow.Remote.Address} {flow.Remote.Port}";
            Assert.Equal(info.SegmentsRetransmitted, ValueOf("netsim.tcp.retransmissions", series));
            Assert.Equal(info.CongestionWindow, ValueOf("netsim.tcp.congestion_window", series));
            Assert.Equal(info.BytesInFlight, ValueOf("netsim.tcp.in_flight", series));
            Assert.Equal(info.SmoothedRtt.TotalSeconds, ValueOf("netsim.tcp.srtt", series));
        }
        Assert.Equal(1, ValueOf("netsim.tcp.flows", "a"));
        Assert.Equal(summary.Figures.Simulated.TotalSeconds, ValueOf("netsim.engine.time", ""));
        Assert.True(ValueOf("netsim.engine.events", "0") >= summary.PacketHops);
        Assert.True(ValueOf("netsim.engine.messages", "0") > 0);
        Assert.Equal(0, ValueOf("netsim.engine.mailbox.length", "0"));
        Assert.True(ValueOf("netsim.engine.time_ratio", "") > 0);

        void AssertDirection(DirectionSummary direction, string series)
        {
            Assert.Equal(direction.Packets, ValueOf("netsim.link.packet.count", series));
            Assert.Equal(direction.Bytes, ValueOf("netsim.link.io", series));
            foreach (DropSummary drop in direction.Drops)
                Assert.Equal(drop.Count, ValueOf("netsim.link.packet.dropped", $"{series} {DropReasons.Name(drop.Reason)}"));
        }

        double ValueOf(string name, string series) => Assert.Single(measured, m => m.Name == name && m.Series == series).Value;

        double SumOf(string name, string host, string? last = null) =>
            measured.Where(m => m.Name == name && m.Series.Split(' ')[0] == host && (last is null || m.Series.Split(' ')[2] == last)).Sum(m => m.Value);
    }

    [Fact]
    public void A_queue_is_as_long_as_what_waits_in_it()
    {
        // 2 Mbit/s behind 10 Mbit/s: in the middle of the transfer the queue of the slow link is not empty.
        TopologyPlan plan = SmallNetwork.Plan("[ { bulk: { to: b, bytes: 300 KB } } ]", "[ { sink: { port: 5001 } } ]", ", rate: 2 Mbit/s");
        Assert.True(SimulationRun.Open(plan, new RunOptions { Stop = NetSim.Wire.Time.Duration.FromMilliseconds(200) }).TryGet(out SimulationRun? run, out _));
        using (run)
        {
            run.Run();
            List<Measured> measured = Measure();
            Assert.InRange(measured.Single(m => m.Name == "netsim.link.queue.length" && m.Series == "middle a_to_b").Value, 1, 20);
            Assert.Equal(0, measured.Single(m => m.Name == "netsim.link.queue.length" && m.Series == "middle b_to_a").Value);
        }
    }

    [Fact]
    public void A_queue_tells_how_long_packets_waited_and_how_many_others_they_found()
    {
        // Three fragments at once at 10 Mbit/s: one waits for 1514 bytes, and the next finds it waiting.
        const double Sending = 1514 * 8 / 10e6;
        SmallNetwork.Run(SmallNetwork.Plan("[ { ping: { to: b, count: 1, size: 4000 } } ]"), afterwards: _ =>
        {
            List<Measured> measured = Measure();
            Assert.Equal([(1, "first a_to_b 0.002097152"), (1, "first a_to_b 0.004194304")], Of("netsim.link.queue.sojourn"));
            Assert.Equal([(1, "first a_to_b 1")], Of("netsim.link.queue.found"));
            Assert.Equal(3 * Sending, measured.Single(m => m.Name == "netsim.link.queue.waited" && m.Series == "first a_to_b").Value, 9);

            (double, string)[] Of(string name) => [.. measured.Where(m => m.Name == name && m.Series.StartsWith("first a_to_b", StringComparison.Ordinal)).Select(m => (m.Value, m.Series))];
        });
    }

    [Fact]
    public void A_router_tells_what_its_rules_decide_and_what_it_remembers()
    {
        SmallNetwork.Run(Topology("nat-firewall"), afterwards: summary =>
        {
            List<Measured> measured = Measure();
            int rules = 0;
            foreach (NodeSummary node in summary.Nodes.Where(node => node.Tracked is not null))
            {
                rules += node.Rules.Count;
                for (int i = 0; i < node.Rules.Count; i++)
                {
                    string series = i < node.Rules.Count - 1 ? $"{node.Name} {i + 1}: {node.Rules[i].Text}" : $"{node.Name} {node.Rules[i].Text}";
                    Assert.Equal(node.Rules[i].Packets, measured.Single(m => m.Name == "netsim.firewall.packet.count" && m.Series == series).Value);
                }
                // It has just been looked through by the summary, so nothing in it is over.
                Assert.Equal(node.Tracked!.Value.Connections, measured.Single(m => m.Name == "netsim.tracking.connections" && m.Series == node.Name).Value);
                Assert.Equal(node.Tracked!.Value.Mappings, measured.Single(m => m.Name == "netsim.tracking.mappings" && m.Series == node.Name).Value);
            }
            Assert.True(rules > 3);
            Assert.Contains(measured, m => m is { Name: "netsim.firewall.io", Value: > 0 });
        });
    }

    [Fact]
    public void A_switch_tells_the_one_role_of_each_of_its_ports()
    {
        SmallNetwork.Run(Topology("loop"), afterwards: _ =>
        {
            List<Measured> measured = Measure();
            var ports = measured.Where(m => m.Name == "netsim.switch.port.role").GroupBy(m => m.Series[..m.Series.LastIndexOf(' ')]).ToList();
            Assert.True(ports.Count > 5);
            Assert.All(ports, port => Assert.Equal((5, 1), (port.Count(), port.Sum(m => m.Value))));
            Assert.Contains(measured, m => m is { Name: "netsim.switch.port.role", Value: 1 } && m.Series.EndsWith(" root", StringComparison.Ordinal));
            Assert.Contains(measured, m => m is { Name: "netsim.switch.topology_changes", Value: > 0 });
        });
    }

    private static TopologyPlan Topology(string name)
    {
        TopologyLoad load = TopologyLoader.LoadFile(Path.Combine(RepositoryFiles.Topologies, name + ".yaml"));
        Assert.True(load.Plan is not null, string.Join('\n', load.Diagnostics));
        return load.Plan;
    }

    [Fact]
    public void Code_that_blocks_a_hundred_times_leaves_nothing_to_do_at_the_stop_time()
    {
        var options = new RunOptions { Stop = NetSim.Wire.Time.Duration.FromSeconds(1) };
        Assert.True(SimulationRun.Open(SmallNetwork.Plan("[]"), options).TryGet(out SimulationRun? run, out _));
        using (run)
        {
            for (int i = 0; i < 100; i++) run.Drive(() => Task.CompletedTask);
            Assert.Throws<TimeoutException>(() => run.Drive(() => new TaskCompletionSource().Task));
            Assert.InRange(Measure().Single(m => m.Name == "netsim.engine.events").Value, 1, 50);
        }
    }

    [Fact]
    public void A_run_that_is_over_and_gone_measures_nothing()
    {
        SmallNetwork.Run(SmallNetwork.Plan("[ { ping: { to: b, count: 1 } } ]"));
        Assert.Empty(Measure());
    }

    [Fact]
    public void Every_metric_says_what_it_is()
    {
        Assert.Equal(MetricTable.All.Count, MetricTable.All.Select(metric => metric.Name).Distinct().Count());
        Assert.All(MetricTable.All, metric =>
        {
            Assert.Matches(@"^(system\.network|netsim)(\.[a-z][a-z_]*)+$", metric.Name);
            Assert.EndsWith(".", metric.Description);
            Assert.NotEmpty(metric.Unit);
        });
    }

    [Fact]
    public void Instruments_are_made_from_the_table()
    {
        var instruments = new Dictionary<string, Instrument>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => instruments.Add(instrument.Name, instrument) };
        Assert.True(SimulationRun.Open(Busy(), new RunOptions()).TryGet(out SimulationRun? run, out _));
        using (run)
        {
            listener.Start();
            foreach (MetricDefinition metric in MetricTable.All)
            {
                Instrument instrument = instruments[metric.Name];
                Assert.Equal((NetSimTelemetry.Name, metric.Unit, metric.Description), (instrument.Meter.Name, instrument.Unit, instrument.Description));
                Assert.True(instrument.IsObservable);
            }
        }
    }

    private static List<Measured> Measure()
    {
        var measured = new List<Measured>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == NetSimTelemetry.Name) self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => measured.Add(new Measured(instrument.Name, value, SeriesOf(tags))));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => measured.Add(new Measured(instrument.Name, value, SeriesOf(tags))));
        listener.Start();
        listener.RecordObservableInstruments();
        return measured;
    }

    private static string SeriesOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var values = new List<string>();
        foreach (KeyValuePair<string, object?> tag in tags) values.Add(Convert.ToString(tag.Value, System.Globalization.CultureInfo.InvariantCulture)!);
        return string.Join(' ', values);
    }
}
