namespace NetSim.Actors.Tests.Contract;

public class SupervisionTests : ContractTest
{
    public SupervisionTests()
    {
    }

    /// <summary>On a clock of the caller's choice.</summary>
    protected SupervisionTests(ActorSystem system)
        : base(system)
    {
    }

    [Fact]
    public void Resume_keeps_the_state()
    {
        IActorRef child = ChildUnder(new OneForOneStrategy(_ => Directive.Resume));

        foreach (string message in (string[])["add", "add", "boom", "add", "count"]) child.Tell(message, TestActor);

        ExpectMsg(3);
    }

    [Fact]
    public void Restart_loses_the_state()
    {
        IActorRef child = ChildUnder(new OneForOneStrategy(_ => Directive.Restart));

        foreach (string message in (string[])["add", "add", "boom", "add", "count"]) child.Tell(message, TestActor);

        ExpectMsg(1);
    }

    [Fact]
    public void Stop_ends_the_child()
    {
        IActorRef child = ChildUnder(new OneForOneStrategy(_ => Directive.Stop));
        Watch(child);

        child.Tell("boom", TestActor);

        ExpectTerminated(child);
    }

    [Fact]
    public void A_decider_sees_who_has_failed_as_the_sender()
    {
        TestProbe judged = CreateTestProbe();
        IUntypedActorContext? supervisor = null;
        IActorRef parent = Sys.ActorOf(Acting(
            (message, context) =>
            {
                supervisor = context;
                context.Sender.Tell(context.ActorOf((Props)message), context.Self);
            },
            new OneForOneStrategy(_ =>
            {
                judged.Ref.Tell(supervisor!.Sender, ActorRefs.NoSender!);
                return Directive.Stop;
            })));
        parent.Tell(Props.Create(() => new Counter()), TestActor);
        IActorRef child = ExpectMsg<IActorRef>();

        child.Tell("boom", TestActor);

        Assert.Equal(child, judged.ExpectMsg<IActorRef>());
    }

    [Fact]
    public void Escalate_makes_the_parent_fail_with_the_same_cause()
    {
        TestProbe judged = CreateTestProbe();
        IActorRef top = Sys.ActorOf(Acting(
            (message, context) => context.Sender.Tell(context.ActorOf((Props)message), context.Self),
            new OneForOneStrategy(cause =>
            {
                judged.Ref.Tell(cause.GetType().Name, ActorRefs.NoSender!);
                return Directive.Restart;
            })));
        top.Tell(Supervisor(new OneForOneStrategy(_ => Directive.Escalate)), TestActor);
        IActorRef middle = ExpectMsg<IActorRef>();
        middle.Tell(Props.Create(() => new Counter()), TestActor);
        IActorRef child = ExpectMsg<IActorRef>();
        Watch(child);

        child.Tell("boom", TestActor);

        judged.ExpectMsg("InvalidOperationException");
        ExpectTerminated(child);
    }

    [Fact]
    public void One_for_one_leaves_the_siblings_alone()
    {
        (IActorRef failing, IActorRef sibling) = Siblings(new OneForOneStrategy(_ => Directive.Restart));

        sibling.Tell("add", TestActor);
        failing.Tell("boom", TestActor);
        failing.Tell("count", TestActor);
        ExpectMsg(0);
        sibling.Tell("count", TestActor);

        ExpectMsg(1);
    }

    [Fact]
    public void All_for_one_restarts_the_siblings_too()
    {
        (IActorRef failing, IActorRef sibling) = Siblings(new AllForOneStrategy(_ => Directive.Restart));

        sibling.Tell("add", TestActor);
        sibling.Tell("count", TestActor);
        ExpectMsg(1);
        failing.Tell("boom", TestActor);
        failing.Tell("count", TestActor);
        ExpectMsg(0);
        AwaitAssert(() =>
        {
            sibling.Tell("count", TestActor);
            ExpectMsg(0);
        });
    }

    [Fact]
    public void All_for_one_stops_the_siblings_too()
    {
        (IActorRef failing, IActorRef sibling) = Siblings(new AllForOneStrategy(_ => Directive.Stop));
        Watch(failing);
        Watch(sibling);

        failing.Tell("boom", TestActor);

        IActorRef[] ends = [ExpectMsg<Terminated>().ActorRef, ExpectMsg<Terminated>().ActorRef];
        Assert.Contains(failing, ends);
        Assert.Contains(sibling, ends);
    }

