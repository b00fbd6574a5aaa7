using NetSim.Actors.Lanes;

namespace NetSim.Actors.Tests.Engine.Cells;

/// <summary>
/// Traces as they were recorded from Akka.NET, here step by step and without waiting for anything in between: on the virtual clock
/// even what is a race on threads has one outcome.
/// </summary>
public sealed class GoldenTraceTests : IDisposable
{
    private readonly LaneSystem _system = LaneSystem.CreateVirtual("test");
    private readonly List<string> _trace = [];

    public void Dispose() => _system.Dispose();

    [Theory]
    [InlineData("m1 boom m2", "ctor PreStart m1 PreRestart PostStop ctor PostRestart PreStart m2")]
    [InlineData("m1 pill m2", "ctor PreStart m1 PostStop")]
    [InlineData("m1 kill m2", "ctor PreStart m1 PostStop")]
    [InlineData("m1 stop m2", "ctor PreStart m1 m2 PostStop")]
    public void Messages_to_a_top_level_actor(string messages, string trace)
    {
        IActorRef actor = _system.System.ActorOf(Props.Create(() => new Traced(_trace)), "traced");

        foreach (string message in messages.Split(' '))
        {
            switch (message)
            {
                case "pill":
                    actor.Tell(PoisonPill.Instance, ActorRefs.NoSender);
                    break;
                case "kill":
                    actor.Tell(Kill.Instance, ActorRefs.NoSender);
                    break;
                case "stop":
                    _system.System.Stop(actor);
                    break;
                default:
                    actor.Tell(message, ActorRefs.NoSender);
                    break;
            }
        }

        _system.RunUntilIdle();

        Assert.Equal(trace, string.Join(' ', _trace));
    }

    [Fact]
    public void A_parent_and_its_child_when_the_parent_fails()
    {
        IActorRef parent = _system.System.ActorOf(Props.Create(() => new Parent(_trace)), "parent");

        parent.Tell("boom", ActorRefs.NoSender);
        parent.Tell("m2", ActorRefs.NoSender);
        _system.RunUntilIdle();

        Assert.Equal("P.ctor C.ctor P.PostStop C.PostStop P.ctor P.PostRestart m2 C.ctor", string.Join(' ', _trace));
    }

    [Fact]
    public void A_stop_by_the_parent_wins_over_what_is_queued()
    {
        IActorRef parent = _system.System.ActorOf(Props.Create(() => new StopsItsChild(_trace)), "parent");

        parent.Tell("go", ActorRefs.NoSender);
        _system.RunUntilIdle();

        Assert.Equal("ctor PreStart PostStop", string.Join(' ', _trace));
    }

    [Fact]
    public void The_end_of_a_watched_actor_comes_behind_what_is_queued()
    {
        IActorRef watched = _system.System.ActorOf(Props.Create(() => new Silent()), "watched");
        IActorRef watcher = _system.System.ActorOf(Props.Create(() => new Watcher(watched, _trace)), "watcher");
        _system.RunUntilIdle();

        watcher.Tell("q1", ActorRefs.NoSender);
        watched.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        watcher.Tell("q2", ActorRefs.NoSender);
        watcher.Tell("q3", ActorRefs.NoSender);
        _system.RunUntilIdle();

        Assert.Equal("q1 q2 q3 Terminated(True)", string.Join(' ', _trace));
    }

    [Fact]
    public void An_actor_whose_constructor_throws_is_known_to_have_been()
    {
        _system.System.ActorOf(Props.Create(() => new WatchesStillborn(_trace)), "watcher");

        _system.RunUntilIdle();

        Assert.Equal("Terminated(True)", string.Join(' ', _trace));
    }

    [Fact]
    public void A_message_is_never_null()
    {
        Assert.Throws<ArgumentNullException>(() => _system.System.ActorOf(Props.Empty).Tell(null!, ActorRefs.NoSender));
    }

    [Fact]
    public void Children_and_stops_come_in_the_order_in_which_the_children_were_made()
    {
        IActorRef parent = _system.System.ActorOf(Props.Create(() => new Many(_trace)), "parent");

        parent.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        _system.RunUntilIdle();

        string[] names = [.. Enumerable.Range(0, 20).Select(i => $"c{(i * 7) % 20}")];
        Assert.Equal([.. names, .. names.Select(name => $"end-{name}")], _trace);
    }

