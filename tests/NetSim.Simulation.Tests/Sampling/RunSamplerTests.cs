using NetSim.Simulation.Running;
using NetSim.Simulation.Sampling;
using NetSim.Simulation.Tests.Running;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Sampling;

/// <summary>Whoever reads a run again and again reads what was so, and changes nothing.</summary>
public sealed class RunSamplerTests
{
    /// <summary>Four times as much as the cable takes, for three seconds: 3 Mbit of 1000 packets are sent, and the queue is full.</summary>
    private static readonly TopologyPlan Flooded = Load("""
        name: flooded
        time: { mode: virtual, stop: 10 s }
        nodes:
          a:
            kind: host
            interfaces: { eth0: { address: 10.0.0.1/24 } }
            apps: [ { traffic: { to: b, size: 972, every: 2 ms, for: 3 s, start: 1 s } }, { ping: { to: b, count: 5, start: 5 s } } ]
          b: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24 } }, apps: [ discard: ] }
        links:
          - { endpoints: ["a:eth0", "b:eth0"], id: cable, framing: ip, rate: 1 Mbit/s, delay: 10 ms, queue: { limit: 50 packets } }
        """);

    [Fact]
    public void A_run_that_is_read_is_the_same_run_and_reads_the_same_with_any_lanes()
    {
        for (int number = 0; number < 6; number++) AssertSame(RandomNetwork.Make(number));
        // Nothing says when this one ends but its own work.
        AssertSame(Load("""
            name: endless
            nodes:
              a: { kind: host, interfaces: { eth0: { address: 10.0.0.1/24 } }, apps: [ { bulk: { to: b, bytes: 300 KB, start: 1234567 ns } } ] }
              b: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24 } }, apps: [ sink: ] }
            links: [ { endpoints: ["a:eth0", "b:eth0"], rate: 10 Mbit/s, delay: 7 ms, loss: 1 % } ]
            """));
    }

    [Fact]
    public void In_real_time_a_run_is_read_while_nothing_happens_as_well()
    {
        RunSamples samples = Sample(Load("""
            name: quiet
            time: { mode: real }
            nodes:
              a: { kind: host, interfaces: { eth0: { address: 10.0.0.1/24 } }, apps: [ ping: { to: b, count: 1, start: 1 s } ] }
              b: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24 } } }
            links: [ "a:eth0 <-> b:eth0" ]
            """), lanes: 1);
        Assert.Contains(samples.Times, time => time > Instant.Zero && time < Instant.Zero + Duration.FromSeconds(1));
    }

    [Fact]
    public void Without_being_asked_a_run_keeps_nothing()
    {
        using SimulationRun run = Open(Flooded, new RunOptions());
        run.Run();
        Assert.Null(run.Samples);
    }

    [Fact]
    public void A_link_that_is_flooded_is_busy_all_the_time_and_its_queue_full()
    {
        RunSamples samples = Sample(Flooded, lanes: 1);
        DirectionSamples cable = Assert.Single(samples.Directions, direction => direction.From == "a:eth0");
        Assert.Equal(("cable", "b:eth0"), (cable.Link, cable.To));
        (int at2, int at3, int at9) = (IndexAt(samples, 2), IndexAt(samples, 3), IndexAt(samples, 9));
        double seconds = (samples.Times[at3] - samples.Times[at2]).TotalSeconds;
        Assert.InRange((cable.Busy.Values[at3 - cable.Busy.First] - cable.Busy.Values[at2 - cable.Busy.First]) / 1e9 / seconds, 0.999, 1.001);
        Assert.InRange((cable.Sent.Values[at3 - cable.Sent.First] - cable.Sent.Values[at2 - cable.Sent.First]) * 8 / seconds, 999_000, 1_001_000);
        // Full, or with room for the packet that comes next.
        Assert.InRange(cable.Queue.Values[at3 - cable.Queue.First], 49, 50);
        Assert.Equal(0, cable.Queue.Values[at9 - cable.Queue.First]);
        Assert.True(cable.Dropped.Values[^1] > 1000);
        PingSamples ping = Assert.Single(samples.Pings);
        Assert.Equal((5, 5 * ping.Ping.RoundTrip.Mean.Nanoseconds), (ping.Answers.Values[^1], ping.RoundTrips.Values[^1]));
    }

