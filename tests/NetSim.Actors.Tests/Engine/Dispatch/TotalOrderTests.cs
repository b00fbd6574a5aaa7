using NetSim.Actors.Lanes;

namespace NetSim.Actors.Tests.Engine.Dispatch;

public sealed class TotalOrderTests : IDisposable
{
    private readonly LaneSystem _system = LaneSystem.CreateVirtual("test");
    private readonly List<string> _seen = [];

    private Lane Lane => _system.Lanes[0];

    public void Dispose() => _system.Dispose();

    [Fact]
    public void Events_of_one_instant_come_by_the_order_of_the_target()
    {
        IActorRef late = Recorder("late", 9);
        IActorRef early = Recorder("early", 3);

        Lane.TellAt(10, late, "x", null);
        Lane.TellAt(10, early, "x", null);
        _system.RunUntilIdle();

        Assert.Equal(["early x@10", "late x@10"], _seen);
    }

    [Fact]
    public void Events_for_one_target_come_by_the_order_of_the_source_and_then_as_they_were_asked_for()
    {
        IActorRef target = Recorder("t", 1);
        IActorRef second = Asker("second", 6, target);
        IActorRef first = Asker("first", 5, target);

        second.Tell("go", ActorRefs.NoSender);
        first.Tell("go", ActorRefs.NoSender);
        _system.RunUntilIdle();

        Assert.Equal(["t first-0@100", "t first-1@100", "t second-0@100", "t second-1@100"], _seen);
    }

    [Fact]
    public void What_is_asked_from_outside_comes_before_what_actors_ask()
    {
        IActorRef target = Recorder("t", 1);
        IActorRef asker = Asker("asker", 0, target);

        asker.Tell("go", ActorRefs.NoSender);
        _system.RunUntil(0);
        Lane.TellAt(100, target, "outside", null);
        _system.RunUntilIdle();

        Assert.Equal(["t outside@100", "t asker-0@100", "t asker-1@100"], _seen);
    }

    [Fact]
    public void Within_a_group_a_tell_is_handled_before_the_next_event()
    {
        IActorRef neighbour = Recorder("neighbour", 4);
        IActorRef passer = Passer("passer", 4, neighbour);
        IActorRef other = Recorder("other", 5);

        Lane.TellAt(10, other, "event", null);
        Lane.TellAt(10, passer, "told", null);
        _system.RunUntilIdle();

        Assert.Equal(["neighbour told@10", "other event@10"], _seen);
    }

    [Fact]
    public void Between_groups_a_tell_takes_its_place_among_the_events_of_that_instant()
    {
        IActorRef far = Recorder("far", 8);
        IActorRef passer = Passer("passer", 2, far);
        IActorRef between = Recorder("between", 5);

        Lane.TellAt(10, between, "event", null);
        Lane.TellAt(10, passer, "told", null);
        _system.RunUntilIdle();

        Assert.Equal(["between event@10", "far told@10"], _seen);
    }

    [Fact]
    public void A_due_time_in_the_past_means_now()
    {
        IActorRef target = Recorder("t", 1);
        _system.RunUntil(50);

        Lane.TellAt(10, target, "x", null);
        _system.RunUntilIdle();

        Assert.Equal(["t x@50"], _seen);
    }

    [Fact]
    public void Children_belong_to_the_group_of_their_parent()
    {
        IActorRef parent = _system.System.ActorOf(Props.Create(() => new Parent(_seen)).Placed(Lane, 7), "parent");
        IActorRef other = Recorder("other", 6);

        Lane.TellAt(10, parent, "spawn", null);
        Lane.TellAt(20, other, "x", null);
        _system.RunUntilIdle();

        // The child asked at 10 for an event at 20: as a member of group 7 it comes after group 6.
        Assert.Equal(["other x@20", "child woke@20"], _seen);
    }

    [Fact]
    public void An_order_belongs_to_one_lane()
    {
        using var system = LaneSystem.CreateReal("test", new RealTimeOptions { Lanes = 2 });
        Props.Empty.Placed(system.Lanes[0], 5);

        Assert.Throws<ArgumentException>(() => Props.Empty.Placed(system.Lanes[1], 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Props.Empty.Placed(system.Lanes[1], -1));
    }

    [Fact]
    public void A_random_program_runs_the_same_every_time()
    {
        string first = RandomProgram.Run(seed: 42);

        Assert.Equal(first, RandomProgram.Run(seed: 42));
        Assert.NotEqual(first, RandomProgram.Run(seed: 43));
    }

    private IActorRef Recorder(string name, int order) =>
        _system.System.ActorOf(Props.Create(() => new RecordingActor(name, _seen)).Placed(Lane, order), name);

    private IActorRef Asker(string name, int order, IActorRef target) =>
        _system.System.ActorOf(Props.Create(() => new AskingActor(name, target)).Placed(Lane, order), name);

    private IActorRef Passer(string name, int order, IActorRef target) =>
        _system.System.ActorOf(Props.Create(() => new PassingActor(target)).Placed(Lane, order), name);

    private sealed class RecordingActor(string name, List<string> seen) : UntypedActor
    {
        private readonly Lane _lane = Lane.Current;

        protected override void OnReceive(object message) => seen.Add($"{name} {message}@{_lane.Now}");
    }

    private sealed class AskingActor(string name, IActorRef target) : UntypedActor
    {
        private readonly Lane _lane = Lane.Current;

        protected override void OnReceive(object message)
        {
            for (int i = 0; i < 2; i++) _lane.TellAt(100, target, $"{name}-{i}", Self);
        }
    }

    private sealed class PassingActor(IActorRef target) : UntypedActor
    {
        protected override void OnReceive(object message) => target.Tell(message, Self);
    }

    private sealed class Parent(List<string> seen) : UntypedActor
    {
        protected override void OnReceive(object message) => Context.ActorOf(Props.Create(() => new Child(seen)));
    }

    private sealed class Child : UntypedActor
    {
        private readonly List<string> _seen;
        private readonly Lane _lane = Lane.Current;

        public Child(List<string> seen)
        {
            _seen = seen;
            _lane.TellAt(20, Self, "woke", Self);
        }

        protected override void OnReceive(object message) => _seen.Add($"child {message}@{_lane.Now}");
    }
}
