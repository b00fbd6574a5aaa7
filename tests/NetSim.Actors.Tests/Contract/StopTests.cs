namespace NetSim.Actors.Tests.Contract;

public class StopTests : ContractTest
{
    public StopTests()
    {
    }

    /// <summary>On a clock of the caller's choice.</summary>
    protected StopTests(ActorSystem system)
        : base(system)
    {
    }

    [Fact]
    public void A_child_that_its_parent_stops_handles_nothing_that_is_told_later()
    {
        TestProbe probe = CreateTestProbe();
        IActorRef trace = probe.Ref;
        IActorRef parent = Sys.ActorOf(Acting((_, context) =>
        {
            IActorRef child = context.ActorOf(Props.Create(() => new TellsEnd(trace)));
            context.Stop(child);
            child.Tell("m2", context.Self);
        }));

        parent.Tell("go", TestActor);

        ExpectTrace(probe, "PostStop");
    }

    [Fact]
    public void Stopping_a_top_level_actor_through_the_system_is_a_message_to_its_guardian()
    {
        TestProbe probe = CreateTestProbe();
        IActorRef trace = probe.Ref;
        IActorRef actor = Sys.ActorOf(Props.Create(() => new TellsEnd(trace)));
        actor.Tell("hello", TestActor);
        probe.ExpectMsg("hello");

        actor.Tell("m1", TestActor);
        Sys.Stop(actor);

        ExpectTrace(probe, "m1 PostStop");
    }

    [Fact]
    public void A_poison_pill_takes_its_turn_in_the_queue()
    {
        TestProbe probe = CreateTestProbe();
        IActorRef trace = probe.Ref;
        IActorRef actor = Sys.ActorOf(Props.Create(() => new TellsEnd(trace)));

        actor.Tell("m1", TestActor);
        actor.Tell(PoisonPill.Instance, TestActor);
        actor.Tell("m2", TestActor);

        ExpectTrace(probe, "m1 PostStop");
    }

    [Fact]
    public void A_kill_takes_its_turn_and_ends_the_actor()
    {
        TestProbe probe = CreateTestProbe();
        IActorRef trace = probe.Ref;
        IActorRef actor = Sys.ActorOf(Props.Create(() => new TellsEnd(trace)));

        actor.Tell("m1", TestActor);
        actor.Tell(Kill.Instance, TestActor);
        actor.Tell("m2", TestActor);

        ExpectTrace(probe, "m1 PostStop");
    }

    [Fact]
    public void An_actor_that_stops_itself_finishes_the_message_in_hand()
    {
        IActorRef actor = Sys.ActorOf(Acting((message, context) =>
        {
            context.Stop(context.Self);
            context.Sender.Tell($"after {message}", context.Self);
        }));
        Watch(actor);

        actor.Tell("m1", TestActor);
        actor.Tell("m2", TestActor);

        ExpectMsg("after m1");
        ExpectTerminated(actor);
    }

    [Fact]
    public void Children_are_gone_before_their_parent()
    {
        TestProbe probe = CreateTestProbe();
        IActorRef trace = probe.Ref;
        IActorRef top = Sys.ActorOf(Props.Create(() => new Nested(trace, 3)), "top");
        probe.ExpectMsg("ready");

        top.Tell(PoisonPill.Instance, TestActor);

        ExpectTrace(probe, "end-1 end-2 end-3");
    }

    [Fact]
    public void A_name_is_taken_until_the_parent_has_heard_of_the_end()
    {
        IActorRef parent = Sys.ActorOf(Props.Create(() => new Renamer()));

        parent.Tell("go", TestActor);

        ExpectMsg("taken");
        ExpectMsg("free");
    }

    [Fact]
    public async Task GracefulStop_tells_when_the_actor_is_gone()
    {
        TestProbe probe = CreateTestProbe();
        IActorRef trace = probe.Ref;
        IActorRef actor = Sys.ActorOf(Props.Create(() => new TellsEnd(trace)));

        Assert.True(await Over(actor.GracefulStop(TimeSpan.FromSeconds(3))));

        probe.ExpectMsg("PostStop");
    }

    [Fact]
    public async Task GracefulStop_gives_up_when_the_actor_does_not_want_to_go()
    {
        IActorRef actor = Sys.ActorOf(Acting((_, _) => { }));

        Assert.False(await Over(actor.GracefulStop(Short, "please")));
    }

    [Fact]
    public async Task WatchAsync_tells_when_the_actor_is_gone()
    {
        IActorRef actor = Sys.ActorOf(Acting((_, _) => { }));
        Task<bool> end = actor.WatchAsync();

        actor.Tell(PoisonPill.Instance, TestActor);

        Assert.True(await Over(end));
    }

    private sealed class TellsEnd(IActorRef trace) : UntypedActor
    {
        protected override void OnReceive(object message) => trace.Tell(message, Self);

        protected override void PostStop() => trace.Tell("PostStop", Self);
    }

    private sealed class Nested : UntypedActor
    {
        private readonly IActorRef _trace;
        private readonly int _depth;

        public Nested(IActorRef trace, int depth)
        {
            (_trace, _depth) = (trace, depth);
            if (depth > 1) Context.ActorOf(Props.Create(() => new Nested(trace, depth - 1)));
            else trace.Tell("ready", Self);
        }

        protected override void OnReceive(object message)
        {
        }

        protected override void PostStop() => _trace.Tell($"end-{_depth}", Self);
    }

    private sealed class Renamer : UntypedActor
    {
        private IActorRef _sender = ActorRefs.Nobody;

        protected override void OnReceive(object message)
        {
            if (message is Terminated)
            {
                Context.ActorOf(Acting((_, _) => { }), "name");
                _sender.Tell("free", Self);
                return;
            }

            _sender = Sender;
            IActorRef child = Context.Watch(Context.ActorOf(Acting((_, _) => { }), "name"));
            Context.Stop(child);
            try
            {
                Context.ActorOf(Acting((_, _) => { }), "name");
            }
            catch (InvalidActorNameException)
            {
                _sender.Tell("taken", Self);
            }
        }
    }
}
