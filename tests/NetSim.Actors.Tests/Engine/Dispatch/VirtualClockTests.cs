using NetSim.Actors.Lanes;

namespace NetSim.Actors.Tests.Engine.Dispatch;

public sealed class VirtualClockTests
{
    [Fact]
    public void The_engine_starts_no_thread()
    {
        using var system = LaneSystem.CreateVirtual("test");
        int thread = 0;
        Action note = () => thread = Environment.CurrentManagedThreadId;
        IActorRef actor = system.System.ActorOf(Props.Create(() => new Noting(note)));

        actor.Tell("x", ActorRefs.NoSender);
        Assert.Equal(0, thread);
        system.RunUntilIdle();

        Assert.Equal(Environment.CurrentManagedThreadId, thread);
    }

    [Fact]
    public void An_actor_cannot_drive_its_own_clock()
    {
        using var system = LaneSystem.CreateVirtual("test");
        Exception? thrown = null;
        Action drive = () => thrown = Record.Exception(() => system.RunUntilIdle());
        IActorRef actor = system.System.ActorOf(Props.Create(() => new Noting(drive)));

        actor.Tell("x", ActorRefs.NoSender);
        system.RunUntilIdle();

        Assert.IsType<InvalidOperationException>(thrown);
    }

    [Fact]
    public void Terminate_is_done_when_it_returns()
    {
        LaneSystem system = LaneSystem.CreateVirtual("test");
        bool stopped = false;
        Action note = () => stopped = true;
        system.System.ActorOf(Props.Create(() => new Stopping(note)));

        Task end = system.System.Terminate();

        Assert.True(stopped);
        Assert.True(end.IsCompletedSuccessfully);
    }

    [Fact]
    public void Terminate_drops_the_timers_that_are_pending()
    {
        LaneSystem system = LaneSystem.CreateVirtual("test");
        IActorRef actor = system.System.ActorOf(Props.Empty);
        system.Lanes[0].TellAt(1_000, actor, "later", null);

        system.System.Terminate();

        Assert.Equal(0, system.RunUntilIdle());
        Assert.Equal(0, system.Now);
    }

    [Fact]
    public async Task Actors_that_never_come_to_rest_do_not_keep_a_run_from_being_ended()
    {
        using var system = LaneSystem.CreateVirtual("test");
        bool isOver = false;
        Func<bool> stop = () => Volatile.Read(ref isOver);
        IActorRef a = system.System.ActorOf(Props.Create(() => new Restless(stop)));
        IActorRef b = system.System.ActorOf(Props.Create(() => new Restless(stop)));
        a.Tell("ball", b);
        Task ender = Task.Run(() => system.EndAt(0));

        system.RunUntilIdle();

        await ender;
        Assert.True(system.Lanes[0].MessagesHandled > 0);
        Volatile.Write(ref isOver, true);
    }

    [Fact]
    public void A_fault_of_the_engine_itself_comes_out_of_the_run()
    {
        LaneSystem system = LaneSystem.CreateVirtual("test");
        IActorRef dead = system.System.ActorOf(Props.Empty);
        dead.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        system.RunUntilIdle();
        system.System.EventStream.Subscribe(new BrokenRef(), typeof(DeadLetter));

        dead.Tell("x", ActorRefs.NoSender);

        Assert.Throws<InvalidTimeZoneException>(() => system.RunUntilIdle());
    }

    [Fact]
    public void Questions_are_answered_and_time_out_in_virtual_time()
    {
        using var system = LaneSystem.CreateVirtual("test");
        IActorRef mute = system.System.ActorOf(Props.Empty);
        Task<string> answer = mute.Ask<string>("well?", TimeSpan.FromHours(1));

        system.RunUntil(3_599_999_999_999);
        Assert.False(answer.IsCompleted);
        system.RunUntil(3_600_000_000_000);

        Assert.IsType<AskTimeoutException>(answer.Exception!.InnerException);
    }

    [Fact]
    public async Task Time_does_not_run_on_to_a_timer_that_was_cancelled()
    {
        using var system = LaneSystem.CreateVirtual("test");
        IActorRef actor = system.System.ActorOf(Props.Create(() => new Answering()));
        Task<string> answer = actor.Ask<string>("well?", TimeSpan.FromHours(1));

        system.RunUntilIdle();

        Assert.Equal("well?", await answer);
        Assert.Equal(0, system.Now);
    }

    [Fact]
    public void Whoever_asks_after_the_end_is_answered()
    {
        LaneSystem system = LaneSystem.CreateVirtual("test");
        IActorRef actor = system.System.ActorOf(Props.Create(() => new Answering()));
        system.System.Terminate();

        Assert.True(actor.WatchAsync().IsCompletedSuccessfully);
        Assert.Throws<InvalidOperationException>(() => system.System.ActorOf(Props.Empty));
    }

    [Fact]
    public void A_subscriber_that_is_gone_does_not_get_its_own_dead_letters()
    {
        using var system = LaneSystem.CreateVirtual("test");
        IActorRef dead = system.System.ActorOf(Props.Empty);
        dead.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        system.RunUntilIdle();
        Assert.True(system.System.EventStream.Subscribe(dead, typeof(DeadLetter)));
        IActorRef other = system.System.ActorOf(Props.Empty);
        other.Tell(PoisonPill.Instance, ActorRefs.NoSender);

        other.Tell("x", ActorRefs.NoSender);
        system.RunUntilIdle();

        Assert.False(system.System.EventStream.Unsubscribe(dead));
    }

    [Fact]
    public void Incarnations_of_one_path_have_numbers_of_their_own_that_are_the_same_in_every_run()
    {
        string Uids()
        {
            using var system = LaneSystem.CreateVirtual("test");
            var uids = new List<long>();
            for (int i = 0; i < 3; i++)
            {
                IActorRef actor = system.System.ActorOf(Props.Empty, "again");
                uids.Add(actor.Path.Uid);
                actor.Tell(PoisonPill.Instance, ActorRefs.NoSender);
                system.RunUntilIdle();
            }

            Assert.Equal(3, uids.Distinct().Count());
            return string.Join(' ', uids);
        }

        Assert.Equal(Uids(), Uids());
    }

    [Fact]
    public void Time_of_day_is_the_epoch_plus_virtual_time()
    {
        using var system = LaneSystem.CreateVirtual("test");

        system.RunUntil(5_000_000_000);

        Assert.Equal(DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(5), system.System.Scheduler.Now);
        Assert.Equal(TimeSpan.FromSeconds(5), system.System.Uptime);
    }

    private sealed class Restless(Func<bool> isOver) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (!isOver()) Sender.Tell(message, Self);
        }
    }

    private sealed class Answering : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message, Self);
    }

    private sealed class Noting(Action note) : UntypedActor
    {
        protected override void OnReceive(object message) => note();
    }

    private sealed class Stopping(Action note) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }

        protected override void PostStop() => note();
    }

    private sealed class BrokenRef : IActorRef
    {
        public ActorPath Path { get; } = ActorPath.Parse("akka://test/broken");

        public void Tell(object message, IActorRef? sender) => throw new InvalidTimeZoneException("broken");

        public int CompareTo(object? obj) => 0;

        public int CompareTo(IActorRef? other) => 0;

        public bool Equals(IActorRef? other) => ReferenceEquals(this, other);

        public override bool Equals(object? obj) => ReferenceEquals(this, obj);

        public override int GetHashCode() => 0;
    }
}
