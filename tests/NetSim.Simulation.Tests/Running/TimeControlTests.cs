using NetSim.Simulation.Running;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;
using NetSim.Testing.Kernel;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Running;

/// <summary>A virtual run whose time somebody holds in his hands.</summary>
public sealed class TimeControlTests : IDisposable
{
    private static readonly TopologyPlan Plan = TopologyLoader.LoadText("""
        name: pair
        seed: 5
        time: { mode: virtual, stop: 20 s }
        defaults: { link: { rate: 10 Mbit/s, delay: 5 ms, loss: 10 % } }
        nodes:
          a:
            kind: host
            interfaces: { eth0: { address: 10.0.0.1/24 } }
            apps: [ { ping: { to: b, count: 20, every: 100 ms } }, { bulk: { to: b, port: 9, bytes: 100 KB } } ]
          b: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24 } }, apps: [ { sink: { port: 9 } } ] }
        links: [ { endpoints: ["a:eth0", "b:eth0"], id: wire } ]
        """, "pair.yaml").Plan!;

    private readonly TimeControl _time = new();
    private readonly SimulationRun _run;

    public TimeControlTests()
    {
        _time.Pause();
        _run = SimulationRun.Open(Plan, new RunOptions { TimeControl = _time }).Value!;
    }

    public void Dispose() => _run.Dispose();

    private Duration Now => _run.Look(static run => run.Now).GetAwaiter().GetResult();

    [Fact]
    public async Task A_run_that_was_paused_stepped_and_slowed_down_is_the_same_run()
    {
        using SimulationRun plain = SimulationRun.Open(Plan, new RunOptions()).Value!;
        RunSummary expected = plain.Run();
        Task<RunSummary> running = Task.Factory.StartNew(() => _run.Run(), TaskCreationOptions.LongRunning);

        Assert.Equal(Duration.Zero, Now);
        Step(Duration.FromMilliseconds(30));
        Assert.Equal(Duration.FromMilliseconds(30), Now);
        for (int i = 0; i < 50; i++)
        {
            Duration before = Now;
            _time.StepToNextEvent();
            Patience.Until("the next event", () => Now > before);
        }
        _time.Pace = 0.5;
        _time.Resume();
        Duration slow = Now;
        Patience.Until("some slow progress", () => Now > slow);
        _time.Pause();
        Duration still = Now;
        Step(Duration.FromMicroseconds(1));
        Assert.Equal(still + Duration.FromMicroseconds(1), Now);
        _time.Pace = TimeControl.FullSpeed;
        _time.Resume();

        RunSummary summary = await running;
        Assert.Equal((expected.Fingerprint, expected.Figures.Simulated), (summary.Fingerprint, summary.Figures.Simulated));
        // What is over can be looked at, and takes no orders.
        Assert.True(_run.HasEnded);
        Assert.Equal(summary.Figures.Simulated, Now);
        Order<EventPlan> order = OrderReader.ReadEvent(Plan, "{ link: wire, set: { loss: 0 % } }");
        await Assert.ThrowsAsync<InvalidOperationException>(() => _run.Operate(order.Plan!));
    }

    [Fact]
    public async Task A_run_that_stands_still_takes_orders_and_can_be_ended()
    {
        using var stop = new CancellationTokenSource();
        Task<RunSummary> running = Task.Factory.StartNew(() => _run.Run(stop.Token), TaskCreationOptions.LongRunning);
        Order<EventPlan> order = OrderReader.ReadEvent(Plan, "{ link: wire, set: { state: down } }");
        Instant at = await _run.Operate(order.Plan!);
        Assert.Equal(Duration.Zero, Now);
        Step(at - Instant.Zero);
        Assert.Equal(OperState.Down, (await _run.Look(static run => run.ReadLinkStates()[0])).State);
        await stop.CancelAsync();
        RunSummary summary = await running;
        Assert.True(summary.Figures.IsInterrupted);
    }

    [Fact]
    public void A_pace_is_more_than_nothing()
    {
        foreach (double pace in (double[])[0, -1, 1e-9, double.NaN])
            Assert.Throws<ArgumentOutOfRangeException>(() => _time.Pace = pace);
    }

    private void Step(Duration time)
    {
        Duration end = Now + time;
        _time.Step(time);
        Patience.Until($"a step to {end}", () => Now >= end);
    }
}