    [Fact]
    public void A_failure_in_a_deep_tree_stops_what_is_below_and_spares_what_is_beside()
    {
        IActorRef top = _system.System.ActorOf(Props.Create(() => new Tree(_trace, "t", 3)), "t");
        _system.RunUntilIdle();
        _trace.Clear();

        _system.System.ActorSelection("/user/t/t0").Tell("boom");
        _system.RunUntilIdle();

        Assert.Equal(
            "end-t0 end-t00 end-t01 begin-t0 begin-t00 begin-t01", string.Join(' ', _trace));
        Assert.Equal("t", top.Path.Name);
    }

    private sealed class Traced : UntypedActor
    {
        private readonly List<string> _trace;

        public Traced(List<string> trace)
        {
            _trace = trace;
            trace.Add("ctor");
        }

        protected override void OnReceive(object message)
        {
            if (message is "boom") throw new InvalidOperationException("boom");
            _trace.Add((string)message);
        }

        protected override void PreStart() => _trace.Add("PreStart");

        protected override void PostStop() => _trace.Add("PostStop");

        protected override void PreRestart(Exception reason, object? message)
        {
            _trace.Add("PreRestart");
            base.PreRestart(reason, message);
        }

        protected override void PostRestart(Exception reason)
        {
            _trace.Add("PostRestart");
            base.PostRestart(reason);
        }
    }

    private sealed class Parent : UntypedActor
    {
        private readonly List<string> _trace;

        public Parent(List<string> trace)
        {
            _trace = trace;
            trace.Add("P.ctor");
            Context.ActorOf(Props.Create(() => new Child(trace)));
        }

        protected override void OnReceive(object message)
        {
            if (message is "boom") throw new InvalidOperationException("boom");
            _trace.Add((string)message);
        }

        protected override void PostStop() => _trace.Add("P.PostStop");

        protected override void PostRestart(Exception reason) => _trace.Add("P.PostRestart");
    }

    private sealed class Child : UntypedActor
    {
        private readonly List<string> _trace;

        public Child(List<string> trace)
        {
            _trace = trace;
            trace.Add("C.ctor");
        }

        protected override void OnReceive(object message)
        {
        }

        protected override void PostStop() => _trace.Add("C.PostStop");
    }

    private sealed class StopsItsChild(List<string> trace) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            IActorRef child = Context.ActorOf(Props.Create(() => new Traced(trace)));
            child.Tell("m1", Self);
            Context.Stop(child);
            child.Tell("m2", Self);
        }
    }

    private sealed class Silent : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class Watcher : UntypedActor
    {
        private readonly List<string> _trace;

        public Watcher(IActorRef watched, List<string> trace)
        {
            _trace = trace;
            Context.Watch(watched);
        }

        protected override void OnReceive(object message) =>
            _trace.Add(message is Terminated end ? $"Terminated({end.ExistenceConfirmed})" : (string)message);
    }

    private sealed class WatchesStillborn : UntypedActor
    {
        private readonly List<string> _trace;

        public WatchesStillborn(List<string> trace)
        {
            _trace = trace;
            Context.Watch(Context.ActorOf(Props.Create(() => new Stillborn())));
        }

        protected override void OnReceive(object message) => _trace.Add($"Terminated({((Terminated)message).ExistenceConfirmed})");
    }

    private sealed class Stillborn : UntypedActor
    {
        public Stillborn() => throw new InvalidOperationException("never was");

        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class Many : UntypedActor
    {
        public Many(List<string> trace)
        {
            for (int i = 0; i < 20; i++) Context.ActorOf(Props.Create(() => new Ending(trace)), $"c{(i * 7) % 20}");
            trace.AddRange(Context.GetChildren().Select(child => child.Path.Name));
        }

        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class Ending(List<string> trace) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }

        protected override void PostStop() => trace.Add($"end-{Self.Path.Name}");
    }

    private sealed class Tree : UntypedActor
    {
        private readonly List<string> _trace;

        public Tree(List<string> trace, string name, int depth)
        {
            _trace = trace;
            trace.Add($"begin-{name}");
            for (int i = 0; depth > 1 && i < 2; i++)
            {
                string child = $"{name}{i}";
                Context.ActorOf(Props.Create(() => new Tree(trace, child, depth - 1)), child);
            }
        }

        protected override void OnReceive(object message) => throw new InvalidOperationException("boom");

        protected override void PostStop() => _trace.Add($"end-{Self.Path.Name}");
    }
}
