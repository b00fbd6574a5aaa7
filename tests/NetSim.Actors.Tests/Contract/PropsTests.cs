namespace NetSim.Actors.Tests.Contract;

public sealed class PropsTests : ContractTest
{
    [Fact]
    public void The_arguments_are_evaluated_once_and_used_again_after_a_restart()
    {
        int calls = 0;
        int Next() => ++calls;
        Func<int> next = Next;
        IActorRef trace = TestActor;
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Numbered(trace, next())));

        actor.Tell("boom", TestActor);

        ExpectMsg(1);
        ExpectMsg(1);
        Assert.Equal(1, calls);
    }

    [Fact]
    public void A_factory_that_is_not_a_constructor_call_is_refused()
    {
        Assert.Throws<InvalidCastException>(() => Props.Create(() => Make()));
    }

    [Fact]
    public void An_actor_may_be_made_from_its_type_and_arguments()
    {
        Sys.ActorOf(Props.Create<Numbered>(TestActor, 5));
        ExpectMsg(5);

        Type type = typeof(Numbered);
        Sys.ActorOf(Props.Create(type, TestActor, 6));
        ExpectMsg(6);
    }

    [Fact]
    public void A_producer_makes_each_incarnation()
    {
        var producer = new Producer(TestActor);
        IActorRef actor = Sys.ActorOf(Props.CreateBy(producer));
        ExpectMsg(1);

        actor.Tell("boom", TestActor);

        ExpectMsg(2);
    }

    [Fact]
    public void An_actor_is_not_made_by_new()
    {
        IActorRef trace = TestActor;

        Assert.IsType<ActorInitializationException>(ThrownOnAnotherThread(() => new Numbered(trace, 1)));
    }

    [Fact]
    public void The_context_exists_inside_an_actor_only()
    {
        Assert.IsType<NotSupportedException>(ThrownOnAnotherThread(() => Peeking.Peek()));
    }

    [Fact]
    public void An_actor_without_arguments_needs_no_props()
    {
        Sys.ActorOf<Plain>("plain").Tell("hello", TestActor);

        ExpectMsg("plain");
    }

    /// <summary>Akka.NET's test kit makes the test's own thread look like an actor.</summary>
    private static Exception? ThrownOnAnotherThread(Func<object> code)
    {
        Exception? thrown = null;
        var thread = new Thread(() => thrown = Record.Exception(() => code()));
        thread.Start();
        thread.Join();
        return thrown;
    }

    private static Numbered Make() => throw new NotSupportedException();

    private sealed class Numbered : UntypedActor
    {
        public Numbered(IActorRef trace, int number) => trace.Tell(number, ActorRefs.NoSender!);

        protected override void OnReceive(object message) => throw new InvalidOperationException("boom");
    }

    private sealed class Plain : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(Self.Path.Name, Self);
    }

    private abstract class Peeking : ReceiveActor
    {
        public static IActorRef Peek() => Context.Self;
    }

    private sealed class Producer(IActorRef trace) : IIndirectActorProducer
    {
        private int _made;

        public Type ActorType => typeof(Numbered);

        public ActorBase Produce() => new Numbered(trace, ++_made);

        public void Release(ActorBase actor)
        {
        }
    }
}
