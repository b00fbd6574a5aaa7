using System.Text;
using NetSim.Actors.Lanes;

namespace NetSim.Actors.Tests.Engine.Dispatch;

/// <summary>Actors in several groups that tell, delay, spawn, watch, fail and stop as their dice say; the trace is all that happens.</summary>
internal static class RandomProgram
{
    /// <summary>Characters; after that nobody reacts any more, and the program runs out.</summary>
    private const int MaxTrace = 200_000;

    public static string Run(int seed)
    {
        using var system = LaneSystem.CreateVirtual("test");
        var trace = new StringBuilder();
        var actors = new List<IActorRef>();
        for (int i = 0; i < 8; i++)
        {
            int number = i;
            Props props = Props.Create(() => new Dicing(seed + number, actors, trace)).Placed(system.Lanes[0], 1 + number / 2);
            actors.Add(system.System.ActorOf(props, $"a{i}"));
        }

        for (int i = 0; i < 40; i++) system.Lanes[0].TellAt(i * 10, actors[i % 8], i, null);
        system.RunUntil(100_000);
        return trace.ToString();
    }

    private sealed class Dicing(int seed, List<IActorRef> actors, StringBuilder trace) : UntypedActor
    {
        private readonly Random _dice = new(seed);
        private readonly Lane _lane = Lane.Current;

        protected override void OnReceive(object message)
        {
            trace.Append(_lane.Now).Append(' ').Append(Self.Path.ToStringWithUid()).Append(" <- ").Append(message).Append('\n');
            if (message is not int number || trace.Length > MaxTrace) return;
            IActorRef other = actors[_dice.Next(actors.Count)];
            switch (_dice.Next(12))
            {
                case 0 or 1 or 2:
                    other.Tell(number + 1, Self);
                    other.Tell(number + 2, Self);
                    break;
                case 3 or 4 or 5:
                    _lane.TellAt(_lane.Now + _dice.Next(3) * 10, other, number + 1, Self);
                    _lane.TellAt(_lane.Now + _dice.Next(3) * 10, Self, number + 3, Self);
                    break;
                case 6:
                    Context.Watch(Context.ActorOf(Props.Create(() => new Dicing(seed * 31, actors, trace))));
                    break;
                case 7:
                    foreach (IActorRef child in Context.GetChildren()) child.Tell(number + 1, Self);
                    break;
                case 8 when Context.GetChildren().Any():
                    Context.Stop(Context.GetChildren().First());
                    break;
                case 9:
                    throw new InvalidOperationException("dice");
                default:
                    Self.Tell(number + 5, Self);
                    break;
            }
        }
    }
}
