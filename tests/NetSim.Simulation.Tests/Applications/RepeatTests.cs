using NetSim.Simulation.Applications.Ping;
using NetSim.Simulation.Applications.Transfer;
using NetSim.Simulation.Running;

namespace NetSim.Simulation.Tests.Applications;

public sealed class RepeatTests
{
    private static PingRecord[] Pings(string ping, string more = "") =>
        [.. ApplicationRun.Of(ApplicationRun.Load($"{{ ping: {ping} }}", "{ echo: }", "delay: 5 ms", more)).Applications.OfType<PingRecord>()];

    [Fact]
    public void An_application_runs_as_often_as_it_is_to_and_each_run_has_a_record()
    {
        RunSummary summary = ApplicationRun.Of(ApplicationRun.Load("{ ping: { to: b, count: 1, repeat: { count: 3, pause: 2 s } } }", "{ echo: }", "delay: 5 ms"));
        Assert.Equal([1L, 1L, 1L], summary.Applications.OfType<PingRecord>().Select(run => run.Received));
        // ARP of 10 ms, three round trips of 10 ms, two pauses, and the control plane's latency.
        Assert.InRange(summary.Figures.Simulated.TotalSeconds, 4.03, 4.1);
    }

    [Fact]
    public void Without_a_count_it_goes_on_until_its_stop_time()
    {
        PingRecord[] runs = Pings("{ to: b, count: 1, stop: 4.5 s, repeat: { pause: 1 s } }");
        Assert.Equal(5, runs.Length);
        Assert.All(runs, run => Assert.True(run.IsDone));
    }

    [Fact]
    public void What_is_stopped_in_a_pause_does_not_start_again_and_nobody_waits_for_it()
    {
        RunSummary summary = ApplicationRun.Of(ApplicationRun.Load(
            "{ ping: { to: b, count: 1, stop: 5 s, repeat: { count: 9, pause: 100 s } } }", "{ echo: }", "delay: 5 ms"));
        Assert.Single(summary.Applications.OfType<PingRecord>());
        Assert.InRange(summary.Figures.Simulated.TotalSeconds, 5, 5.1);
    }

    [Fact]
    public void A_restart_begins_to_count_anew()
    {
        PingRecord[] runs = Pings("{ to: b, count: 1, id: p, repeat: { count: 2, pause: 10 s } }", "events: [ { at: 5 s, application: p, restart: true } ]");
        Assert.Equal(3, runs.Length);
    }

    [Fact]
    public void A_pause_outlasts_a_node_that_boots()
    {
        PingRecord[] runs = Pings("{ to: b, count: 1, repeat: { count: 2, pause: 10 s } }", "events: [ { at: 5 s, node: a, restart: true } ]");
        Assert.Equal([1L, 1L], runs.Select(run => run.Received));
    }

    [Fact]
    public void Each_run_draws_numbers_of_its_own()
    {
        RunSummary summary = ApplicationRun.Of(ApplicationRun.Load(
            "{ transfer: { to: b, size: { mean: 50 KB, distribution: exponential }, repeat: 4 } }", "{ transfer: }", "rate: 10 Mbit/s, delay: 1 ms"));
        TransferRecord[] runs = [.. summary.Applications.OfType<TransferRecord>()];
        Assert.Equal(4, runs.Select(run => run.Bytes).Distinct().Count());
        Assert.All(runs, run => Assert.Equal(1, run.Whole));
    }
}
