namespace NetSim.Actors.Tests.Contract;

public class DeadLetterTests : ContractTest
{
    public DeadLetterTests()
    {
    }

    /// <summary>On a clock of the caller's choice.</summary>
    protected DeadLetterTests(ActorSystem system)
        : base(system)
    {
    }

    [Fact]
    public void A_message_to_an_actor_that_is_gone_becomes_a_dead_letter()
    {
        IActorRef dead = Dead();
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));

        dead.Tell("anybody?", TestActor);

        DeadLetter letter = ExpectMsg<DeadLetter>();
        Assert.Equal("anybody?", letter.Message);
        Assert.Equal(dead, letter.Recipient);
        Assert.Equal(TestActor, letter.Sender);
    }

    [Fact]
    public void The_dead_identify_as_nobody()
    {
        IActorRef dead = Dead();

        dead.Tell(new Identify(1), TestActor);

        Assert.Null(ExpectMsg<ActorIdentity>().Subject);
    }

    [Fact]
    public void A_poison_pill_for_the_dead_is_no_news()
    {
        IActorRef dead = Dead();
        TestProbe suppressed = CreateTestProbe();
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        Sys.EventStream.Subscribe(suppressed.Ref, typeof(SuppressedDeadLetter));

        dead.Tell(PoisonPill.Instance, TestActor);

        Assert.IsType<PoisonPill>(suppressed.FishForMessage<SuppressedDeadLetter>(one => one.Message is PoisonPill).Message);
        ExpectNoMsg(Short);
    }

    [Fact]
    public void Messages_that_wait_when_the_actor_stops_become_dead_letters()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        IActorRef parent = Sys.ActorOf(Acting((_, context) =>
        {
            IActorRef child = context.ActorOf(Acting((_, _) => { }));
            context.Stop(child);
            child.Tell("too late", context.Self);
        }));

        parent.Tell("go", TestActor);

        Assert.Equal("too late", ExpectMsg<DeadLetter>().Message);
    }

    [Fact]
    public void Without_a_sender_the_dead_letters_stand_for_one()
    {
        IActorRef actor = Sys.ActorOf(Acting((_, context) => TestActor.Tell(context.Sender.Path.Name, context.Self)));

        actor.Tell("hello", ActorRefs.NoSender!);

        ExpectMsg("deadLetters");
    }

    [Fact]
    public void A_subscriber_gets_what_derives_from_the_type_too()
    {
        IActorRef dead = Dead();
        Sys.EventStream.Subscribe(TestActor, typeof(AllDeadLetters));

        dead.Tell("anybody?", TestActor);

        FishForMessage<DeadLetter>(one => one.Message is "anybody?");
    }

    [Fact]
    public void A_subscriber_may_leave()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(string));
        Assert.False(Sys.EventStream.Subscribe(TestActor, typeof(string)));
        Sys.EventStream.Publish("one");
        ExpectMsg("one");

        Assert.True(Sys.EventStream.Unsubscribe(TestActor, typeof(string)));
        Sys.EventStream.Publish("two");

        ExpectNoMsg(Short);
    }

    [Fact]
    public void Log_entries_are_published()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Warning));
        IActorRef actor = Sys.ActorOf(Acting((_, context) => context.GetLogger().Warning("careful: {0}", 42)));

        actor.Tell("go", TestActor);

        Warning entry = FishForMessage<Warning>(one => one.LogSource.Contains(actor.Path.Name, StringComparison.Ordinal));
        Assert.Equal("careful: 42", entry.Message.ToString());
    }

    [Fact]
    public void A_failure_is_logged_with_its_cause()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Error));
        IActorRef actor = Sys.ActorOf(Acting((_, _) => throw new FormatException("no")));

        actor.Tell("go", TestActor);

        Assert.IsType<FormatException>(ExpectMsg<Error>().Cause);
    }

    private IActorRef Dead()
    {
        IActorRef actor = Sys.ActorOf(Acting((_, _) => { }));
        Watch(actor);
        actor.Tell(PoisonPill.Instance, TestActor);
        ExpectTerminated(actor);
        Unwatch(actor);
        return actor;
    }
}
