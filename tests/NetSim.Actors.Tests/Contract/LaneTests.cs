using NetSim.Actors.Lanes;

namespace NetSim.Actors.Tests.Contract;

/// <summary>What goes beyond Akka.NET, as far as it holds over both runtimes.</summary>
public sealed class LaneTests
{
    [Fact]
    public void Time_jumps_to_each_due_event_and_ends_where_it_was_told_to()
    {
        using var system = LaneSystem.CreateVirtual("test");
        var seen = new List<string>();
        IActorRef actor = system.System.ActorOf(Props.Create(() => new Recorder(seen)), "recorder");
        system.Lanes[0].TellAt(30, actor, "c", null);
        system.Lanes[0].TellAt(10, actor, "a", null);
        system.Lanes[0].TellAt(10, actor, "b", null);

        system.RunUntil(100);

        Assert.Equal(["a@10", "b@10", "c@30"], seen);
        Assert.Equal(100, system.Now);
    }

    [Fact]
    public void Who_looks_on_sees_what_is_still_to_come_and_changes_nothing()
    {
        using var system = LaneSystem.CreateVirtual("test");
        var seen = new List<string>();
        IActorRef actor = system.System.ActorOf(Props.Create(() => new Recorder(seen)), "recorder");
        IActorRef other = system.System.ActorOf(Props.Create(() => new Recorder(seen)), "other");
        system.Lanes[0].TellAt(10, actor, "a", null);
        system.Lanes[0].TellAt(40, actor, "c", null);
        system.Lanes[0].TellAt(30, actor, "b", other);
        system.RunUntil(20);

        Assert.Equal(
            [new WaitingTell(30, "b", other), new WaitingTell(40, "c", null)],
            system.Lanes[0].TellsWaiting.OrderBy(one => one.Due).Select(one => one with { Sender = Equals(one.Sender, other) ? other : null }));
        system.RunUntil(100);
        Assert.Equal(["a@10", "b@30", "c@40"], seen);
        Assert.Empty(system.Lanes[0].TellsWaiting);
    }

    [Fact]
    public void An_event_beyond_the_limit_waits_for_the_next_run()
    {
        using var system = LaneSystem.CreateVirtual("test");
        var seen = new List<string>();
        IActorRef actor = system.System.ActorOf(Props.Create(() => new Recorder(seen)), "recorder");
        system.Lanes[0].TellAt(101, actor, "later", null);

        system.RunUntil(100);
        Assert.Empty(seen);

        system.RunUntilIdle();
        Assert.Equal(["later@101"], seen);
    }

    [Fact]
    public void Who_runs_through_a_time_leaves_the_clock_at_the_last_event_and_sees_when_the_next_is_due()
    {
        using var system = LaneSystem.CreateVirtual("test");
        var seen = new List<string>();
        IActorRef actor = system.System.ActorOf(Props.Create(() => new Recorder(seen)), "recorder");
        system.Lanes[0].TellAt(10, actor, "a", null);
        system.Lanes[0].TellAt(101, actor, "b", null);
        system.RunUntil(0);
        Assert.Equal(10, system.NextDue);

        system.RunThrough(100);

        Assert.Equal((10, 101), (system.Now, system.NextDue));
        Assert.Equal(["a@10"], seen);
        system.RunThrough(101);
        Assert.Equal(long.MaxValue, system.NextDue);
    }

    [Fact]
    public void A_run_can_end_at_the_moment_that_something_has_happened()
    {
        using var system = LaneSystem.CreateVirtual("test");
        var seen = new List<string>();
        IActorRef actor = system.System.ActorOf(Props.Create(() => new Recorder(seen)), "recorder");
        for (int i = 1; i <= 5; i++) system.Lanes[0].TellAt(i * 10, actor, "x", null);

        system.RunUntil(1000, () => seen.Count == 2);

        Assert.Equal(20, system.Now);
        Assert.Equal(["x@10", "x@20"], seen);
    }

    [Fact]
    public void An_actor_may_say_where_the_run_ends()
    {
        using var system = LaneSystem.CreateVirtual("test");
        var seen = new List<string>();
        Action end = () => system.EndAt(25);
        IActorRef recorder = system.System.ActorOf(Props.Create(() => new Recorder(seen)), "recorder");
        IActorRef ender = system.System.ActorOf(Props.Create(() => new Ender(end)), "ender");
        for (int i = 1; i <= 5; i++) system.Lanes[0].TellAt(i * 10, recorder, "x", null);
        system.Lanes[0].TellAt(15, ender, "end", null);

        system.RunUntilIdle();
        Assert.Equal(["x@10", "x@20"], seen);
        Assert.Equal(25, system.Now);

        system.RunUntilIdle();
        Assert.Equal(5, seen.Count);
    }

    [Fact]
    public void Timers_follow_the_virtual_clock()
    {
        using var system = LaneSystem.CreateVirtual("test");
        var seen = new List<string>();
        system.System.ActorOf(Props.Create(() => new Ticker(seen)), "ticker");

        system.RunUntil(3_500_000_000);

        Assert.Equal(["tick@1000000000", "tick@2000000000", "tick@3000000000"], seen);
    }

    [Fact]
    public void A_placed_actor_is_an_actor_like_any_other()
    {
        using var system = LaneSystem.CreateVirtual("test");
        var seen = new List<string>();
        IActorRef actor = system.System.ActorOf(Props.Create(() => new Recorder(seen)).Placed(system.Lanes[0], 7), "recorder");

        actor.Tell("hello", ActorRefs.NoSender!);
        system.RunUntilIdle();

        Assert.Equal(["hello@0"], seen);
    }

    [Fact]
    public async Task On_the_real_clock_events_come_by_themselves_and_never_early()
    {
        using var system = LaneSystem.CreateReal("test", new RealTimeOptions());
        var due = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef actor = system.System.ActorOf(Props.Create(() => new Stamp(due)), "stamp");

        system.Lanes[0].TellAt(20_000_000, actor, "now", null);

        Assert.True(await due.Task.WaitAsync(TimeSpan.FromSeconds(10)) >= 20_000_000);
    }

    [Fact]
    public async Task Terminate_ends_a_system_on_the_real_clock()
    {
        LaneSystem system = LaneSystem.CreateReal("test", new RealTimeOptions());

        await system.System.Terminate().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.True(system.System.WhenTerminated.IsCompletedSuccessfully);
    }

    [Fact]
    public void The_lanes_of_a_system_are_found_again()
    {
        using var system = LaneSystem.CreateVirtual("test");

        Assert.Same(system, LaneSystem.Of(system.System));
        Assert.Equal(ClockKind.Virtual, system.Clock);
    }

    private sealed class Recorder(List<string> seen) : UntypedActor
    {
        private readonly Lane _lane = Lane.Current;

        protected override void OnReceive(object message) => seen.Add($"{message}@{_lane.Now}");
    }

    private sealed class Ticker(List<string> seen) : UntypedActor, IWithTimers
    {
        private readonly Lane _lane = Lane.Current;

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart() => Timers.StartPeriodicTimer("tick", "tick", TimeSpan.FromSeconds(1));

        protected override void OnReceive(object message) => seen.Add($"{message}@{_lane.Now}");
    }

    private sealed class Ender(Action end) : UntypedActor
    {
        protected override void OnReceive(object message) => end();
    }

    private sealed class Stamp(TaskCompletionSource<long> due) : UntypedActor
    {
        private readonly Lane _lane = Lane.Current;

        protected override void OnReceive(object message) => due.TrySetResult(_lane.Now);
    }
}
