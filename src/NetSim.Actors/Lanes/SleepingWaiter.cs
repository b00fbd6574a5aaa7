namespace NetSim.Actors.Lanes;

/// <summary>
/// The waiter of a lane without devices. The runtime's waits count milliseconds: it rounds up, so an event can be handled up to a
/// millisecond late, and never early.
/// </summary>
internal sealed class SleepingWaiter : ILaneWaiter, IDisposable
{
    private const long NanosecondsPerMillisecond = 1_000_000;

    private readonly AutoResetEvent _wake = new(initialState: false);

    public void Wait(long nanoseconds)
    {
        if (nanoseconds <= 0) return;
        long milliseconds = nanoseconds / NanosecondsPerMillisecond + (nanoseconds % NanosecondsPerMillisecond > 0 ? 1 : 0);
        if (milliseconds >= int.MaxValue) _wake.WaitOne();
        else _wake.WaitOne((int)milliseconds);
    }

    public void Wake() => _wake.Set();

    public void Dispose() => _wake.Dispose();
}
