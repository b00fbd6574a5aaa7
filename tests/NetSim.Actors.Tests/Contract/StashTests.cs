namespace NetSim.Actors.Tests.Contract;

public class StashTests : ContractTest
{
    public StashTests()
    {
    }

    /// <summary>On a clock of the caller's choice.</summary>
    protected StashTests(ActorSystem system)
        : base(system)
    {
    }

    [Fact]
    public void Stashed_messages_come_back_in_order_and_before_those_that_wait()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Gate()));

        foreach (string message in (string[])["a", "b", "open", "c"]) actor.Tell(message, TestActor);

        foreach (string message in (string[])["a", "b", "c"]) ExpectMsg(message);
    }

    [Fact]
    public void A_stashed_message_keeps_its_sender()
    {
        TestProbe other = CreateTestProbe();
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Gate()));

        actor.Tell("a", other.Ref);
        actor.Tell("open", TestActor);

        other.ExpectMsg("a");
    }

    [Fact]
    public void A_restart_brings_the_stash_back_in_order()
    {
        IActorRef trace = TestActor;
        IActorRef actor = Sys.ActorOf(Props.Create(() => new StashesOnce(trace)));

        foreach (string message in (string[])["a", "b", "boom", "c"]) actor.Tell(message, TestActor);

        foreach (string message in (string[])["a", "b", "c"]) ExpectMsg(message);
    }

    [Fact]
    public void Stashing_one_message_twice_is_an_error()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new StashesTwice()));

        actor.Tell("a", TestActor);

        ExpectMsg("IllegalActorStateException");
    }

    [Fact]
    public void Unstash_brings_back_the_oldest_only()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new OneByOne()));

        foreach (string message in (string[])["a", "b", "next"]) actor.Tell(message, TestActor);
        ExpectMsg("a");
        ExpectNoMsg(Short);
        actor.Tell("next", TestActor);

        ExpectMsg("b");
    }

    [Fact]
    public void A_stash_that_is_full_overflows()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Counts()).WithStashCapacity(2));

        foreach (string message in (string[])["a", "b", "c"]) actor.Tell(message, TestActor);

        foreach (string answer in (string[])["1", "2", "StashOverflowException"]) ExpectMsg(answer);
    }

    [Fact]
    public void What_is_stashed_when_the_actor_stops_becomes_dead_letters()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Gate()));

        actor.Tell("a", TestActor);
        actor.Tell(PoisonPill.Instance, TestActor);

        Assert.Equal("a", ExpectMsg<DeadLetter>().Message);
    }

    private sealed class Gate : ReceiveActor, IWithUnboundedStash
    {
        public Gate()
        {
            Receive<string>(m => m == "open", _ =>
            {
                Become(() => Receive<string>(m => Sender.Tell(m, Self)));
                Stash.UnstashAll();
            });
            ReceiveAny(_ => Stash.Stash());
        }

        public IStash Stash { get; set; } = null!;
    }

    private sealed class StashesOnce : UntypedActor, IWithUnboundedStash
    {
        private static int _incarnations;
        private readonly bool _isFirst = Interlocked.Increment(ref _incarnations) == 1;
        private readonly IActorRef _trace;

        public StashesOnce(IActorRef trace) => _trace = trace;

        public IStash Stash { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            if (message is "boom") throw new InvalidOperationException("boom");
            if (_isFirst) Stash.Stash();
            else _trace.Tell(message, Self);
        }
    }

    private sealed class StashesTwice : UntypedActor, IWithUnboundedStash
    {
        public IStash Stash { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            Stash.Stash();
            try
            {
                Stash.Stash();
            }
            catch (IllegalActorStateException refused)
            {
                Sender.Tell(refused.GetType().Name, Self);
            }
        }
    }

    private sealed class OneByOne : UntypedActor, IWithUnboundedStash
    {
        private bool _next;

        public IStash Stash { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            if (message is "next")
            {
                _next = true;
                Stash.Unstash();
            }
            else if (_next)
            {
                _next = false;
                Sender.Tell(message, Self);
            }
            else
            {
                Stash.Stash();
            }
        }
    }

    private sealed class Counts : UntypedActor, IWithStash
    {
        public IStash Stash { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            try
            {
                Stash.Stash();
                Sender.Tell(Stash.Count.ToString(), Self);
            }
            catch (StashOverflowException full)
            {
                Sender.Tell(full.GetType().Name, Self);
            }
        }
    }
}
