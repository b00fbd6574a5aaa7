namespace NetSim.Actors;

/// <summary>From the start to the end: threads or a lent thread, termination, and what happens if the engine itself fails.</summary>
internal sealed partial class LaneActorSystem
{
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _onTerminationLock = new();
    private readonly List<Action> _onTermination = [];
    private RealClock? _clock;
    private Exception? _fault;
    private int _lanesRunning;
    private volatile bool _isGone;
    private long _end = long.MaxValue;

    public override Task WhenTerminated => _terminated.Task;

    /// <summary>The root actor is gone: no lane has anything to do any more.</summary>
    internal bool IsGone => _isGone;

    /// <summary>How far the virtual run in progress may go at most; see <see cref="LaneSystem.EndAt"/>.</summary>
    internal long End => Volatile.Read(ref _end);

    internal long Now => _clock?.Read() ?? Lanes[0].Now;

    internal static LaneActorSystem CreateVirtual(string name)
    {
        var system = new LaneActorSystem(name, ClockKind.Virtual, lanes: 1);
        system.RunVirtual(until: 0, isEnough: null);
        return system;
    }

    internal static LaneActorSystem CreateReal(string name, RealTimeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var system = new LaneActorSystem(name, ClockKind.Real, options.Lanes) { AskTimeout = options.AskTimeout };
        system.Start(options);
        return system;
    }

    /// <summary>First what coordinated shutdown has been given to do, then the end.</summary>
    public override Task Terminate()
    {
        _ = Shutdown.Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
        return WhenTerminated;
    }

    internal Task FinalTerminate()
    {
        _root.Tell(TerminateSystem.Instance, ActorRefs.NoSender);
        if (Clock == ClockKind.Virtual && Lane.OnThisThread is null) RunVirtual(Lanes[0].Now, isEnough: null);
        return WhenTerminated;
    }

    public override void RegisterOnTermination(Action code)
    {
        ArgumentNullException.ThrowIfNull(code);
        lock (_onTerminationLock) _onTermination.Add(code);
    }

    /// <summary>Drives the only lane on the caller's thread.</summary>
    internal long RunVirtual(long until, Func<bool>? isEnough)
    {
        if (Clock != ClockKind.Virtual) throw new InvalidOperationException("A real clock runs by itself.");
        Lane lane = Lanes[0];
        long events = lane.RunVirtual(until, isEnough);
        long end = Math.Min(until, End);
        Volatile.Write(ref _end, long.MaxValue);
        bool isWholeTime = end != long.MaxValue && end > lane.Now && (isEnough is null || !isEnough());
        if (isWholeTime) lane.Now = end;
        if (_isGone) Finish();
        return events;
    }

    /// <summary>From any thread; the earliest end that anybody asks for holds.</summary>
    internal void EndAt(long nanoseconds)
    {
        long present = Volatile.Read(ref _end);
        while (nanoseconds < present)
        {
            long seen = Interlocked.CompareExchange(ref _end, nanoseconds, present);
            if (seen == present) return;
            present = seen;
        }
    }

    internal void OnRootTerminated()
    {
        _isGone = true;
        foreach (Lane lane in Lanes) lane.WakeUp();
    }

    /// <summary>Nobody is above the root to judge.</summary>
    internal void OnRootFailed(Exception cause)
    {
        Log.Error(cause, "A guardian failed; the system stops.");
        _root.SendSystem(Cells.Terminate.Instance);
    }

    private protected override void Dispose(bool disposing)
    {
        Task end = Terminate();
        if (Lane.OnThisThread is null) end.Wait();
    }

    private void Start(RealTimeOptions options)
    {
        _clock = new RealClock(options.Scale);
        _lanesRunning = Lanes.Count;
        foreach (Lane lane in Lanes)
        {
            ILaneWaiter waiter = options.Waiter(lane.Index);
            lane.Prepare(waiter);
            new Thread(() => Run(lane, waiter)) { IsBackground = true, Name = $"{Name} lane {lane.Index}" }.Start();
        }
    }

    /// <summary>A lane's thread. What escapes the loop is a fault of the engine: it ends all lanes and shows in WhenTerminated.</summary>
    private void Run(Lane lane, ILaneWaiter waiter)
    {
        try
        {
            lane.RunReal(_clock!, waiter);
        }
        catch (Exception fault)
        {
            Interlocked.CompareExchange(ref _fault, fault, null);
            OnRootTerminated();
        }
        finally
        {
            (waiter as IDisposable)?.Dispose();
            if (Interlocked.Decrement(ref _lanesRunning) == 0) Finish();
        }
    }

    private void Finish()
    {
        if (_terminated.Task.IsCompleted) return;
        foreach (Lane lane in Lanes) lane.Close();
        Action[] actions;
        lock (_onTerminationLock)
        {
            actions = [.. _onTermination];
            _onTermination.Clear();
        }

        foreach (Action action in actions)
        {
            try
            {
                action();
            }
            catch (Exception failure)
            {
                Log.Error(failure, "A termination action failed.");
            }
        }

        if (_fault is { } fault) _terminated.TrySetException(fault);
        else _terminated.TrySetResult();
    }
}