    [Fact]
    public void With_two_retries_the_third_failure_stops()
    {
        TestProbe failures = CreateTestProbe();
        IActorRef child = ChildUnder(new OneForOneStrategy(2, null, _ =>
        {
            failures.Ref.Tell("fail", ActorRefs.NoSender!);
            return Directive.Restart;
        }));
        Watch(child);

        for (int i = 0; i < 4; i++) child.Tell("boom", TestActor);

        ExpectTerminated(child);
        ExpectTrace(failures, "fail fail fail");
    }

    [Fact]
    public void A_decider_sees_what_the_constructor_threw_in_its_wrapping()
    {
        TestProbe judged = CreateTestProbe();
        IActorRef parent = Sys.ActorOf(Supervisor(new OneForOneStrategy(cause =>
        {
            var chain = new List<string>();
            for (Exception? at = cause; at is not null; at = at.InnerException) chain.Add(at.GetType().Name);
            judged.Ref.Tell(string.Join(" <- ", chain), ActorRefs.NoSender!);
            return Directive.Stop;
        })));

        parent.Tell(Props.Create(() => new Broken()), TestActor);

        judged.ExpectMsg("ActorInitializationException <- TypeLoadException <- TargetInvocationException <- FormatException");
    }

    [Fact]
    public void A_failing_PreStart_counts_as_a_failed_creation()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new BrokenStart()));
        Watch(actor);

        ExpectTerminated(actor);
    }

    [Fact]
    public void A_decider_of_types_takes_the_first_that_fits_and_else_the_default()
    {
        DeployableDecider decider = Decider.From(
            Directive.Stop,
            new KeyValuePair<Type, Directive>(typeof(ArgumentNullException), Directive.Resume),
            new KeyValuePair<Type, Directive>(typeof(ArgumentException), Directive.Restart));

        Assert.Equal(Directive.Resume, decider.Decide(new ArgumentNullException()));
        Assert.Equal(Directive.Restart, decider.Decide(new ArgumentException()));
        Assert.Equal(Directive.Stop, decider.Decide(new FormatException()));
    }

    [Fact]
    public void By_default_what_cannot_live_is_stopped_and_the_rest_restarted()
    {
        IDecider decider = SupervisorStrategy.DefaultStrategy.Decider;

        Assert.Equal(Directive.Stop, decider.Decide(new ActorInitializationException("x")));
        Assert.Equal(Directive.Stop, decider.Decide(new ActorKilledException("x")));
        Assert.Equal(Directive.Stop, decider.Decide(new DeathPactException(TestActor)));
        Assert.Equal(Directive.Restart, decider.Decide(new InvalidOperationException()));
    }

    [Fact]
    public void The_strategy_of_the_props_wins_over_the_actors_own()
    {
        Props parent = Supervisor(new OneForOneStrategy(_ => Directive.Stop)).WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Resume));
        IActorRef child = ChildOf(Sys.ActorOf(parent));

        foreach (string message in (string[])["add", "boom", "count"]) child.Tell(message, TestActor);

        ExpectMsg(1);
    }

    private static Props Supervisor(SupervisorStrategy strategy) =>
        Acting((message, context) => context.Sender.Tell(context.ActorOf((Props)message), context.Self), strategy);

    private IActorRef ChildUnder(SupervisorStrategy strategy) => ChildOf(Sys.ActorOf(Supervisor(strategy)));

    private IActorRef ChildOf(IActorRef parent)
    {
        parent.Tell(Props.Create(() => new Counter()), TestActor);
        return ExpectMsg<IActorRef>();
    }

    private (IActorRef Failing, IActorRef Sibling) Siblings(SupervisorStrategy strategy)
    {
        IActorRef parent = Sys.ActorOf(Supervisor(strategy));
        return (ChildOf(parent), ChildOf(parent));
    }

    private sealed class Counter : UntypedActor
    {
        private int _count;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case "add":
                    _count++;
                    break;
                case "count":
                    Sender.Tell(_count, Self);
                    break;
                default:
                    throw new InvalidOperationException("boom");
            }
        }
    }

    private sealed class Broken : UntypedActor
    {
        public Broken() => throw new FormatException("broken");

        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class BrokenStart : UntypedActor
    {
        protected override void PreStart() => throw new FormatException("broken");

        protected override void OnReceive(object message)
        {
        }
    }
}
