namespace NetSim.Simulation.Sockets.Outside;

/// <summary>
/// On the virtual clock, the queue of what code outside of the lanes has been woken for, run between two events on the thread that drives
/// the clock. Time stands still meanwhile. It is also the synchronization context of that code, so that its awaits come back here.
/// </summary>
internal sealed class OutsidePump : SynchronizationContext
{
    /// <summary>A plain monitor, since the driver also waits on it.</summary>
    private readonly object _monitor = new();
    private readonly Queue<Work> _queue = new();
    private bool _isSignalled;
    private int _waiting;
    private int _blocked;

    /// <summary>Threads of the pool that are busy with what is none of ours.</summary>
    private int _strangers;
    private long _entries;

    private readonly record struct Work(Action<object?>? Action, SendOrPostCallback? Callback, object? State);

    public bool HasWork => Volatile.Read(ref _waiting) > 0;

    /// <summary>The thread that drives the clock just now; 0 if none does.</summary>
    public int Driver { get; private set; }

    /// <summary>What wakes code that did not ask to come back to a context: it goes on where the waking happens, so with none.</summary>
    public void Add(Action<object?> action, object? state) => Add(new Work(action, null, state));

    public override void Post(SendOrPostCallback d, object? state) => Add(new Work(null, d, state));

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Nothing can wait for the thread that drives the clock; Post does not.");

    public override SynchronizationContext CreateCopy() => this;

    public void NoteEntry()
    {
        Interlocked.Increment(ref _entries);
        Signal();
    }

    /// <summary>Runs what waits, and what comes of it, to the end.</summary>
    public void RunAll()
    {
        while (TryTake(out Work work))
        {
            SetSynchronizationContext(work.Callback is null ? null : this);
            if (work.Callback is { } callback) callback(work.State);
            else work.Action!(work.State);
        }
    }

    /// <summary>Makes the calling thread the driver until <see cref="Stop"/>; returns what it was before.</summary>
    public (int Driver, SynchronizationContext? Context) Start()
    {
        (int, SynchronizationContext?) before = (Driver, Current);
        // Whoever else is busy may be ours, until it has been so for too long.
        if (Driver == 0) _strangers = Thread.CurrentThread.IsThreadPoolThread ? 1 : 0;
        Driver = Environment.CurrentManagedThreadId;
        SetSynchronizationContext(this);
        return before;
    }

    public void Stop((int Driver, SynchronizationContext? Context) before)
    {
        Driver = before.Driver;
        SetSynchronizationContext(before.Context);
    }

    /// <summary>
    /// Waits until the thread pool has nothing to do, and nothing has come from there for a while. Who keeps a thread busy longer than
    /// <paramref name="patience"/> counts as a stranger from then on.
    /// </summary>
    public void AwaitQuiet(TimeSpan quiet, TimeSpan patience)
    {
        long began = TimeProvider.System.GetTimestamp(), quietSince = began;
        long entries = Volatile.Read(ref _entries);
        while (!HasWork)
        {
            bool isSignalled = AwaitSignal(quiet / 2);
            int busy = BusyThreads;
            _strangers = Math.Min(_strangers, busy);
            bool isBusy = busy > _strangers || ThreadPool.PendingWorkItemCount > 0;
            long now = TimeProvider.System.GetTimestamp();
            if (isSignalled || isBusy || entries != Volatile.Read(ref _entries))
            {
                quietSince = now;
                entries = Volatile.Read(ref _entries);
            }
            // Only a look that has found all quiet may end the wait: this thread itself may have been kept off its processor for long.
            else if (TimeProvider.System.GetElapsedTime(quietSince, now) >= quiet)
            {
                return;
            }
            if (!isBusy || TimeProvider.System.GetElapsedTime(began, now) < patience) continue;
            _strangers = busy;
            return;
        }
    }

    /// <summary>Threads that work or have been called to, without those that wait for the simulation.</summary>
    private int BusyThreads
    {
        get
        {
            ThreadPool.GetMaxThreads(out int most, out _);
            ThreadPool.GetAvailableThreads(out int free, out _);
            return most - free - Volatile.Read(ref _blocked);
        }
    }

    /// <summary>Waits for anything to come from other threads. False: nothing has.</summary>
    public bool AwaitAnything(TimeSpan patience) => HasWork || AwaitSignal(patience) || HasWork;

    /// <summary>A thread that only waits for the simulation does not hold it up.</summary>
    public void Block(Task task)
    {
        bool isCounted = Thread.CurrentThread.IsThreadPoolThread;
        if (isCounted) Interlocked.Increment(ref _blocked);
        try
        {
            task.Wait();
        }
        catch (AggregateException)
        {
            // The caller looks at the task.
        }
        finally
        {
            if (isCounted) Interlocked.Decrement(ref _blocked);
        }
    }

    private void Add(in Work work)
    {
        lock (_monitor) _queue.Enqueue(work);
        Interlocked.Increment(ref _waiting);
        Signal();
    }

    private void Signal()
    {
        lock (_monitor)
        {
            _isSignalled = true;
            Monitor.PulseAll(_monitor);
        }
    }

    private bool AwaitSignal(TimeSpan patience)
    {
        lock (_monitor)
        {
            if (!_isSignalled) Monitor.Wait(_monitor, patience);
            bool isSignalled = _isSignalled;
            _isSignalled = false;
            return isSignalled;
        }
    }

    private bool TryTake(out Work work)
    {
        lock (_monitor)
        {
            if (!_queue.TryDequeue(out work)) return false;
        }
        Interlocked.Decrement(ref _waiting);
        return true;
    }
}
