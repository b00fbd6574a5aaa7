using NetSim.Actors.Lanes;

namespace NetSim.Actors.Tests.Engine.Dispatch;

public sealed class RealClockTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_late_event_is_handled_and_its_lateness_recorded()
    {
        using var system = LaneSystem.CreateReal("test", new RealTimeOptions());
        var due = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef actor = system.System.ActorOf(Props.Create(() => new Sleeper(due)));
        Lane lane = system.Lanes[0];

        actor.Tell("sleep", ActorRefs.NoSender);
        await due.Task.WaitAsync(Patience);

        Assert.True(lane.LateEvents >= 1);
        Assert.True(lane.MaxLateness >= 10_000_000, $"{lane.MaxLateness} ns");
    }

    [Fact]
    public async Task A_scaled_clock_runs_faster_than_the_wall()
    {
        using var system = LaneSystem.CreateReal("test", new RealTimeOptions { Scale = 1_000 });
        var due = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef actor = system.System.ActorOf(Props.Create(() => new Sleeper(due)));

        system.Lanes[0].TellAt(20_000_000_000, actor, "stamp", null);

        Assert.True(await due.Task.WaitAsync(Patience) >= 20_000_000_000);
    }

    [Fact]
    public async Task A_waiter_reads_devices_on_the_lanes_thread()
    {
        using var device = new Device();
        using var system = LaneSystem.CreateReal("test", new RealTimeOptions { Waiter = _ => device });
        var got = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef actor = system.System.ActorOf(Props.Create(() => new ThreadTeller(got)));

        device.Plug(actor);
        actor.Tell("wake up", ActorRefs.NoSender);

        Assert.Equal(await got.Task.WaitAsync(Patience), device.ThreadOfWait);
    }

    [Fact]
    public async Task Supervision_and_death_watch_work_across_lanes()
    {
        using var system = LaneSystem.CreateReal("test", new RealTimeOptions { Lanes = 2 });
        var trace = new System.Collections.Concurrent.BlockingCollection<string>();
        Lane other = system.Lanes[1];
        IActorRef parent = system.System.ActorOf(Props.Create(() => new ParentElsewhere(other, trace)));

        foreach (string message in (string[])["lane", "boom", "lane", "stop"]) parent.Tell(message, ActorRefs.NoSender);

        var seen = new List<string>();
        await Task.Run(() =>
        {
            while (seen.Count < 3 && trace.TryTake(out string? step, Patience)) seen.Add(step);
        });
        Assert.Equal(["child on lane 1", "child on lane 1", "Terminated"], seen);
    }

    [Fact]
    public async Task Many_actors_on_many_lanes_stop_in_order()
    {
        LaneSystem system = LaneSystem.CreateReal("test", new RealTimeOptions { Lanes = 3 });
        for (int i = 0; i < 300; i++)
        {
            Lane lane = system.Lanes[i % 3];
            system.System.ActorOf(Props.Create(() => new Family(lane, 2)).Placed(lane, i % 3), $"family-{i}");
        }

        await system.System.Terminate().WaitAsync(Patience);

        Assert.True(system.System.WhenTerminated.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_fault_of_the_engine_itself_shows_in_WhenTerminated()
    {
        LaneSystem system = LaneSystem.CreateReal("test", new RealTimeOptions { Waiter = _ => new BrokenWaiter() });

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => system.System.WhenTerminated.WaitAsync(Patience));
    }

    [Fact]
    public void A_real_clock_cannot_be_driven()
    {
        using var system = LaneSystem.CreateReal("test", new RealTimeOptions());

        Assert.Throws<InvalidOperationException>(() => system.RunUntilIdle());
    }

    private sealed class Sleeper(TaskCompletionSource<long> due) : UntypedActor
    {
        private readonly Lane _lane = Lane.Current;

        protected override void OnReceive(object message)
        {
            if (message is "sleep")
            {
                _lane.TellAt(_lane.Now + 1_000_000, Self, "stamp", null);
                Thread.Sleep(30);
            }
            else
            {
                due.TrySetResult(_lane.Now);
            }
        }
    }

    private sealed class ThreadTeller(TaskCompletionSource<int> got) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is "from the device") got.TrySetResult(Environment.CurrentManagedThreadId);
        }
    }

    /// <summary>Has something to read in every wait, once it is plugged in.</summary>
    private sealed class Device : ILaneWaiter, IDisposable
    {
        private readonly AutoResetEvent _wake = new(false);
        private volatile IActorRef? _actor;

        public int ThreadOfWait { get; private set; }

        public void Plug(IActorRef actor) => _actor = actor;

        public void Wait(long nanoseconds)
        {
            ThreadOfWait = Environment.CurrentManagedThreadId;
            if (_actor is { } actor) actor.Tell("from the device", ActorRefs.NoSender);
            else if (nanoseconds > 0) _wake.WaitOne();
        }

        public void Wake() => _wake.Set();

        public void Dispose() => _wake.Dispose();
    }

    private sealed class BrokenWaiter : ILaneWaiter
    {
        public void Wait(long nanoseconds) => throw new InvalidTimeZoneException("broken");

        public void Wake()
        {
        }
    }

    private sealed class ParentElsewhere : UntypedActor
    {
        private readonly System.Collections.Concurrent.BlockingCollection<string> _trace;
        private readonly IActorRef _child;

        public ParentElsewhere(Lane other, System.Collections.Concurrent.BlockingCollection<string> trace)
        {
            _trace = trace;
            _child = Context.Watch(Context.ActorOf(Props.Create(() => new ChildElsewhere(trace)).Placed(other, 1)));
        }

        protected override void OnReceive(object message)
        {
            if (message is Terminated) _trace.Add("Terminated");
            else if (message is "stop") _child.Tell(PoisonPill.Instance, Self);
            else _child.Tell(message, Self);
        }
    }

    private sealed class ChildElsewhere(System.Collections.Concurrent.BlockingCollection<string> trace) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is "boom") throw new InvalidOperationException("boom");
            trace.Add($"child on lane {Lane.Current.Index}");
        }
    }

    private sealed class Family : UntypedActor
    {
        public Family(Lane lane, int depth)
        {
            for (int i = 0; depth > 0 && i < 3; i++) Context.ActorOf(Props.Create(() => new Family(lane, depth - 1)));
        }

        protected override void OnReceive(object message)
        {
        }
    }
}
