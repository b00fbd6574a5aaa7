namespace NetSim.Actors.Tests.Contract;

/// <summary>The corners where hooks, failures and stops meet.</summary>
public class LifecycleTests : ContractTest
{
    public LifecycleTests()
    {
    }

    /// <summary>On a clock of the caller's choice.</summary>
    protected LifecycleTests(ActorSystem system)
        : base(system)
    {
    }

    [Fact]
    public void A_child_handles_nothing_while_its_parent_is_judged_and_goes_on_afterwards()
    {
        IActorRef top = Sys.ActorOf(Acting(
            (message, context) => context.Sender.Tell(context.ActorOf((Props)message), context.Self),
            new OneForOneStrategy(_ => Directive.Resume)));
        top.Tell(Acting((message, context) =>
        {
            if (message is "boom") throw new InvalidOperationException("boom");
            context.Sender.Tell(context.ActorOf(Acting((m, child) => child.Sender.Tell(m, child.Self))), context.Self);
        }), TestActor);
        IActorRef parent = ExpectMsg<IActorRef>();
        parent.Tell("spawn", TestActor);
        IActorRef child = ExpectMsg<IActorRef>();

        parent.Tell("boom", TestActor);
        child.Tell("still here", TestActor);

        ExpectMsg("still here");
    }

    [Fact]
    public void An_actor_may_stop_itself_in_its_constructor()
    {
        IActorRef trace = TestActor;
        IActorRef actor = Sys.ActorOf(Props.Create(() => new StopsAtOnce(trace)));

        ExpectMsg("PreStart");
        ExpectMsg("PostStop");
        Watch(actor);
        ExpectTerminated(actor);
    }

