using NetSim.Actors.Lanes;

namespace NetSim.Actors.Tests.Engine;

public sealed class VirtualClockTests
{
    [Fact]
    public void Time_jumps_to_each_due_event_and_ends_where_it_was_told_to()
    {
        using var system = LaneSystem.CreateVirtual("test");
        var seen = new List<string>();
        IActorRef actor = system.System.ActorOf(Props.Create(() => new Recorder(seen)), "recorder");
        system.Lanes[0].TellAt(30, actor, "c", null);
        system.Lanes[0].TellAt(10, actor, "a", null);
        system.Lanes[0].TellAt(10, actor, "b", null);

        Assert.Equal(3, system.RunUntil(100));

        Assert.Equal(["a@10", "b@10", "c@30"], seen);
        Assert.Equal(100, system.Now);
    }

    [Fact]
    public void An_event_beyond_the_limit_waits_for_the_next_run()
    {
        using var system = LaneSystem.CreateVirtual("test");
        var seen = new List<string>();
        IActorRef actor = system.System.ActorOf(Props.Create(() => new Recorder(seen)), "recorder");
        system.Lanes[0].TellAt(101, actor, "later", null);

        system.RunUntil(100);
        Assert.Empty(seen);

        system.RunUntilIdle();
        Assert.Equal(["later@101"], seen);
    }

    [Fact]
    public void A_failed_actor_is_restarted_and_keeps_its_queue()
    {
        using var system = LaneSystem.CreateVirtual("test");
        var trace = new List<string>();
        IActorRef actor = system.System.ActorOf(Props.Create(() => new Traced(trace)), "traced");
        foreach (string message in (string[])["m1", "boom", "m2"]) actor.Tell(message, ActorRefs.NoSender);

        system.RunUntilIdle();

        Assert.Equal("ctor PreStart m1 PreRestart PostStop ctor PostRestart PreStart m2", string.Join(' ', trace));
    }

    private sealed class Recorder(List<string> seen) : UntypedActor
    {
        private readonly Lane _lane = Lane.Current;

        protected override void OnReceive(object message) => seen.Add($"{message}@{_lane.Now}");
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
}
