namespace NetSim.Actors.Tests.Contract;

public class ReferenceTests : ContractTest
{
    public ReferenceTests()
    {
    }

    /// <summary>On a clock of the caller's choice.</summary>
    protected ReferenceTests(ActorSystem system)
        : base(system)
    {
    }

    [Fact]
    public void A_name_is_given_once_only()
    {
        Sys.ActorOf(Acting((_, _) => { }), "twin");

        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(Acting((_, _) => { }), "twin"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("$a")]
    [InlineData("a/b")]
    [InlineData("a b")]
    public void A_name_that_no_actor_may_have_is_refused(string name)
    {
        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(Acting((_, _) => { }), name));
    }

    [Fact]
    public void Children_without_a_name_are_called_a_b_c()
    {
        IActorRef parent = Sys.ActorOf(Acting((_, context) =>
        {
            for (int i = 0; i < 3; i++) TestActor.Tell(context.ActorOf(Acting((_, _) => { })).Path.Name, context.Self);
        }));

        parent.Tell("go", TestActor);

        foreach (string name in (string[])["$a", "$b", "$c"]) ExpectMsg(name);
    }

    [Fact]
    public void A_path_tells_where_an_actor_stands()
    {
        IActorRef actor = Sys.ActorOf(Acting((_, _) => { }), "web");

        Assert.Equal("/user/web", actor.Path.ToStringWithoutAddress());
        Assert.Equal($"akka://{Sys.Name}/user/web", actor.Path.ToString());
        Assert.Equal("user", actor.Path.Parent.Name);
        Assert.Equal(["user", "web"], actor.Path.Elements);
        Assert.Equal(actor.Path, ActorPath.Parse(actor.Path.ToString()));
        Assert.Equal("/user/web/eth0", (actor.Path / "eth0").ToStringWithoutAddress());
        Assert.False(ActorPath.TryParse("web", out _));
    }

    [Fact]
    public void An_actor_knows_its_parent_its_children_and_itself()
    {
        IActorRef parent = Sys.ActorOf(
            Acting((message, context) =>
            {
                if (message is not "go")
                {
                    TestActor.Tell(message, context.Self);
                    return;
                }

                context.ActorOf(Acting((_, child) => child.Parent.Tell($"{child.Self.Path.Name} of {child.Parent.Path.Name}", child.Self)), "kid")
                    .Tell("speak", context.Self);
                TestActor.Tell(context.Child("kid").Path.Name, context.Self);
                TestActor.Tell(context.Child("nobody").IsNobody(), context.Self);
                TestActor.Tell(context.GetChildren().Count(), context.Self);
            }),
            "dad");

        parent.Tell("go", TestActor);

        ExpectMsg("kid");
        ExpectMsg(true);
        ExpectMsg(1);
        ExpectMsg("kid of dad");
    }

    [Fact]
    public void A_selection_tells_whoever_lives_at_the_path()
    {
        Sys.ActorOf(Acting((message, context) => context.Sender.Tell($"got {message}", context.Self)), "here");

        Sys.ActorSelection("/user/here").Tell("it", TestActor);

        ExpectMsg("got it");
    }

    [Fact]
    public async Task A_selection_is_resolved_to_the_actor()
    {
        IActorRef actor = Sys.ActorOf(Acting((_, _) => { }), "here");

        Assert.Equal(actor, await Over(Sys.ActorSelection("/user/here").ResolveOne(TimeSpan.FromSeconds(3))));
        await Assert.ThrowsAsync<ActorNotFoundException>(() => Over(Sys.ActorSelection("/user/gone").ResolveOne(TimeSpan.FromSeconds(1))));
    }

    [Fact]
    public void A_selection_may_start_at_an_actor()
    {
        IActorRef parent = Sys.ActorOf(
            Acting((message, context) =>
            {
                if (message is "go")
                {
                    context.ActorOf(Acting((m, child) => child.Sender.Tell($"kid got {m}", child.Self)), "kid");
                    context.ActorSelection("kid").Tell("down");
                    context.ActorSelection("../dad").Tell("around");
                }
                else
                {
                    TestActor.Tell(message, context.Self);
                }
            }),
            "dad");

        parent.Tell("go", TestActor);

        ExpectMsgAllOf("kid got down", "around");
    }

    [Fact]
    public void An_actor_identifies_itself()
    {
        IActorRef actor = Sys.ActorOf(Acting((_, _) => { }));

        actor.Tell(new Identify(7), TestActor);

        ActorIdentity identity = ExpectMsg<ActorIdentity>();
        Assert.Equal(7, identity.MessageId);
        Assert.Equal(actor, identity.Subject);
    }

    [Fact]
    public void Forward_keeps_the_first_sender()
    {
        IActorRef last = Sys.ActorOf(Acting((message, context) => context.Sender.Tell(message, context.Self)));
        IActorRef first = Sys.ActorOf(Acting((message, _) => last.Forward(message)));

        first.Tell("hello", TestActor);

        ExpectMsgFrom(last, "hello");
    }

    [Fact]
    public void A_tell_inside_an_actor_has_that_actor_as_its_sender()
    {
        IActorRef actor = Sys.ActorOf(Acting((_, _) => TestActor.Tell("hello")));

        actor.Tell("go", TestActor);

        ExpectMsgFrom(actor, "hello");
    }

    [Fact]
    public void References_are_equal_if_they_name_the_same_incarnation()
    {
        IActorRef first = Sys.ActorOf(Acting((_, _) => { }), "again");
        Watch(first);
        first.Tell(PoisonPill.Instance, TestActor);
        ExpectTerminated(first);
        IActorRef? second = null;
        AwaitAssert(() => second ??= Sys.ActorOf(Acting((_, _) => { }), "again"));

        Assert.NotEqual(first, second);
        Assert.Equal(first.Path, second!.Path);
        Assert.Equal(first, first);
    }

    [Fact]
    public void Nobody_is_nobody()
    {
        Assert.True(ActorRefs.Nobody.IsNobody());
        Assert.True(ActorRefs.NoSender!.IsNobody());
        Assert.False(TestActor.IsNobody());
        ActorRefs.Nobody.Tell("nothing happens", TestActor);
    }
}
