namespace NetSim.Actors.Tests.Contract;

public class RestartTests : ContractTest
{
    public RestartTests()
    {
    }

    /// <summary>On a clock of the caller's choice.</summary>
    protected RestartTests(ActorSystem system)
        : base(system)
    {
    }

    [Fact]
    public void A_failed_actor_is_replaced_and_loses_only_the_message_that_failed()
    {
        TestProbe probe = CreateTestProbe();
        IActorRef actor = Sys.ActorOf(Traced(probe.Ref));

        actor.Tell("m1", TestActor);
        actor.Tell("boom", TestActor);
        actor.Tell("m2", TestActor);

        ExpectTrace(probe, "ctor PreStart m1 PreRestart PostStop ctor PostRestart PreStart m2");
    }

    [Fact]
    public void A_restart_stops_the_children_before_the_new_incarnation_is_made()
    {
        TestProbe probe = CreateTestProbe();
        IActorRef trace = probe.Ref;
        IActorRef parent = Sys.ActorOf(Props.Create(() => new Parent(trace)));

        ExpectTrace(probe, "P.ctor C.ctor");

        parent.Tell("boom", TestActor);

        foreach (string step in (string[])["P.PostStop", "C.PostStop", "P.ctor"]) probe.ExpectMsg(step);
        probe.ExpectMsgAllOf("P.PostRestart", "C.ctor");
    }

    [Fact]
    public void The_address_stays_the_same()
    {
        IActorRef actor = Sys.ActorOf(Acting((message, context) =>
        {
            if (message is "boom") throw new InvalidOperationException("boom");
            context.Sender.Tell(context.Self, context.Self);
        }));

        actor.Tell("boom", TestActor);
        actor.Tell("who?", TestActor);

        Assert.Equal(actor, ExpectMsg<IActorRef>());
    }

    [Fact]
    public void PreRestart_is_given_the_reason_and_the_message_that_failed()
    {
        IActorRef trace = TestActor;
        IActorRef actor = Sys.ActorOf(Props.Create(() => new TellsReason(trace)));

        actor.Tell("boom", TestActor);

        ExpectMsg("PreRestart InvalidOperationException boom");
        ExpectMsg("PostRestart InvalidOperationException");
    }

    [Fact]
    public void A_failing_PreRestart_does_not_keep_the_actor_from_being_restarted()
    {
        IActorRef trace = TestActor;
        IActorRef actor = Sys.ActorOf(Props.Create(() => new FailsInPreRestart(trace)));
        ExpectMsg("ctor");

        actor.Tell("boom", TestActor);

        ExpectMsg("ctor");
    }

    private sealed class Parent : UntypedActor
    {
        private readonly IActorRef _trace;

        public Parent(IActorRef trace)
        {
            _trace = trace;
            trace.Tell("P.ctor", Self);
            Context.ActorOf(Props.Create(() => new Child(trace)), "child");
        }

        protected override void OnReceive(object message)
        {
            if (message is "boom") throw new InvalidOperationException("boom");
            _trace.Tell(message, Self);
        }

        protected override void PostStop() => _trace.Tell("P.PostStop", Self);

        protected override void PostRestart(Exception reason) => _trace.Tell("P.PostRestart", Self);
    }

    private sealed class Child : UntypedActor
    {
        private readonly IActorRef _trace;

        public Child(IActorRef trace)
        {
            _trace = trace;
            trace.Tell("C.ctor", Self);
        }

        protected override void OnReceive(object message)
        {
        }

        protected override void PostStop() => _trace.Tell("C.PostStop", Self);
    }

    private sealed class TellsReason(IActorRef trace) : UntypedActor
    {
        protected override void OnReceive(object message) => throw new InvalidOperationException("boom");

        protected override void PreRestart(Exception reason, object? message) =>
            trace.Tell($"PreRestart {reason.GetType().Name} {message}", Self);

        protected override void PostRestart(Exception reason) => trace.Tell($"PostRestart {reason.GetType().Name}", Self);
    }

    private sealed class FailsInPreRestart : UntypedActor
    {
        public FailsInPreRestart(IActorRef trace) => trace.Tell("ctor", Self);

        protected override void OnReceive(object message) => throw new InvalidOperationException("boom");

        protected override void PreRestart(Exception reason, object? message) => throw new InvalidOperationException("second");
    }
}
