using BenchmarkDotNet.Attributes;
using NetSim.Actors.Dispatch;
using NetSim.Actors.Lanes;
using NetSim.Actors.Scheduling;

namespace NetSim.Benchmarks.Micro;

/// <summary>
/// The hold model: the first event is taken, and put back as a later one, so that there are always as many. How much later is drawn from
/// an exponential distribution whose mean is the number of events: one is due each nanosecond.
/// </summary>
[MemoryDiagnoser]
public class EventQueueBenchmarks
{
    private const int Draws = 1 << 16;

    private readonly long[] _delays = new long[Draws];
    private readonly EventQueue _queue = new();
    private LaneSystem _system = null!;
    private Resident _target = null!;
    private long _sequence;

    [Params(100, 10_000, 1_000_000)]
    public int Pending { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _system = LaneSystem.CreateVirtual("benchmark");
        _target = _system.Lanes[0].Agent;
        var random = new Random(1);
        for (int i = 0; i < Draws; i++) _delays[i] = 1 + (long)(-Math.Log(1 - random.NextDouble()) * Pending);
        for (int i = 0; i < Pending; i++) Push(0);
        // Until the dice, and not the beginning, say what the queue looks like.
        for (int i = 0; i < Pending; i += Draws) Hold();
    }

    [GlobalCleanup]
    public void Stop() => _system.Dispose();

    [Benchmark(OperationsPerInvoke = Draws)]
    public long Hold()
    {
        long due = 0;
        for (int i = 0; i < Draws; i++)
        {
            _queue.TryPop(long.MaxValue, out _, out due);
            Push(due);
        }
        return due;
    }

    private void Push(long now)
    {
        long sequence = _sequence++;
        _queue.Push(new EventKey(now + _delays[sequence & (Draws - 1)], 0, 0, sequence), _target, this, sender: null);
    }
}
