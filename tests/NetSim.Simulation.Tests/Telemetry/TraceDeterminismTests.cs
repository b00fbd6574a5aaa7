using System.Diagnostics;
using NetSim.Simulation.Running;
using NetSim.Simulation.Telemetry;
using NetSim.Simulation.Telemetry.Traces;
using NetSim.Simulation.Tests.Running;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Telemetry;

[Collection(TelemetryCollection.Name)]
public class TraceDeterminismTests
{
    private static TopologyPlan Busy() => SmallNetwork.Plan(
        "[ { bulk: { to: b, bytes: 500 KB } }, { ping: { to: b, count: 20, every: 50 ms } } ]", "[ { sink: { port: 5001 } } ]", ", loss: 2 %");

    private static readonly TracePlan Everything = SmallNetwork.Trace(1, DropTracing.Always, FlowTracing.All);

    [Fact]
    public void Two_runs_tell_the_same_to_the_last_byte()
    {
        using var first = new SpanListener();
        SmallNetwork.Run(Busy(), Everything);
        first.Dispose();
        using var second = new SpanListener();
        SmallNetwork.Run(Busy(), Everything);

        Assert.NotEmpty(first.Spans);
        Assert.Equal(first.Text, second.Text);
    }

    [Fact]
    public void Any_number_of_lanes_tells_the_same_in_the_same_order()
    {
        Assert.Equal(Told(Busy(), lanes: 1), Told(Busy(), lanes: 2));
        for (int number = 0; number < 40; number++)
        {
            TopologyPlan plan = RandomNetwork.Make(number);
            string alone = Told(plan, lanes: 1);
            Assert.True(alone == Told(plan, lanes: 2), $"network {number} differs with 2 lanes");
            Assert.True(alone == Told(plan, lanes: 8), $"network {number} differs with 8 lanes");
        }
    }

    [Fact]
    public void Spans_come_in_the_order_in_which_they_were_known()
    {
        using var listener = new SpanListener();
        SmallNetwork.Run(Busy(), Everything);

        // A packet that was lost on the wire is known to be lost before it would have left.
        long[] ends = [.. listener.Spans.Where(span => span.OperationName is "echo" or "tcp flow" or "echo flow").Select(span => span.Ends())];
        Assert.NotEmpty(ends);
        Assert.Equal(ends.Order(), ends);
    }

    [Fact]
    public void In_real_time_a_span_is_handed_on_at_once()
    {
        using var listener = new SpanListener();
        TopologyPlan plan = SmallNetwork.Plan("[ { ping: { to: b, count: 1 } }, { ping: { to: b, count: 1, start: 60 s } } ]");
        using var enough = new CancellationTokenSource();
        listener.OnSpan = _ => enough.Cancel();
        Assert.True(SimulationRun.Open(plan, new RunOptions { Time = TimeMode.Real, Stop = Duration.FromSeconds(70), Trace = SmallNetwork.FlowsOnly }).TryGet(out SimulationRun? run, out _));
        using (run)
        {
            run.Run(enough.Token);
            // Had the span waited for the next one, the run would have come that far.
            Assert.True(run.Now.TotalSeconds < 60, $"{run.Now}");
        }
        Assert.Equal("echo", listener.Spans[0].OperationName);
    }

    private static string Told(TopologyPlan plan, int lanes)
    {
        using var listener = new SpanListener();
        Assert.True(SimulationRun.Open(plan, new RunOptions { Lanes = lanes, Trace = Everything }).TryGet(out SimulationRun? run, out _));
        using (run) run.Run();
        Assert.NotEmpty(listener.Spans);
        return listener.Text;
    }

