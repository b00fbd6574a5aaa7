using BenchmarkDotNet.Attributes;
using NetSim.Actors.Lanes;

namespace NetSim.Benchmarks.Micro;

/// <summary>A tell between two actors of one group, its receipt included.</summary>
[MemoryDiagnoser]
public class TellBenchmarks
{
    private const int Tells = 100_000;

    private readonly Ball _ball = new();
    private LaneSystem _system = null!;
    private IActorRef _left = null!;
    private IActorRef _right = null!;

    [GlobalSetup]
    public void Start()
    {
        _system = LaneSystem.CreateVirtual("benchmark");
        _left = _system.System.ActorOf(Props.Create<Player>().Placed(_system.Lanes[0], 1), "left");
        _right = _system.System.ActorOf(Props.Create<Player>().Placed(_system.Lanes[0], 1), "right");
        _system.RunUntilIdle();
    }

    [GlobalCleanup]
    public void Stop() => _system.Dispose();

    [Benchmark(OperationsPerInvoke = Tells)]
    public int PingPong()
    {
        _ball.TellsLeft = Tells;
        _left.Tell(_ball, _right);
        _system.RunUntilIdle();
        return _ball.TellsLeft;
    }

    private sealed class Ball
    {
        public int TellsLeft { get; set; }
    }

    /// <summary>Public, with its constructor, since the actor system makes it.</summary>
    public sealed class Player : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (--((Ball)message).TellsLeft > 0) Sender.Tell(message, Self);
        }
    }
}
