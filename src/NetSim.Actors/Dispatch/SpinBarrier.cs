namespace NetSim.Actors.Dispatch;

/// <summary>
/// Where the threads of a run wait for one another. The last to come does what has to be done between two windows, alone, and lets the
/// others go. The wait is short as a rule, so it spins first; whoever waits longer sleeps.
/// </summary>
internal sealed class SpinBarrier
{
    /// <summary>Some twenty microseconds: longer than a window of a busy network, shorter than two context switches.</summary>
    private const int Spins = 400;

    private const int PausesPerSpin = 4;

    private readonly object _monitor = new();
    private readonly int _threads;
    private readonly Action _between;
    private int _missing;
    private int _asleep;
    private int _generation;

    public SpinBarrier(int threads, Action between) => (_threads, _missing, _between) = (threads, threads, between);

    public void Arrive()
    {
        int generation = Volatile.Read(ref _generation);
        if (Interlocked.Decrement(ref _missing) == 0)
        {
            _between();
            _missing = _threads;
            Release(generation);
            return;
        }

        for (int i = 0; i < Spins; i++)
        {
            if (Volatile.Read(ref _generation) != generation) return;
            Thread.SpinWait(PausesPerSpin);
        }

        Sleep(generation);
    }

    /// <summary>Under the lock, so that nobody decides to sleep on a generation that is over.</summary>
    private void Release(int generation)
    {
        lock (_monitor)
        {
            Volatile.Write(ref _generation, generation + 1);
            if (_asleep > 0) Monitor.PulseAll(_monitor);
        }
    }

    private void Sleep(int generation)
    {
        lock (_monitor)
        {
            _asleep++;
            while (_generation == generation) Monitor.Wait(_monitor);
            _asleep--;
        }
    }
}
