using NetSim.Actors.Lanes;

namespace NetSim.Actors.Tests.Engine;

public sealed class RealClockTests
{
    [Fact]
    public async Task Events_come_due_by_themselves_and_never_early()
    {
        using var system = LaneSystem.CreateReal("test", new RealTimeOptions());
        var due = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef actor = system.System.ActorOf(Props.Create(() => new Stamp(due)), "stamp");

        system.Lanes[0].TellAt(20_000_000, actor, "now", null);

        Assert.True(await due.Task.WaitAsync(TimeSpan.FromSeconds(10)) >= 20_000_000);
    }

    [Fact]
    public async Task Terminate_ends_the_lanes()
    {
        var system = LaneSystem.CreateReal("test", new RealTimeOptions { Lanes = 2 });
        var other = system.System.ActorOf(Props.Empty.Placed(system.Lanes[1], 1), "elsewhere");

        await system.System.Terminate().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.True(system.System.WhenTerminated.IsCompletedSuccessfully);
        Assert.Equal("elsewhere", other.Path.Name);
    }

    private sealed class Stamp(TaskCompletionSource<long> due) : UntypedActor
    {
        private readonly Lane _lane = Lane.Current;

        protected override void OnReceive(object message) => due.TrySetResult(_lane.Now);
    }
}
