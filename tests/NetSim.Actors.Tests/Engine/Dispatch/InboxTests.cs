using NetSim.Actors.Lanes;

namespace NetSim.Actors.Tests.Engine.Dispatch;

/// <summary>
/// Threads against a lane. What these hunt is a lost wake-up: a lane that falls asleep just as somebody posts. Each test ends only if
/// every single message arrives.
/// </summary>
public sealed class InboxTests
{
    [Fact]
    public async Task No_post_is_lost_and_each_threads_posts_stay_in_order()
    {
        const int Threads = 4, Posts = 50_000;
        using var system = LaneSystem.CreateReal("test", new RealTimeOptions());
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef actor = system.System.ActorOf(Props.Create(() => new Collector(Threads, Posts, done)));

        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            for (int i = 0; i < Posts; i++) actor.Tell(new Numbered(thread, i), ActorRefs.NoSender);
        }))];
        foreach (Thread thread in threads) thread.Start();

        Assert.True(await done.Task.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public async Task A_lane_that_falls_asleep_after_each_message_always_wakes_up()
    {
        const int Rounds = 20_000;
        using var system = LaneSystem.CreateReal("test", new RealTimeOptions { Lanes = 2 });
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef a = system.System.ActorOf(Props.Create(() => new Returner(Rounds, done)).Placed(system.Lanes[0], 0));
        IActorRef b = system.System.ActorOf(Props.Create(() => new Returner(Rounds, done)).Placed(system.Lanes[1], 1));

        a.Tell("ball", b);

        Assert.True(await done.Task.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public async Task Posts_that_race_with_due_events_arrive_as_well()
    {
        const int Posts = 5_000;
        using var system = LaneSystem.CreateReal("test", new RealTimeOptions());
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef actor = system.System.ActorOf(Props.Create(() => new Collector(2, Posts, done)));
        Lane lane = system.Lanes[0];

        for (int i = 0; i < Posts; i++)
        {
            lane.TellAt(i * 1_000, actor, new Numbered(0, i), null);
            actor.Tell(new Numbered(1, i), ActorRefs.NoSender);
        }

        Assert.True(await done.Task.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    private sealed record Numbered(int Thread, int Number);

    /// <summary>True when all have come, false as soon as one is out of order.</summary>
    private sealed class Collector(int threads, int posts, TaskCompletionSource<bool> done) : UntypedActor
    {
        private readonly int[] _next = new int[threads];
        private int _left = threads * posts;

        protected override void OnReceive(object message)
        {
            var (thread, number) = (Numbered)message;
            if (_next[thread]++ != number) done.TrySetResult(false);
            if (--_left == 0) done.TrySetResult(true);
        }
    }

    private sealed class Returner(int left, TaskCompletionSource<bool> done) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (--left == 0) done.TrySetResult(true);
            else Sender.Tell(message, Self);
        }
    }
}