    [Fact]
    public void A_PostStop_that_throws_does_not_keep_the_actor_alive()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new FailsInPostStop()));
        Watch(actor);

        actor.Tell(PoisonPill.Instance, TestActor);

        ExpectTerminated(actor);
    }

    [Fact]
    public void A_stop_while_a_handler_waits_ends_the_handler_there()
    {
        var gate = new TaskCompletionSource();
        Task open = gate.Task;
        IActorRef trace = TestActor;
        IActorRef parent = Sys.ActorOf(Acting((message, context) =>
        {
            if (message is Props props) context.Sender.Tell(context.ActorOf(props), context.Self);
            else context.Stop((IActorRef)message);
        }));
        parent.Tell(Props.Create(() => new WaitsInHandler(open, trace)), TestActor);
        IActorRef actor = ExpectMsg<IActorRef>();
        actor.Tell("go", TestActor);
        ExpectMsg("begins");

        parent.Tell(actor, TestActor);
        ExpectMsg("PostStop");
        gate.SetResult();

        ExpectNoMsg(Short);
    }

    [Fact]
    public void An_end_can_be_stashed_like_any_message()
    {
        IActorRef watched = Sys.ActorOf(Acting((_, _) => { }));
        IActorRef trace = TestActor;
        IActorRef watcher = Sys.ActorOf(Props.Create(() => new StashesEnd(watched, trace)));
        ExpectMsg("ready");

        watched.Tell(PoisonPill.Instance, TestActor);
        ExpectMsg("stashed");
        watcher.Tell("unstash", TestActor);

        ExpectMsg("Terminated");
    }

    [Fact]
    public void An_unwatch_takes_back_an_end_that_is_queued_already()
    {
        IActorRef watched = Sys.ActorOf(Acting((_, _) => { }));
        IActorRef trace = TestActor;
        IActorRef watcher = Sys.ActorOf(Props.Create(() => new ChangesItsMind(watched, trace)));
        ExpectMsg("ready");
        Watch(watched);

        watched.Tell(PoisonPill.Instance, TestActor);
        ExpectTerminated(watched);
        watcher.Tell("end?", TestActor);

        ExpectMsg("no end");
    }

    [Fact]
    public void A_restart_keeps_the_watches()
    {
        IActorRef watched = Sys.ActorOf(Acting((_, _) => { }));
        IActorRef watcher = Sys.ActorOf(Acting((message, context) =>
        {
            switch (message)
            {
                case "boom":
                    throw new InvalidOperationException("boom");
                case Terminated:
                    TestActor.Tell("Terminated", context.Self);
                    break;
                default:
                    context.Watch((IActorRef)message);
                    break;
            }
        }));

        watcher.Tell(watched, TestActor);
        watcher.Tell("boom", TestActor);
        watched.Tell(PoisonPill.Instance, TestActor);

        ExpectMsg("Terminated");
    }

    [Fact]
    public void Messages_that_came_during_the_restart_follow_the_stash()
    {
        IActorRef trace = TestActor;
        IActorRef actor = Sys.ActorOf(Props.Create(() => new StashesUntilRestarted(trace)));

        foreach (string message in (string[])["s1", "s2", "boom", "m1", "m2"]) actor.Tell(message, TestActor);

        foreach (string message in (string[])["s1", "s2", "m1", "m2"]) ExpectMsg(message);
    }

    [Fact]
    public void Children_that_PreRestart_spares_are_restarted_after_their_parent()
    {
        TestProbe probe = CreateTestProbe();
        IActorRef trace = probe.Ref;
        IActorRef parent = Sys.ActorOf(Props.Create(() => new SparesItsChild(trace)));
        probe.ExpectMsg("child ctor");

        parent.Tell("boom", TestActor);

        probe.ExpectMsg("parent restarted");
        probe.ExpectMsg("child ctor");
        parent.Tell("count", TestActor);
        ExpectMsg(1);
    }

    [Fact]
    public void A_failed_constructor_is_logged_once_and_leaves_nothing_to_clean_up()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Error));

        Sys.ActorOf(Props.Create(() => new FailsInConstructor()));

        ExpectMsg<Error>();
        ExpectNoMsg(Short);
    }

    [Fact]
    public void Disposable_incarnations_are_disposed()
    {
        IActorRef trace = TestActor;
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Disposable(trace)));

        actor.Tell("boom", TestActor);
        ExpectMsg("disposed");
        actor.Tell(PoisonPill.Instance, TestActor);

        ExpectMsg("disposed");
    }

    private sealed class StopsAtOnce : UntypedActor
    {
        private readonly IActorRef _trace;

        public StopsAtOnce(IActorRef trace)
        {
            _trace = trace;
            Context.Stop(Self);
        }

        protected override void PreStart() => _trace.Tell("PreStart", Self);

        protected override void PostStop() => _trace.Tell("PostStop", Self);

        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class FailsInPostStop : UntypedActor
    {
        protected override void PostStop() => throw new InvalidOperationException("at the end");

        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class WaitsInHandler : ReceiveActor
    {
        private readonly IActorRef _trace;

        public WaitsInHandler(Task gate, IActorRef trace)
        {
            _trace = trace;
            ReceiveAsync<string>(async _ =>
            {
                trace.Tell("begins", Self);
                await gate;
                trace.Tell("ends", Self);
            });
        }

        protected override void PostStop() => _trace.Tell("PostStop", Self);
    }

    private sealed class StashesEnd : UntypedActor, IWithUnboundedStash
    {
        private readonly IActorRef _trace;
        private bool _isStashing = true;

        public StashesEnd(IActorRef watched, IActorRef trace)
        {
            _trace = trace;
            Context.Watch(watched);
            trace.Tell("ready", Self);
        }

        public IStash Stash { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            if (message is "unstash")
            {
                _isStashing = false;
                Stash.UnstashAll();
            }
            else if (_isStashing)
            {
                Stash.Stash();
                _trace.Tell("stashed", Self);
            }
            else
            {
                _trace.Tell(message.GetType().Name, Self);
            }
        }
    }

    private sealed class ChangesItsMind : UntypedActor
    {
        private readonly IActorRef _watched;
        private readonly IActorRef _trace;
        private bool _hasSeenEnd;

        public ChangesItsMind(IActorRef watched, IActorRef trace)
        {
            (_watched, _trace) = (watched, trace);
            Context.Watch(watched);
            Context.Unwatch(watched);
            trace.Tell("ready", Self);
        }

        protected override void OnReceive(object message)
        {
            if (message is Terminated) _hasSeenEnd = true;
            else _trace.Tell(_hasSeenEnd ? $"end of {_watched}" : "no end", Self);
        }
    }

    private sealed class StashesUntilRestarted(IActorRef trace) : UntypedActor, IWithUnboundedStash
    {
        private bool _isRestarted;

        public IStash Stash { get; set; } = null!;

        protected override void PostRestart(Exception reason) => _isRestarted = true;

        protected override void OnReceive(object message)
        {
            if (message is "boom") throw new InvalidOperationException("boom");
            if (_isRestarted) trace.Tell(message, Self);
            else Stash.Stash();
        }
    }

    private sealed class SparesItsChild : UntypedActor
    {
        private readonly IActorRef _trace;

        public SparesItsChild(IActorRef trace)
        {
            _trace = trace;
            if (Context.Child("child").IsNobody()) Context.ActorOf(Props.Create(() => new Spared(trace)), "child");
        }

        protected override void PreRestart(Exception reason, object? message)
        {
        }

        protected override void PostRestart(Exception reason) => _trace.Tell("parent restarted", Self);

        protected override void OnReceive(object message)
        {
            if (message is "boom") throw new InvalidOperationException("boom");
            Sender.Tell(Context.GetChildren().Count(), Self);
        }
    }

    private sealed class Spared : UntypedActor
    {
        public Spared(IActorRef trace) => trace.Tell("child ctor", Self);

        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class FailsInConstructor : UntypedActor, IWithTimers, IWithUnboundedStash, IDisposable
    {
        public FailsInConstructor() => throw new InvalidOperationException("no");

        public ITimerScheduler Timers { get; set; } = null!;

        public IStash Stash { get; set; } = null!;

        public void Dispose()
        {
        }

        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class Disposable(IActorRef trace) : UntypedActor, IDisposable
    {
        public void Dispose() => trace.Tell("disposed", ActorRefs.NoSender!);

        protected override void OnReceive(object message) => throw new InvalidOperationException("boom");
    }
}
