using System.Text;
using NetSim.Actors.Dispatch;
using NetSim.Actors.Lanes;

namespace NetSim.Actors.Tests.Engine.Dispatch;

/// <summary>Several lanes at once in virtual time do what one does.</summary>
public class WindowTests
{
    private const int Groups = 12;
    private const long LookAhead = 1_000;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Every_group_sees_the_same_in_the_same_order_whatever_the_lanes(int lanes)
    {
        for (int seed = 0; seed < 20; seed++) Assert.Equal(Play(seed, 1), Play(seed, lanes));
    }

    [Fact]
    public void Going_in_steps_is_going_at_once()
    {
        Assert.Equal(Play(1, 2), Play(1, 2, step: 12_345));
    }

    [Fact]
    public void A_run_ends_where_an_actor_says()
    {
        using var system = LaneSystem.CreateVirtual("test", new VirtualTimeOptions { Lanes = 2 });
        IActorRef stopper = system.System.ActorOf(Props.CreateBy(new Making(() => new Acting(() => system.EndAt(Lane.Current.Now + LookAhead)))).Placed(system.Lanes[1], 1));
        system.RunUntil(0);
        system.RunApart(LookAhead, LookAhead);
        system.Lanes[0].TellAt(50_000, stopper, "go", null);

        system.RunUntil(1_000_000);

        Assert.Equal(50_000 + LookAhead, system.Now);
    }

    [Fact]
    public void What_is_told_to_another_system_gets_there()
    {
        using var near = LaneSystem.CreateVirtual("near", new VirtualTimeOptions { Lanes = 2 });
        using var far = LaneSystem.CreateVirtual("far", new VirtualTimeOptions { Lanes = 2 });
        int heard = 0;
        IActorRef listener = far.System.ActorOf(Props.CreateBy(new Making(() => new Acting(() => heard++))).Placed(far.Lanes[1], 2));
        IActorRef teller = near.System.ActorOf(Props.CreateBy(new Making(() => new Acting(() => listener.Tell("hello", ActorRefs.NoSender)))).Placed(near.Lanes[0], 1));
        near.RunUntil(0);
        far.RunUntil(0);
        near.RunApart(LookAhead, LookAhead);
        near.Lanes[0].TellAt(5_000, teller, "go", null);

        near.RunUntil(10_000);
        Assert.Equal(0, heard);
        far.RunUntil(20_000);

        Assert.Equal(1, heard);
    }

    [Fact]
    public void A_broken_promise_ends_the_run_with_its_reason()
    {
        using var system = LaneSystem.CreateVirtual("test", new VirtualTimeOptions { Lanes = 2 });
        IActorRef far = system.System.ActorOf(Props.CreateBy(new Making(() => new Acting(() => { }))).Placed(system.Lanes[1], 2));
        IActorRef liar = system.System.ActorOf(
            Props.CreateBy(new Making(() => new Acting(() => Lane.Current.TellAt(Lane.Current.Now + 1, far, "too soon", null)))).Placed(system.Lanes[0], 1));
        system.RunUntil(0);
        system.RunApart(LookAhead, LookAhead);
        system.Lanes[0].TellAt(5_000, liar, "go", null);

        InvalidOperationException broken = Assert.Throws<InvalidOperationException>(() => system.RunUntil(1_000_000));

        Assert.Contains("look-ahead", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_of_the_engine_ends_the_run_and_does_not_keep_it_from_being_disposed_of()
    {
        using var system = LaneSystem.CreateVirtual("test", new VirtualTimeOptions { Lanes = 2 });
        IActorRef far = system.System.ActorOf(Props.CreateBy(new Making(() => new Acting(() => { }))).Placed(system.Lanes[1], 2));
        system.RunUntil(0);
        system.RunApart(LookAhead, LookAhead);
        system.Lanes[1].TellAt(5_000, far, new Breaking(), null);

        Assert.Throws<DivideByZeroException>(() => system.RunUntil(1_000_000));

        Assert.IsType<DivideByZeroException>(system.System.WhenTerminated.Exception?.InnerException);
    }

    /// <summary>What the engine handles itself, outside of any actor.</summary>
    private sealed class Breaking : LaneMessage
    {
        internal override void Arrive(Resident to, IActorRef? sender) => throw new DivideByZeroException();
    }

    private static string[] Play(int seed, int lanes, long step = long.MaxValue)
    {
        using var system = LaneSystem.CreateVirtual("test", new VirtualTimeOptions { Lanes = lanes });
        var traces = new StringBuilder[Groups];
        var actors = new IActorRef[Groups];
        for (int i = 0; i < Groups; i++)
        {
            int number = i;
            traces[i] = new StringBuilder();
            Props props = Props.CreateBy(new Making(() => new Dicing(new Random(seed * 100 + number), actors, traces[number])));
            actors[i] = system.System.ActorOf(props.Placed(system.Lanes[i % lanes], i + 1), $"a{i}");
        }
        system.RunUntil(0);
        system.RunApart(LookAhead, LookAhead);
        for (int i = 0; i < 40; i++) system.Lanes[0].TellAt(10 + i * 10, actors[i % Groups], i, null);
        for (long at = Math.Min(step, 100_000); at < 100_000; at += step) system.RunUntil(at);
        system.RunUntil(100_000);
        return [.. traces.Select(trace => trace.ToString())];
    }

    private sealed class Dicing(Random dice, IActorRef[] actors, StringBuilder trace) : UntypedActor
    {
        private readonly Lane _lane = Lane.Current;

        protected override void OnReceive(object message)
        {
            trace.Append(_lane.Now).Append(' ').Append(Sender.Path.Name).Append(' ').Append(message).Append('\n');
            if (trace.Length > 20_000) return;
            int number = (int)message;
            IActorRef other = actors[dice.Next(actors.Length)];
            if (dice.Next(2) == 0) _lane.TellAt(_lane.Now + LookAhead + dice.Next(5) * 100, other, number + 1, Self);
            if (dice.Next(3) == 0) other.Tell(number + 2, Self);
            if (dice.Next(2) == 0) _lane.TellAt(_lane.Now + dice.Next(3), Self, number + 3, Self);
            if (dice.Next(50) == 0) throw new InvalidOperationException("dice");
        }
    }

    private sealed class Acting(Action act) : UntypedActor
    {
        protected override void OnReceive(object message) => act();
    }

    private sealed class Making(Func<ActorBase> make) : IIndirectActorProducer
    {
        public Type ActorType => typeof(ActorBase);

        public ActorBase Produce() => make();

        public void Release(ActorBase actor)
        {
        }
    }
}
