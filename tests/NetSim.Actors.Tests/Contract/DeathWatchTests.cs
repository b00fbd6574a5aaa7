namespace NetSim.Actors.Tests.Contract;

public class DeathWatchTests : ContractTest
{
    public DeathWatchTests()
    {
    }

    /// <summary>On a clock of the caller's choice.</summary>
    protected DeathWatchTests(ActorSystem system)
        : base(system)
    {
    }

    [Fact]
    public void The_end_comes_behind_the_messages_that_are_queued_already()
    {
        TestProbe probe = CreateTestProbe();
        IActorRef trace = probe.Ref;
        IActorRef watched = Sys.ActorOf(Acting((_, _) => { }));
        IActorRef watcher = Sys.ActorOf(Props.Create(() => new Watcher(trace, watched)));
        probe.ExpectMsg("ready");

        watcher.Tell("q1", TestActor);
        watched.Tell(PoisonPill.Instance, TestActor);

        probe.ExpectMsg("q1");
        probe.ExpectMsg("Terminated True");
    }

    [Fact]
    public void Watching_an_actor_that_is_already_gone_is_answered_at_once()
    {
        IActorRef dead = Sys.ActorOf(Acting((_, _) => { }));
        Watch(dead);
        dead.Tell(PoisonPill.Instance, TestActor);
        ExpectTerminated(dead);
        TestProbe late = CreateTestProbe();

        late.Watch(dead);

        Assert.False(late.ExpectTerminated(dead).ExistenceConfirmed);
    }

    [Fact]
    public void An_actor_whose_constructor_throws_ends_and_is_known_to_have_been()
    {
        TestProbe probe = CreateTestProbe();
        IActorRef stillborn = Sys.ActorOf(Props.Create(() => new Stillborn(TestActor)));
        probe.Watch(stillborn);
        ExpectMsg("trying");

        probe.ExpectTerminated(stillborn);
    }

    [Fact]
    public void WatchWith_tells_the_message_that_was_asked_for()
    {
        IActorRef watched = Sys.ActorOf(Acting((_, _) => { }));
        IActorRef watcher = Sys.ActorOf(Acting((message, context) =>
        {
            if (message is IActorRef subject) context.WatchWith(subject, "gone");
            else TestActor.Tell(message, context.Self);
            context.Sender.Tell("ok", context.Self);
        }));
        watcher.Tell(watched, TestActor);
        ExpectMsg("ok");

        watched.Tell(PoisonPill.Instance, TestActor);

        ExpectMsg("gone");
    }

    [Fact]
    public void Unwatch_ends_it()
    {
        TestProbe probe = CreateTestProbe();
        IActorRef watched = Sys.ActorOf(Acting((_, _) => { }));
        probe.Watch(watched);
        probe.Unwatch(watched);
        Watch(watched);

        watched.Tell(PoisonPill.Instance, TestActor);

        ExpectTerminated(watched);
        probe.ExpectNoMsg(Short);
    }

    [Fact]
    public void An_end_that_is_not_handled_ends_the_watcher()
    {
        IActorRef watched = Sys.ActorOf(Acting((_, _) => { }));
        IActorRef watcher = Sys.ActorOf(Props.Create(() => new HandlesNothing(watched, TestActor)));
        ExpectMsg("ready");
        Watch(watcher);

        watched.Tell(PoisonPill.Instance, TestActor);

        ExpectTerminated(watcher);
    }

    [Fact]
    public void Watching_twice_is_told_once()
    {
        TestProbe probe = CreateTestProbe();
        IActorRef watched = Sys.ActorOf(Acting((_, _) => { }));
        probe.Watch(watched);
        probe.Watch(watched);

        watched.Tell(PoisonPill.Instance, TestActor);

        probe.ExpectTerminated(watched);
        probe.ExpectNoMsg(Short);
    }

    [Fact]
    public void A_parent_may_watch_its_child()
    {
        IActorRef parent = Sys.ActorOf(Acting((message, context) =>
        {
            if (message is Terminated end) TestActor.Tell(end.ActorRef.Path.Name, context.Self);
            else context.Stop(context.Watch(context.ActorOf(Acting((_, _) => { }), "child")));
        }));

        parent.Tell("go", TestActor);

        ExpectMsg("child");
    }

    private sealed class Watcher : UntypedActor
    {
        private readonly IActorRef _trace;

        public Watcher(IActorRef trace, IActorRef watched)
        {
            _trace = trace;
            Context.Watch(watched);
            trace.Tell("ready", Self);
        }

        protected override void OnReceive(object message) =>
            _trace.Tell(message is Terminated end ? $"Terminated {end.ExistenceConfirmed}" : message, Self);
    }

    private sealed class Stillborn : UntypedActor
    {
        public Stillborn(IActorRef trace)
        {
            trace.Tell("trying", Self);
            throw new InvalidOperationException("never was");
        }

        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class HandlesNothing : ReceiveActor
    {
        public HandlesNothing(IActorRef watched, IActorRef trace)
        {
            Context.Watch(watched);
            trace.Tell("ready", Self);
        }
    }
}
