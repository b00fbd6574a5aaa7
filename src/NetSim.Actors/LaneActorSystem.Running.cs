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
    private LaneWindows? _windows;

    public override Task WhenTerminated => _terminated.Task;

    /// <summary>The root actor is gone: no lane has anything to do any more.</summary>
    internal bool IsGone => _isGone;

    /// <summary>How far the virtual run in progress may go at most; see <see cref="LaneSystem.EndAt"/>.</summary>
    internal long End => Volatile.Read(ref _end);

    /// <summary>No lane asks for anything on another that is due sooner than this from now; 0 = nobody has promised that.</summary>
    internal long LookAhead { get; private set; }

    /// <summary>How long a tell between groups takes on the virtual clock.</summary>
    internal long TellDelay { get; private set; }

    internal long Now => _clock?.Read() ?? VirtualNow;

    /// <summary>For an actor that asks, the time of what it handles: other lanes are elsewhere. For all others the present.</summary>
    private long VirtualNow => Lane.OnThisThread is { IsHandling: true } here && ReferenceEquals(here.System, this) ? here.Now : Lanes[0].Present;

    internal static LaneActorSystem CreateVirtual(string name, int lanes)
    {
        var system = new LaneActorSystem(name, ClockKind.Virtual, lanes);
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
        // The end takes no time: time stands still from now on. An end of the run that was asked for while nothing ran has been reached.
        (LookAhead, TellDelay) = (0, 0);
        Volatile.Write(ref _end, long.MaxValue);
        _root.Tell(TerminateSystem.Instance, ActorRefs.NoSender);
        if (Clock == ClockKind.Virtual && Lane.OnThisThread is null) RunVirtual(Lanes[0].Now, isEnough: null);
        return WhenTerminated;
    }

    public override void RegisterOnTermination(Action code)
    {
        ArgumentNullException.ThrowIfNull(code);
        lock (_onTerminationLock) _onTermination.Add(code);
    }

    internal void RunApart(long lookAhead, long tellDelay)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lookAhead);
        ArgumentOutOfRangeException.ThrowIfLessThan(tellDelay, lookAhead);
        (LookAhead, TellDelay) = (lookAhead, tellDelay);
    }

    /// <summary>Drives the lanes on the caller's thread, and on others if that is allowed.</summary>
    internal long RunVirtual(long until, Func<bool>? isEnough, ClockAfterRun clock = ClockAfterRun.AtEnd)
    {
        if (Clock != ClockKind.Virtual) throw new InvalidOperationException("A real clock runs by itself.");
        if (Lane.OnThisThread is not null) throw new InvalidOperationException("A virtual clock cannot be driven from within an actor.");
        long before = EventsHandled;
        if (Lanes.Length == 1) Lanes[0].RunVirtual(until, isEnough);
        else if (LookAhead == 0 || isEnough is not null) LaneMerge.Run(this, until, isEnough);
        else (_windows ??= new LaneWindows(this)).Run(until);
        bool isWholeTime = clock == ClockAfterRun.AtEnd && (isEnough is null || !isEnough());
        MoveClocks(isWholeTime ? Math.Min(until, End) : long.MaxValue);
        Volatile.Write(ref _end, long.MaxValue);
        foreach (Lane lane in Lanes) lane.Events.Trim();
        if (_isGone) Finish();
        return EventsHandled - before;
    }

    internal void RunPaced(long until, Pace pace)
    {
        if (Clock != ClockKind.Virtual) throw new InvalidOperationException("A real clock runs by itself.");
        if (Lanes.Length > 1) throw new NotSupportedException("Several lanes cannot keep pace with a real clock yet: one lane can.");
        if (Lane.OnThisThread is not null) throw new InvalidOperationException("A virtual clock cannot be driven from within an actor.");
        Lanes[0].RunPaced(until, pace);
        MoveClocks(Math.Min(until, End));
        Volatile.Write(ref _end, long.MaxValue);
        if (_isGone) Finish();
    }

    internal long NextDue
    {
        get
        {
            long next = long.MaxValue;
            foreach (Lane lane in Lanes) next = Math.Min(next, lane.HasMessages ? lane.Now : lane.NextConcern);
            return next;
        }
    }

    private long EventsHandled
    {
        get
        {
            long sum = 0;
            foreach (Lane lane in Lanes) sum += lane.EventsHandled;
            return sum;
        }
    }

    /// <summary>All lanes are as far as the furthest, or as the run was to go.</summary>
    private void MoveClocks(long end)
    {
        long now = 0;
        foreach (Lane lane in Lanes) now = Math.Max(now, lane.Now);
        if (end != long.MaxValue) now = Math.Max(now, end);
        foreach (Lane lane in Lanes) lane.Now = now;
    }

    /// <summary>From any thread; the earliest end that anybody asks for holds.</summary>
    internal void EndAt(long nanoseconds)
    {
        long present = Volatile.Read(ref _end);
        while (nanoseconds < present)
        {
            long seen = Interlocked.CompareExchange(ref _end, nanoseconds, present);
            if (seen == present) break;
            present = seen;
        }

        foreach (Lane lane in Lanes) lane.WakeUp();
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

    /// <summary>The engine itself has failed while it was driven: nothing can be run any more, not even to an orderly end.</summary>
    internal void Break(Exception fault)
    {
        Interlocked.CompareExchange(ref _fault, fault, null);
        OnRootTerminated();
        Finish();
    }

    private protected override void Dispose(bool disposing)
    {
        Task end = Terminate();
        // Whoever drives a virtual clock has been thrown the fault already.
        bool isBroken = Clock == ClockKind.Virtual && _fault is not null;
        if (Lane.OnThisThread is null && !isBroken) end.Wait();
    }

    private void Start(RealTimeOptions options)
    {
        _clock = new RealClock(options.Scale);
        _lanesRunning = Lanes.Length;
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

/// <summary>Where a virtual clock stands when a run is over.</summary>
internal enum ClockAfterRun
{
    AtEnd,
    AtLastEvent,
}
