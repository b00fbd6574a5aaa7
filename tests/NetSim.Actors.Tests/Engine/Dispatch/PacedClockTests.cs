using NetSim.Actors.Lanes;

namespace NetSim.Actors.Tests.Engine.Dispatch;

/// <summary>A virtual clock that keeps pace with a real one. A large scale makes the real time short.</summary>
public sealed class PacedClockTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void Events_have_their_own_times_not_those_of_the_real_clock()
    {
        var seen = new List<(long, object)>();
        using var system = LaneSystem.CreateVirtual("test");
        IActorRef actor = system.System.ActorOf(Props.Create(() => new Keeper(seen)));
        for (int i = 10; i > 0; i--) system.Lanes[0].TellAt(i * Second, actor, i, null);

        using var waiter = new ScriptedWaiter();
        system.RunPaced(8 * Second, new Pace(waiter) { Scale = 1000 });

        Assert.Equal([.. Enumerable.Range(1, 8).Select(i => (i * Second, (object)i))], seen);
        Assert.Equal(8 * Second, system.Now);
        Assert.Equal(8, system.Lanes[0].EventsHandled);
    }

    [Fact]
    public void What_enters_while_the_lane_waits_is_an_event_behind_all_that_has_happened()
    {
        var seen = new List<(long At, object What)>();
        using var system = LaneSystem.CreateVirtual("test");
        IActorRef actor = system.System.ActorOf(Props.Create(() => new Keeper(seen)));
        Lane lane = system.Lanes[0];
        lane.TellAt(Second, actor, "due", null);
        long entered = 0;
        using var waiter = new ScriptedWaiter
        {
            OnWait = () =>
            {
                if (seen.Count != 1) return;
                entered = lane.EntryTime;
                lane.TellAt(entered, actor, "from outside", null);
                system.EndAt(entered);
            },
        };

        system.RunPaced(long.MaxValue, new Pace(waiter) { Scale = 100 });

        Assert.Equal([(Second, "due"), (entered, "from outside")], seen);
        Assert.True(entered > Second);
    }

    [Fact]
    public void A_lane_that_has_overslept_looks_at_the_door_before_it_lets_timers_pass()
    {
        var seen = new List<(long At, object What)>();
        using var system = LaneSystem.CreateVirtual("test");
        Lane lane = system.Lanes[0];
        IActorRef actor = system.System.ActorOf(Props.Create(() => new Keeper(seen)));
        IActorRef door = system.System.ActorOf(Props.Create(() => new Door(actor)));
        for (int i = 3; i <= 5; i++) lane.TellAt(i * Second, actor, "timer", null);
        var atTheDoor = new Queue<string>(["first", "second", "third", "fourth"]);
        using var waiter = new ScriptedWaiter
        {
            // Meant to sleep for three seconds of the lane, it wakes when all timers are over.
            OnWait = () =>
            {
                while (system.Now < 8 * Second) Thread.Sleep(1);
                while (atTheDoor.TryDequeue(out string? packet)) door.Tell(packet);
            },
        };

        system.RunPaced(6 * Second, new Pace(waiter) { Scale = 50 });

        Assert.Equal(["first", "second", "third", "fourth", "timer", "timer", "timer"], seen.Select(entry => entry.What));
        Assert.Equal(seen.Order(Comparer<(long At, object What)>.Create((one, other) => one.At.CompareTo(other.At))), seen);
        Assert.Equal([3 * Second, 4 * Second, 5 * Second], seen[4..].Select(entry => entry.At));
        Assert.All(seen[..4], entry => Assert.InRange(entry.At, 1, 3 * Second - 1));
        Assert.True(lane.MaxLateness >= 3 * Second);
    }

    [Fact]
    public async Task An_end_that_another_thread_asks_for_wakes_the_lane()
    {
        using var system = LaneSystem.CreateVirtual("test");
        using var waiter = new ScriptedWaiter();
        Task run = Task.Run(() => system.RunPaced(long.MaxValue, new Pace(waiter)));
        waiter.IsWaiting.Wait();

        system.EndAt(0);

        await run.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void A_run_that_is_too_late_for_its_limit_ends_there()
    {
        var seen = new List<(long, object)>();
        using var system = LaneSystem.CreateVirtual("test");
        IActorRef actor = system.System.ActorOf(Props.Create(() => new Keeper(seen)));
        system.Lanes[0].TellAt(1, actor, "first", null);
        system.Lanes[0].TellAt(60_000 * Second, actor, "never", null);
        // One nanosecond cannot be kept at any scale.
        using var waiter = new ScriptedWaiter { OnWait = () => Thread.Sleep(1) };
        system.Lanes[0].TellAt(2 * Second, actor, "second", null);

        system.RunPaced(long.MaxValue, new Pace(waiter) { Scale = 1_000_000, LatenessLimit = 1 });

        Assert.DoesNotContain(seen, entry => entry.Item2 is "never");
        Assert.True(system.Lanes[0].MaxLateness > 1);
    }

    [Fact]
    public void Several_lanes_keep_no_pace()
    {
        using var system = LaneSystem.CreateVirtual("test", new VirtualTimeOptions { Lanes = 2 });
        using var waiter = new ScriptedWaiter();

        Assert.Throws<NotSupportedException>(() => system.RunPaced(1, new Pace(waiter)));
    }

    private sealed class Keeper(List<(long, object)> seen) : UntypedActor
    {
        protected override void OnReceive(object message) => seen.Add((Lane.Current.Now, message));
    }

    /// <summary>Enters what it is told, as what reads a device does.</summary>
    private sealed class Door(IActorRef to) : UntypedActor
    {
        protected override void OnReceive(object message) => Lane.Current.TellAt(Lane.Current.EntryTime, to, message, Self);
    }

    /// <summary>Sleeps like any other, and does something first.</summary>
    private sealed class ScriptedWaiter : ILaneWaiter, IDisposable
    {
        private readonly AutoResetEvent _wake = new(false);

        public Action OnWait { get; init; } = () => { };

        public ManualResetEventSlim IsWaiting { get; } = new();

        public void Wait(long nanoseconds)
        {
            OnWait();
            IsWaiting.Set();
            if (nanoseconds > 0) _wake.WaitOne((int)Math.Min(1000, nanoseconds / 1_000_000 + 1));
        }

        public void Wake() => _wake.Set();

        public void Dispose()
        {
            _wake.Dispose();
            IsWaiting.Dispose();
        }
    }
}
