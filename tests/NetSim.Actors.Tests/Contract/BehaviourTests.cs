namespace NetSim.Actors.Tests.Contract;

public class BehaviourTests : ContractTest
{
    public BehaviourTests()
    {
    }

    /// <summary>On a clock of the caller's choice.</summary>
    protected BehaviourTests(ActorSystem system)
        : base(system)
    {
    }

    [Fact]
    public void Become_changes_what_handles_the_next_message()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Switch()));

        foreach (string message in (string[])["hello", "on", "hello", "off", "hello"]) actor.Tell(message, TestActor);

        foreach (string answer in (string[])["off:hello", "on:hello", "off:hello"]) ExpectMsg(answer);
    }

    [Fact]
    public void A_stacked_behaviour_uncovers_the_one_below()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Stacker()));

        foreach (string message in (string[])["x", "push", "x", "push", "x", "pop", "x", "pop", "x", "pop", "x"]) actor.Tell(message, TestActor);

        foreach (string answer in (string[])["0:x", "1:x", "2:x", "1:x", "0:x", "0:x"]) ExpectMsg(answer);
    }

    [Fact]
    public void Become_replaces_the_top_of_the_stack_but_never_the_first()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Stacker()));

        foreach (string message in (string[])["push", "replace", "x", "pop", "x"]) actor.Tell(message, TestActor);

        foreach (string answer in (string[])["r:x", "0:x"]) ExpectMsg(answer);
    }

    [Fact]
    public void A_restart_begins_with_the_first_behaviour()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Stacker()));

        foreach (string message in (string[])["push", "push", "boom", "x"]) actor.Tell(message, TestActor);

        ExpectMsg("0:x");
    }

    [Fact]
    public void The_first_handler_that_fits_takes_the_message()
    {
        IActorRef trace = TestActor;
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Ordered(trace)));

        actor.Tell(new ArgumentNullException(), TestActor);
        actor.Tell(50, TestActor);
        actor.Tell(5, TestActor);
        actor.Tell("s", TestActor);

        foreach (string handler in (string[])["Exception", "big", "int", "obj"]) ExpectMsg(handler);
    }

    [Fact]
    public void A_handler_that_returns_false_passes_the_message_on()
    {
        IActorRef trace = TestActor;
        IActorRef actor = Sys.ActorOf(Props.Create(() => new PassesOn(trace)));

        actor.Tell("a", TestActor);
        actor.Tell("a", TestActor);

        ExpectMsg("second a");
    }

    [Fact]
    public void Nothing_may_follow_a_handler_of_everything()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new AddsAfterAny()));
        Watch(actor);

        ExpectTerminated(actor);
    }

    [Fact]
    public void Handlers_may_be_given_by_type_and_condition()
    {
        IActorRef trace = TestActor;
        IActorRef actor = Sys.ActorOf(Props.Create(() => new ByType(trace)));

        foreach (object message in (object[])[1, 2, "text", 2.5]) actor.Tell(message, TestActor);

        foreach (string handler in (string[])["odd", "even", "string", "any"]) ExpectMsg(handler);
    }

    [Fact]
    public void A_message_without_a_handler_is_published_as_unhandled()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        IActorRef trace = TestActor;
        IActorRef actor = Sys.ActorOf(Props.Create(() => new PassesOn(trace)));

        actor.Tell(42, TestActor);

        UnhandledMessage unhandled = ExpectMsg<UnhandledMessage>();
        Assert.Equal(42, unhandled.Message);
        Assert.Equal(actor, unhandled.Recipient);
    }

    private sealed class Switch : ReceiveActor
    {
        public Switch() => Off();

        private void Off()
        {
            Receive<string>(m => m == "on", _ => Become(On));
            Receive<string>(m => Sender.Tell("off:" + m, Self));
        }

        private void On()
        {
            Receive<string>(m => m == "off", _ => Become(Off));
            Receive<string>(m => Sender.Tell("on:" + m, Self));
        }
    }

    private sealed class Stacker : UntypedActor
    {
        private int _height;

        protected override void OnReceive(object message) => Handle("0", message);

        private void Handle(string name, object message)
        {
            switch (message)
            {
                case "push":
                    string pushed = (++_height).ToString();
                    BecomeStacked(m => Handle(pushed, m));
                    break;
                case "replace":
                    Become(m => Handle("r", m));
                    break;
                case "pop":
                    UnbecomeStacked();
                    break;
                case "boom":
                    throw new InvalidOperationException("boom");
                default:
                    Sender.Tell($"{name}:{message}", Self);
                    break;
            }
        }
    }

    private sealed class Ordered : ReceiveActor
    {
        public Ordered(IActorRef trace)
        {
            Receive<Exception>(_ => trace.Tell("Exception", Self));
            Receive<ArgumentNullException>(_ => trace.Tell("ArgumentNullException", Self));
            Receive<int>(_ => trace.Tell("big", Self), n => n > 10);
            Receive<int>(_ => trace.Tell("int", Self));
            Receive<object>(_ => trace.Tell("obj", Self));
        }
    }

    private sealed class PassesOn : ReceiveActor
    {
        private readonly HashSet<string> _seen = [];

        public PassesOn(IActorRef trace)
        {
            Receive<string>(m => _seen.Add(m));
            Receive<string>(m => trace.Tell($"second {m}", Self));
        }
    }

    private sealed class AddsAfterAny : ReceiveActor
    {
        public AddsAfterAny()
        {
            ReceiveAny(_ => { });
            Receive<string>(_ => { });
        }
    }

    private sealed class ByType : ReceiveActor
    {
        public ByType(IActorRef trace)
        {
            Type number = typeof(int);
            Type text = typeof(string);
            Receive(number, n => (int)n % 2 == 1, _ => trace.Tell("odd", Self));
            Receive(number, _ => trace.Tell("even", Self));
            Receive(text, m =>
            {
                trace.Tell("string", Self);
                return m is string;
            });
            ReceiveAny(_ => trace.Tell("any", Self));
        }
    }
}
