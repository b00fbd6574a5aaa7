namespace NetSim.Actors.Tests.Contract;

public sealed class TestKitTests : ContractTest
{
    [Fact]
    public void ExpectMsg_fails_on_another_message()
    {
        TestActor.Tell("a", ActorRefs.NoSender!);

        Assert.ThrowsAny<Exception>(() => ExpectMsg("b", TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void ExpectMsg_fails_on_silence()
    {
        Assert.ThrowsAny<Exception>(() => ExpectMsg("b", Short));
    }

    [Fact]
    public void ExpectMsg_takes_a_predicate_or_an_assertion()
    {
        TestActor.Tell(1, ActorRefs.NoSender!);
        TestActor.Tell(2, ActorRefs.NoSender!);
        TestActor.Tell(3, ActorRefs.NoSender!);

        Assert.Equal(1, ExpectMsg<int>(n => n == 1));
        Assert.Equal(2, ExpectMsg<int>(n => Assert.Equal(2, n)));
        Assert.ThrowsAny<Exception>(() => ExpectMsg<int>(n => n == 4));
    }

    [Fact]
    public void ExpectNoMsg_fails_on_a_message()
    {
        TestActor.Tell("a", ActorRefs.NoSender!);

        Assert.ThrowsAny<Exception>(() => ExpectNoMsg(Short));
    }

    [Fact]
    public void All_of_some_messages_may_come_in_any_order()
    {
        foreach (int n in (int[])[3, 1, 2]) TestActor.Tell(n, ActorRefs.NoSender!);
        ExpectMsgAllOf(1, 2, 3);

        TestActor.Tell(4, ActorRefs.NoSender!);
        Assert.ThrowsAny<Exception>(() => ExpectMsgAllOf(TimeSpan.FromSeconds(1), 5));

        TestActor.Tell(6, ActorRefs.NoSender!);
        Assert.Equal(6, ExpectMsgAnyOf<int>([5, 6]));
    }

    [Fact]
    public void Fishing_throws_the_others_back()
    {
        foreach (string fish in (string[])["a", "b", "c"]) TestActor.Tell(fish, ActorRefs.NoSender!);

        Assert.Equal("b", FishForMessage(message => message is "b"));
        ExpectMsg("c");
    }

    [Fact]
    public void ReceiveN_takes_so_many()
    {
        for (int i = 0; i < 3; i++) TestActor.Tell(i, ActorRefs.NoSender!);

        Assert.Equal([0, 1, 2], ReceiveN(3).Cast<int>());
    }

    [Fact]
    public void Within_limits_what_is_inside()
    {
        Within(TimeSpan.FromSeconds(2), () =>
        {
            Assert.True(Remaining <= TimeSpan.FromSeconds(2));
            TestActor.Tell("a", ActorRefs.NoSender!);
            ExpectMsg("a");
        });

        Assert.ThrowsAny<Exception>(() => Within(Short, () => ExpectMsg("never")));
    }

    [Fact]
    public void Within_may_ask_for_a_least_time()
    {
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(300), TestActor, "later", ActorRefs.NoSender!);

        Within(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(3), () => ExpectMsg("later"));
    }

    [Fact]
    public void AwaitAssert_tries_until_it_holds()
    {
        int tries = 0;

        AwaitAssert(() => Assert.True(++tries >= 3), TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(20));

        Assert.Equal(3, tries);
    }

    [Fact]
    public void AwaitAssert_gives_up_with_the_last_failure()
    {
        Assert.ThrowsAny<Exception>(() => AwaitAssert(() => Assert.Fail("never"), Short));
    }

    [Fact]
    public void AwaitCondition_waits_for_it()
    {
        int tries = 0;

        AwaitCondition(() => ++tries >= 3, TimeSpan.FromSeconds(3));

        Assert.ThrowsAny<Exception>(() => AwaitCondition(() => false, Short));
    }

    [Fact]
    public void A_probe_answers_its_last_sender()
    {
        TestProbe probe = CreateTestProbe("probe");
        probe.Ref.Tell("hello", TestActor);

        probe.ExpectMsg("hello");
        probe.Reply("hi");

        ExpectMsgFrom(probe.Ref, "hi");
    }

    [Fact]
    public void A_probe_sends_and_forwards()
    {
        TestProbe a = CreateTestProbe();
        TestProbe b = CreateTestProbe();

        a.Send(b.Ref, "one");
        b.ExpectMsgFrom(a.Ref, "one");
        b.Forward(TestActor);

        ExpectMsgFrom(a.Ref, "one");
    }

    [Fact]
    public void A_probe_may_stand_for_its_reference()
    {
        TestProbe probe = CreateTestProbe();
        IActorRef asReference = probe;

        asReference.Tell("hello", TestActor);

        probe.ExpectMsg("hello");
        Assert.Equal(probe.Ref.Path, asReference.Path);
    }

    [Fact]
    public void Messages_may_be_ignored()
    {
        IgnoreMessages(message => message is int);
        TestActor.Tell(1, ActorRefs.NoSender!);
        TestActor.Tell("a", ActorRefs.NoSender!);

        ExpectMsg("a");
    }

    [Fact]
    public void A_child_of_the_test_actor_is_a_child()
    {
        IActorRef child = ChildActorOf(Acting((_, context) => context.Parent.Tell("mother", context.Self)), "child");

        child.Tell("go", ActorRefs.NoSender!);

        ExpectMsg("mother");
        Assert.Equal(TestActor.Path, child.Path.Parent);
    }
}