    [Fact]
    public void However_long_a_run_the_readings_are_few_and_evenly_spaced_from_start_to_end()
    {
        foreach (string stop in (string[])["3 ms", "1 s", "3333 s"])
        {
            RunSamples samples = Sample(Load($$"""
                name: long
                time: { mode: virtual, stop: {{stop}} }
                nodes:
                  a: { kind: host, interfaces: { eth0: { address: 10.0.0.1/24 } }, apps: [ { ping: { to: b, count: 1 } } ] }
                  b: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24 } }, apps: [ { traffic: { to: a, size: 10, every: 1 s } } ] }
                links: [ "a:eth0 <-> b:eth0" ]
                """), lanes: 1);
            Assert.InRange(samples.Times.Count, 20, 1025);
            Assert.Equal(Instant.Zero, samples.Times[0]);
            Duration interval = samples.Times[1] - samples.Times[0];
            for (int i = 1; i < samples.Times.Count - 1; i++) Assert.Equal(interval, samples.Times[i] - samples.Times[i - 1]);
            foreach (DirectionSamples direction in samples.Directions) Assert.Equal(samples.Times.Count, direction.Sent.First + direction.Sent.Values.Count);
        }
    }

    [Fact]
    public void A_connection_is_read_until_it_is_closed()
    {
        RunSamples samples = Sample(Load("""
            name: short
            time: { mode: virtual, stop: 10 s }
            nodes:
              a: { kind: host, interfaces: { eth0: { address: 10.0.0.1/24 } }, apps: [ { bulk: { to: b, bytes: 1 MB, start: 2 s } } ] }
              b: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24 } }, apps: [ { sink: {} }, { traffic: { to: a, size: 10, every: 1 s } } ] }
            links: [ { endpoints: ["a:eth0", "b:eth0"], rate: 10 Mbit/s, delay: 10 ms } ]
            """), lanes: 1);
        Assert.Equal(["a", "b"], samples.Flows.Select(flow => flow.Flow.Node));
        FlowSamples flow = samples.Flows[0];
        Assert.True(samples.Times[flow.Sent.First] >= flow.Flow.Opened && samples.Times[flow.Sent.First - 1] < flow.Flow.Opened);
        int last = flow.Sent.First + flow.Sent.Values.Count - 1;
        Assert.True(samples.Times[last] >= flow.Flow.Closed && samples.Times[last - 1] < flow.Flow.Closed);
        Assert.Equal(1_000_000, flow.Acknowledged.Values[^1]);
        Assert.Equal(flow.Acknowledged.Values.Order(), flow.Acknowledged.Values);
        Assert.Contains(flow.SmoothedRtt.Values, rtt => rtt > 20_000_000);
    }

    private static void AssertSame(TopologyPlan plan)
    {
        (ulong, long, Duration) plain = Run(plan, new RunOptions(), out _);
        string? first = null;
        foreach (int lanes in (int[])[1, 2, 8])
        {
            Assert.Equal(plain, Run(plan, new RunOptions { Lanes = lanes, Samples = SampleKeeping.Kept }, out RunSamples? samples));
            Assert.NotEmpty(samples!.Directions);
            string text = TextOf(samples);
            first ??= text;
            Assert.Equal(first, text);
        }
    }

    private static string TextOf(RunSamples samples)
    {
        var text = new StringWriter();
        text.WriteLine(string.Join(' ', samples.Times));
        foreach (DirectionSamples direction in samples.Directions)
        {
            text.Write($"{direction.From} {direction.To}");
            Write(direction.Sent, direction.Busy, direction.Queue, direction.Dropped);
        }
        foreach (FlowSamples flow in samples.Flows)
        {
            text.Write($"{flow.Flow.Local} {flow.Flow.Remote}");
            Write(flow.Sent, flow.Acknowledged, flow.Received, flow.CongestionWindow, flow.SlowStartThreshold, flow.SmoothedRtt, flow.Retransmitted);
        }
        foreach (PingSamples ping in samples.Pings) Write(ping.Answers, ping.RoundTrips);
        return text.ToString();

        void Write(params SampleColumn[] columns)
        {
            foreach (SampleColumn column in columns) text.WriteLine($"  from {column.First}: {string.Join(' ', column.Values)}");
        }
    }

    private static int IndexAt(RunSamples samples, long seconds) => samples.Times.ToList().FindIndex(time => time >= Instant.Zero + Duration.FromSeconds(seconds));

    private static RunSamples Sample(TopologyPlan plan, int lanes)
    {
        Run(plan, new RunOptions { Lanes = lanes, Samples = SampleKeeping.Kept }, out RunSamples? samples);
        return samples!;
    }

    private static (ulong, long, Duration) Run(TopologyPlan plan, RunOptions options, out RunSamples? samples)
    {
        using SimulationRun run = Open(plan, options);
        RunSummary summary = run.Run();
        samples = run.Samples;
        return (summary.Fingerprint, summary.PacketHops, summary.Figures.Simulated);
    }

    private static SimulationRun Open(TopologyPlan plan, RunOptions options)
    {
        Assert.True(SimulationRun.Open(plan, options).TryGet(out SimulationRun? run, out _));
        return run;
    }

    private static TopologyPlan Load(string text)
    {
        TopologyLoad load = TopologyLoader.LoadText(text, "sampled.yaml");
        Assert.True(load.Plan is not null, string.Join('\n', load.Diagnostics));
        return load.Plan!;
    }
}
