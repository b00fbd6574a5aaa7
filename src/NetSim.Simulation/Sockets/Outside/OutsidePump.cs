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
    private readonly AsyncLocal<OutsidePump?> _flow = new(OnFlow);
    private int _waiting;
    private int _running;
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
    public (int Driver, SynchronizationContext? Context, OutsidePump? Flow) Start()
    {
        (int, SynchronizationContext?, OutsidePump?) before = (Driver, Current, _flow.Value);
        Driver = Environment.CurrentManagedThreadId;
        _flow.Value = this;
        SetSynchronizationContext(this);
        return before;
    }

    public void Stop((int Driver, SynchronizationContext? Context, OutsidePump? Flow) before)
    {
        Driver = before.Driver;
        _flow.Value = before.Flow;
        SetSynchronizationContext(before.Context);
    }

    /// <summary>
    /// Waits until no thread of the pool works for code outside, as far as that can be seen: none runs with its execution context, none is
    /// asked to, and nothing has come from there for a while.
    /// </summary>
    public void AwaitQuiet(TimeSpan quiet, TimeSpan patience)
    {
        long began = TimeProvider.System.GetTimestamp(), quietSince = began;
        long entries = Volatile.Read(ref _entries);
        while (!HasWork && TimeProvider.System.GetElapsedTime(quietSince) < quiet && TimeProvider.System.GetElapsedTime(began) < patience)
        {
            bool isBusy = Volatile.Read(ref _running) > 0 || ThreadPool.PendingWorkItemCount > 0;
            if (AwaitSignal(quiet / 4) || isBusy || entries != Volatile.Read(ref _entries))
            {
                quietSince = TimeProvider.System.GetTimestamp();
                entries = Volatile.Read(ref _entries);
            }
        }
    }

    /// <summary>Waits for anything to come from other threads. False: nothing has.</summary>
    public bool AwaitAnything(TimeSpan patience) => HasWork || AwaitSignal(patience) || HasWork;

    /// <summary>A thread that only waits for the simulation does not hold it up.</summary>
    public void Block(Task task)
    {
        bool isCounted = _flow.Value == this;
        if (isCounted) Interlocked.Decrement(ref _running);
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
            if (isCounted) Interlocked.Increment(ref _running);
        }
    }

    /// <summary>A thread has begun, or ceased, to work with the execution context of code outside.</summary>
    private static void OnFlow(AsyncLocalValueChangedArgs<OutsidePump?> change)
    {
        if (!change.ThreadContextChanged) return;
        if (change.PreviousValue is { } left && left.Driver != Environment.CurrentManagedThreadId) Interlocked.Decrement(ref left._running);
        if (change.CurrentValue is { } entered && entered.Driver != Environment.CurrentManagedThreadId) Interlocked.Increment(ref entered._running);
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