    [Theory]
    [InlineData(1, DropTracing.Always)]
    [InlineData(0.1, DropTracing.Sampled)]
    public void Tracing_changes_nothing(double ratio, DropTracing drops)
    {
        RunSummary untraced = SmallNetwork.Run(Busy());
        using var listener = new SpanListener();
        RunSummary traced = SmallNetwork.Run(Busy(), SmallNetwork.Trace(ratio, drops, FlowTracing.All));

        Assert.NotEmpty(listener.Spans);
        Assert.Equal(untraced.Fingerprint, traced.Fingerprint);
        Assert.Equal(untraced.PacketHops, traced.PacketHops);
    }

    [Fact]
    public void Every_id_is_the_only_one_of_its_kind_and_every_parent_exists()
    {
        using var listener = new SpanListener();
        SmallNetwork.Run(Busy(), Everything);

        var ids = listener.Spans.Select(span => (span.TraceId, span.SpanId)).ToHashSet();
        Assert.Equal(listener.Spans.Count, ids.Count);
        Assert.All(listener.Spans.Where(span => span.ParentSpanId != default), span => Assert.Contains((span.TraceId, span.ParentSpanId), ids));
    }

    [Fact]
    public void What_the_file_says_is_traced_unless_the_user_says_otherwise()
    {
        const string InFile = "trace: { flows: none, packets: { ratio: 1, drops: sampled } }";
        TopologyPlan plan = SmallNetwork.Plan("[ { ping: { to: b, count: 1 } } ]", rest: InFile);
        using var listener = new SpanListener();

        SmallNetwork.Run(plan);
        Assert.Empty(listener.Named("echo flow"));
        Assert.NotEmpty(listener.Named("packet"));

        listener.Spans.Clear();
        SmallNetwork.Run(plan, SmallNetwork.FlowsOnly);
        Assert.Single(listener.Named("echo flow"));
        Assert.Empty(listener.Named("packet"));
    }

    [Fact]
    public void A_root_stays_a_root_whatever_the_surrounding_program_is_doing()
    {
        using var listener = new SpanListener();
        using var ambient = new Activity("ambient");
        ambient.Start();
        SmallNetwork.Run(SmallNetwork.Plan("[ { ping: { to: b, count: 1 } } ]"), SmallNetwork.FlowsOnly);

        Assert.Same(ambient, Activity.Current);
        Activity flow = Assert.Single(listener.Named("echo flow"));
        Assert.Equal(default, flow.ParentSpanId);
        Assert.NotEqual(ambient.TraceId, flow.TraceId);
    }

    [Fact]
    public void A_span_has_the_id_that_was_computed_for_it()
    {
        using var listener = new SpanListener();
        var writer = new SpanWriter(NetSimTelemetry.Source, epoch: 0);
        TraceIdentity trace = TraceIdentity.Of(1, 2, 3);
        Activity span = writer.Open(new SpanRecord(trace, 5, 4, "x", new Instant(1_000), new Instant(2_500)))!;
        SpanWriter.Close(span);

        Assert.Equal((trace.TraceId, trace.SpanId(5), trace.SpanId(4)), (span.TraceId, span.SpanId, span.ParentSpanId));
        Assert.Equal($"00-{trace.TraceId}-{trace.SpanId(5)}-01", span.Id);
        Assert.Equal((1_000, 2_500), (span.Begins(), span.Ends()));
    }

    [Fact]
    public void Real_time_begins_at_the_time_of_day()
    {
        using var listener = new SpanListener();
        long epoch = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1_000_000;
        var writer = new SpanWriter(NetSimTelemetry.Source, epoch);
        Activity span = writer.Open(new SpanRecord(TraceIdentity.Of(1, 2, 3), 0, null, "x", new Instant(1_000_000_000), new Instant(1_000_000_000)))!;
        SpanWriter.Close(span);
        Assert.Equal(new DateTime(2030, 1, 2, 3, 4, 6, DateTimeKind.Utc), span.StartTimeUtc);
        // Not the wall clock's now, which is what an activity without duration would get.
        Assert.Equal(TimeSpan.FromTicks(1), span.Duration);
    }
}
