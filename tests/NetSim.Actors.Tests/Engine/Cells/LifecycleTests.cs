using NetSim.Actors.Lanes;

namespace NetSim.Actors.Tests.Engine.Cells;

public sealed class LifecycleTests : IDisposable
{
    private readonly LaneSystem _system = LaneSystem.CreateVirtual("test");
    private readonly List<string> _trace = [];

    public void Dispose() => _system.Dispose();

    [Fact]
    public void A_stop_while_a_restart_waits_for_the_children_ends_the_actor()
    {
        IActorRef parent = _system.System.ActorOf(Props.Create(() => new Parent(_trace)), "parent");
        _system.RunUntilIdle();

        parent.Tell("boom", ActorRefs.NoSender);
        _system.System.Stop(parent);
        _system.RunUntilIdle();

        Assert.Equal(["child ends"], _trace);
        Assert.NotEqual(parent, _system.System.ActorOf(Props.Empty, "parent"));
    }

    [Fact]
    public void Groups_do_not_change_what_supervision_does()
    {
        Lane lane = _system.Lanes[0];
        Props child = Props.Create(() => new Child(_trace)).Placed(lane, 3);
        IActorRef parent = _system.System.ActorOf(Props.Create(() => new ParentOf(child, _trace)).Placed(lane, 9), "parent");

        foreach (string message in (string[])["boom", "hello", "stop"]) parent.Tell(message, ActorRefs.NoSender);
        _system.RunUntilIdle();

        Assert.Equal(["child ends", "child hears hello", "child ends", "parent hears of the end"], _trace);
    }

    [Fact]
    public void A_tell_that_overtakes_the_creation_of_its_receiver_waits_for_it()
    {
        Lane lane = _system.Lanes[0];
        IActorRef teller = _system.System.ActorOf(Props.Create(() => new Teller()).Placed(lane, 1), "teller");
        Props child = Props.Create(() => new Child(_trace)).Placed(lane, 5);
        IActorRef parent = _system.System.ActorOf(Props.Create(() => new SpawnsForAnother(child, teller)).Placed(lane, 7), "parent");

        // Group 1 is told, and tells on, before group 5 hears from group 7 that it is to be.
        parent.Tell("go", ActorRefs.NoSender);
        _system.RunUntilIdle();

        Assert.Equal(["child hears hello"], _trace);
    }

    [Fact]
    public async Task Two_hundred_children_stop_and_their_names_are_free_again()
    {
        IActorRef parent = _system.System.ActorOf(Props.Create(() => new Breeder()), "parent");
        parent.Tell(200, ActorRefs.NoSender);
        parent.Tell("stop all", ActorRefs.NoSender);
        _system.RunUntilIdle();

        parent.Tell(200, ActorRefs.NoSender);
        Task<int> count = parent.Ask<int>("count");
        _system.RunUntilIdle();

        Assert.Equal(200, await count);
    }

    private sealed class Parent : UntypedActor
    {
        public Parent(List<string> trace) => Context.ActorOf(Props.Create(() => new Child(trace)), "child");

        protected override void OnReceive(object message) => throw new InvalidOperationException("boom");
    }

    private sealed class Child(List<string> trace) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is "boom") throw new InvalidOperationException("boom");
            trace.Add($"child hears {message}");
        }

        protected override void PostStop() => trace.Add("child ends");
    }

    private sealed class ParentOf : UntypedActor
    {
        private readonly List<string> _trace;
        private readonly IActorRef _child;

        public ParentOf(Props child, List<string> trace)
        {
            _trace = trace;
            _child = Context.Watch(Context.ActorOf(child));
        }

        protected override void OnReceive(object message)
        {
            if (message is Terminated) _trace.Add("parent hears of the end");
            else if (message is "stop") _child.Tell(PoisonPill.Instance, Self);
            else _child.Tell(message, Self);
        }
    }

    private sealed class SpawnsForAnother(Props child, IActorRef teller) : UntypedActor
    {
        protected override void OnReceive(object message) => teller.Tell(Context.ActorOf(child), Self);
    }

    private sealed class Teller : UntypedActor
    {
        protected override void OnReceive(object message) => ((IActorRef)message).Tell("hello", Self);
    }

    private sealed class Breeder : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case int number:
                    for (int i = 0; i < number; i++) Context.ActorOf(Props.Empty, $"child-{i}");
                    break;
                case "stop all":
                    foreach (IActorRef child in Context.GetChildren()) Context.Stop(child);
                    break;
                default:
                    Sender.Tell(Context.GetChildren().Count(), Self);
                    break;
            }
        }
    }
}
