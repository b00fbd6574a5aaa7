namespace NetSim.Actors.Tests.Contract;

public sealed class ShutdownTests : ContractTest
{
    [Fact]
    public async Task Terminate_stops_every_actor()
    {
        var stopped = new System.Collections.Concurrent.ConcurrentQueue<string>();
        Sys.ActorOf(Props.Create(() => new Last(stopped)), "last");

        await Sys.Terminate().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(["last"], stopped);
        Assert.True(Sys.WhenTerminated.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task What_is_registered_runs_at_the_end()
    {
        int runs = 0;
        Sys.RegisterOnTermination(() => runs++);

        await Sys.Terminate().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Coordinated_shutdown_runs_its_phases_in_order_and_then_terminates()
    {
        var steps = new System.Collections.Concurrent.ConcurrentQueue<string>();
        CoordinatedShutdown shutdown = CoordinatedShutdown.Get(Sys);
        foreach (string phase in (string[])
            [CoordinatedShutdown.PhaseServiceStop, CoordinatedShutdown.PhaseBeforeServiceUnbind, CoordinatedShutdown.PhaseServiceUnbind])
        {
            shutdown.AddTask(phase, "note", () =>
            {
                steps.Enqueue(phase);
                return Task.FromResult(Done.Instance);
            });
        }

        await shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(["before-service-unbind", "service-unbind", "service-stop"], steps);
        Assert.True(Sys.WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task A_task_that_fails_does_not_keep_the_rest_from_running()
    {
        int runs = 0;
        CoordinatedShutdown shutdown = CoordinatedShutdown.Get(Sys);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "fails", () => throw new InvalidOperationException("no"));
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "runs", () =>
        {
            runs++;
            return Task.FromResult(Done.Instance);
        });

        await shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Terminate_runs_coordinated_shutdown_first()
    {
        int runs = 0;
        CoordinatedShutdown.Get(Sys).AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "runs", () =>
        {
            runs++;
            return Task.FromResult(Done.Instance);
        });

        await Sys.Terminate().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(1, runs);
    }

    private sealed class Last(System.Collections.Concurrent.ConcurrentQueue<string> stopped) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }

        protected override void PostStop() => stopped.Enqueue(Self.Path.Name);
    }
}
