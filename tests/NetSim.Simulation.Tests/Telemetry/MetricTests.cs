using System.Diagnostics.Metrics;
using NetSim.Simulation.Running;
using NetSim.Simulation.Telemetry;
using NetSim.Simulation.Telemetry.Metrics;
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
        foreach (KeyValuePair<string, object?> tag in tags) values.Add(tag.Value!.ToString()!);
        return string.Join(' ', values);
    }
}
