using NetSim.Actors.Lanes;

namespace NetSim.Actors.Tests.Engine.Dispatch;

public sealed class AllocationTests
{
    [Fact]
    public void A_tell_on_a_lane_allocates_nothing()
    {
        using var system = LaneSystem.CreateVirtual("test");
        IActorRef a = system.System.ActorOf(Props.Create(() => new Bouncing(long.MaxValue)));
        IActorRef b = system.System.ActorOf(Props.Create(() => new Bouncing(long.MaxValue)));
        a.Tell("ball", b);

        AssertNoAllocation(system, 10_000);
    }

    [Fact]
    public void A_tell_between_groups_allocates_nothing()
    {
        using var system = LaneSystem.CreateVirtual("test");
        IActorRef a = system.System.ActorOf(Props.Create(() => new Bouncing(long.MaxValue)).Placed(system.Lanes[0], 1));
        IActorRef b = system.System.ActorOf(Props.Create(() => new Bouncing(long.MaxValue)).Placed(system.Lanes[0], 2));
        a.Tell("ball", b);

        AssertNoAllocation(system, 10_000);
    }

    [Fact]
    public void A_delayed_tell_allocates_nothing()
    {
        using var system = LaneSystem.CreateVirtual("test");
        IActorRef actor = system.System.ActorOf(Props.Create(() => new Delaying()));
        for (int i = 0; i < 50; i++) actor.Tell("go", ActorRefs.NoSender);

        AssertNoAllocation(system, 10_000);
    }

    [Fact]
    public void A_periodic_timer_allocates_nothing_when_it_ticks()
    {
        using var system = LaneSystem.CreateVirtual("test");
        system.System.ActorOf(Props.Create(() => new Ticking()));

        AssertNoAllocation(system, 10_000);
    }

    /// <summary>Goes on from a warm state until so many messages more have been handled.</summary>
    private static void AssertNoAllocation(LaneSystem system, long messages)
    {
        Lane lane = system.Lanes[0];
        var counting = new Counting(lane);
        counting.Until(messages);
        system.RunUntil(long.MaxValue, counting.IsEnough);
        counting.Until(messages);
        long before = GC.GetAllocatedBytesForCurrentThread();

        system.RunUntil(long.MaxValue, counting.IsEnough);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(lane.MessagesHandled >= messages);
    }

    private sealed class Counting(Lane lane)
    {
        private long _end;

        public Func<bool> IsEnough { get; private set; } = () => false;

        public void Until(long more)
        {
            _end = lane.MessagesHandled + more;
            IsEnough = () => lane.MessagesHandled >= _end;
        }
    }

    /// <summary>Bounces a ball in bursts: the FIFO must run empty for the run to be able to end.</summary>
    private sealed class Bouncing(long left) : UntypedActor
    {
        private const int Burst = 100;
        private readonly Lane _lane = Lane.Current;
        private int _inBurst;

        protected override void OnReceive(object message)
        {
            if (--left <= 0) return;
            if (++_inBurst % Burst == 0) _lane.TellAt(_lane.Now + 10, Sender, message, Self);
            else Sender.Tell(message, Self);
        }
    }

    private sealed class Delaying : UntypedActor
    {
        private readonly Lane _lane = Lane.Current;
        private int _count;

        protected override void OnReceive(object message) => _lane.TellAt(_lane.Now + 1 + _count++ % 7, Self, message, Self);
    }

    private sealed class Ticking : UntypedActor, IWithTimers
    {
        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart() => Timers.StartPeriodicTimer("tick", "tick", TimeSpan.FromMilliseconds(1));

        protected override void OnReceive(object message)
        {
        }
    }
}
