namespace NetSim.Actors.Tests.Contract;

public sealed class TimerTests : ContractTest
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void A_periodic_timer_ticks_until_the_restart_and_not_after()
    {
        TestProbe probe = CreateTestProbe();
        IActorRef trace = probe.Ref;
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Ticking(trace)));
        actor.Tell("start", TestActor);

        probe.ExpectMsg("tick");
        probe.ExpectMsg("tick");
        actor.Tell("boom", TestActor);
        probe.FishForMessage(message => message is "restarted");

        probe.ExpectNoMsg(TimeSpan.FromMilliseconds(350));
    }

    [Fact]
    public void A_timer_of_the_same_key_replaces_the_old_one()
    {
        TestProbe probe = CreateTestProbe();
        IActorRef trace = probe.Ref;
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Ticking(trace)));

        actor.Tell("one then two", TestActor);

        ExpectTrace(probe, "two");
    }

    [Fact]
    public void A_cancelled_timer_does_not_tick()
    {
        TestProbe probe = CreateTestProbe();
        IActorRef trace = probe.Ref;
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Ticking(trace)));

        actor.Tell("start and cancel", TestActor);

        probe.ExpectMsg("inactive");
        probe.ExpectNoMsg(TimeSpan.FromMilliseconds(250));
    }

    [Fact]
    public void A_single_timer_is_over_when_it_has_ticked()
    {
        TestProbe probe = CreateTestProbe();
        IActorRef trace = probe.Ref;
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Ticking(trace)));

        actor.Tell("single", TestActor);
        probe.ExpectMsg("single tick");
        actor.Tell("active?", TestActor);

        probe.ExpectMsg("False");
    }

    [Fact]
    public void The_scheduler_tells_once()
    {
        Sys.Scheduler.ScheduleTellOnce(Tick, TestActor, "later", ActorRefs.NoSender!);

        ExpectMsg("later");
        ExpectNoMsg(Short);
    }

    [Fact]
    public void The_scheduler_tells_again_and_again_until_cancelled()
    {
        ICancelable timer = Sys.Scheduler.ScheduleTellRepeatedlyCancelable(Tick, Tick, TestActor, "again", ActorRefs.NoSender!);
        ExpectMsg("again");
        ExpectMsg("again");

        timer.Cancel();

        AwaitAssert(() => ExpectNoMsg(TimeSpan.FromMilliseconds(300)));
    }

    [Fact]
    public void The_scheduler_keeps_the_sender()
    {
        TestProbe sender = CreateTestProbe();

        Sys.Scheduler.ScheduleTellOnce(Tick, TestActor, "later", sender.Ref);

        ExpectMsgFrom(sender.Ref, "later");
    }

    [Fact]
    public void What_is_cancelled_before_it_is_due_never_comes()
    {
        ICancelable timer = Sys.Scheduler.ScheduleTellOnceCancelable(Tick, TestActor, "never", ActorRefs.NoSender!);

        timer.Cancel();

        ExpectNoMsg(TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public void The_scheduler_runs_actions()
    {
        IActorRef test = TestActor;

        Sys.Scheduler.Advanced.ScheduleOnce(Tick, () => test.Tell("ran", ActorRefs.NoSender!));

        ExpectMsg("ran");
    }

    [Fact]
    public void A_receive_timeout_comes_when_nothing_else_does()
    {
        IActorRef trace = TestActor;
        Sys.ActorOf(Props.Create(() => new Idle(trace)));

        ExpectMsg("idle");
        ExpectMsg("idle");
    }

    [Fact]
    public void A_message_pushes_the_receive_timeout_back()
    {
        IActorRef trace = TestActor;
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Idle(trace)));
        for (int i = 0; i < 5; i++)
        {
            ExpectNoMsg(TimeSpan.FromMilliseconds(60));
            actor.Tell("busy", TestActor);
        }

        ExpectMsg("idle");
    }

    [Fact]
    public void A_receive_timeout_that_is_taken_back_does_not_come()
    {
        IActorRef trace = TestActor;
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Idle(trace)));

        actor.Tell("never mind", TestActor);

        ExpectNoMsg(TimeSpan.FromMilliseconds(600));
    }

    private sealed class Ticking(IActorRef trace) : UntypedActor, IWithTimers
    {
        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PostRestart(Exception reason) => trace.Tell("restarted", Self);

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case "start":
                    Timers.StartPeriodicTimer("key", "tick", Tick);
                    break;
                case "start and cancel":
                    Timers.StartPeriodicTimer("key", "tick", Tick);
                    Timers.Cancel("key");
                    trace.Tell(Timers.IsTimerActive("key") ? "active" : "inactive", Self);
                    break;
                case "one then two":
                    Timers.StartSingleTimer("k", "one", Tick);
                    Timers.StartSingleTimer("k", "two", 2 * Tick);
                    break;
                case "single":
                    Timers.StartSingleTimer("k", "single tick", Tick);
                    break;
                case "active?":
                    trace.Tell(Timers.IsTimerActive("k").ToString(), Self);
                    break;
                case "boom":
                    throw new InvalidOperationException("boom");
                default:
                    trace.Tell(message, Self);
                    break;
            }
        }
    }

    private sealed class Idle : UntypedActor
    {
        private readonly IActorRef _trace;

        public Idle(IActorRef trace)
        {
            _trace = trace;
            SetReceiveTimeout(TimeSpan.FromMilliseconds(250));
        }

        protected override void OnReceive(object message)
        {
            if (message is ReceiveTimeout) _trace.Tell("idle", Self);
            else if (message is "never mind") SetReceiveTimeout(null);
        }
    }
}
