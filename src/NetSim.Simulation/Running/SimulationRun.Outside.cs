using NetSim.Actors.Lanes;
using NetSim.Simulation.Actors;
using NetSim.Simulation.Sockets;
using NetSim.Simulation.Sockets.Outside;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Running;

/// <summary>
/// For code outside of the simulation that opens sockets on its nodes. On the real clock the run goes on in the background. On the virtual
/// clock it goes on only while somebody waits for it: <see cref="Drive(Func{Task}, OutsideThreads)"/> runs code and network in turn, and
/// time stands still while code runs.
/// </summary>
public sealed partial class SimulationRun
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan MostNoise = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StallLimit = TimeSpan.FromSeconds(10);

    private readonly Lock _starting = new();
    private volatile bool _stands;
    private OutsidePump? _pump;
    private Door? _door;
    private SimulatedTime? _clock;
    private SimulatedTimer? _stopTimer;

    /// <summary>The run's time for ordinary .NET code: <c>Task.Delay(time, run.Clock)</c>, time-outs, timers.</summary>
    public TimeProvider Clock => _clock ??= new SimulatedTime(StartedDoor(), () => _lanes.Now, Epoch);

    /// <summary>A host or router, to open sockets on. The network is made with the first call, if it was not before.</summary>
    /// <exception cref="ArgumentException">The network has no such host or router.</exception>
    /// <exception cref="NotSupportedException">The run has several lanes.</exception>
    public SimulatedNode Node(string name)
    {
        if (_lanes.Lanes.Count > 1) throw new NotSupportedException("Code outside of the simulation needs a run with one lane.");
        foreach (NodeState node in _parts.Nodes)
            if (node.Name == name && !node.Plan.Kind.IsBridge()) return new SimulatedNode(this, _plan, node, StartedDoor());
        throw new ArgumentException($"there is no host or router '{name}'", nameof(name));
    }

    /// <summary>Real clock: lets the network run on a thread of its own until its stop time or <paramref name="cancellation"/>.</summary>
    public Task<RunSummary> RunInBackground(CancellationToken cancellation = default)
    {
        if (Mode != TimeMode.Real) throw new InvalidOperationException("A virtual clock does not run by itself: Drive runs it.");
        StartedDoor();
        return Task.Factory.StartNew(() => RunToEnd(cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>
    /// Virtual clock: runs code, and the network for as long as the code needs it, on the caller's thread. Between two events everything
    /// that was woken runs until it waits again. Code that awaits only sockets, delays and tasks of this run does the same every time.
    /// </summary>
    /// <exception cref="TimeoutException">The stop time has come.</exception>
    /// <exception cref="InvalidOperationException">The code waits for something that will never happen.</exception>
    public void Drive(Func<Task> code, OutsideThreads threads = OutsideThreads.DriverOnly)
    {
        ArgumentNullException.ThrowIfNull(code);
        DriveUntilDone(code, threads).GetAwaiter().GetResult();
    }

    /// <summary>As <see cref="Drive(Func{Task}, OutsideThreads)"/>.</summary>
    public T Drive<T>(Func<Task<T>> code, OutsideThreads threads = OutsideThreads.DriverOnly)
    {
        ArgumentNullException.ThrowIfNull(code);
        return ((Task<T>)DriveUntilDone(code, threads)).GetAwaiter().GetResult();
    }

    /// <summary>Virtual clock: lets the network run until a task is done that was begun before.</summary>
    public void RunUntil(Task task, OutsideThreads threads = OutsideThreads.DriverOnly)
    {
        ArgumentNullException.ThrowIfNull(task);
        Drive(() => task, threads);
    }

    /// <summary>For calls that block.</summary>
    internal void Await(Task task)
    {
        if (_pump is { } pump && !task.IsCompleted)
        {
            if (pump.Driver is var driver && (driver == 0 || driver == Environment.CurrentManagedThreadId)) RunUntil(task);
            else pump.Block(task);
        }
        task.GetAwaiter().GetResult();
    }

    internal T Await<T>(Task<T> task)
    {
        Await((Task)task);
        return task.GetAwaiter().GetResult();
    }

    private Task DriveUntilDone(Func<Task> code, OutsideThreads threads)
    {
        if (Mode != TimeMode.Virtual) throw new InvalidOperationException("A real clock is not driven: RunInBackground lets it run.");
        Door door = StartedDoor();
        // Wakes the driver at the stop time, whatever else may happen then.
        if (_stopTimer is null && StopAt is { } stop && stop > Now)
        {
            _stopTimer = new SimulatedTimer(door, static _ => { }, null);
            _stopTimer.Set((stop - Now).Nanoseconds, period: 0);
        }
        (int, SynchronizationContext?) before = _pump!.Start();
        try
        {
            Task task = code();
            // The end of the task must be seen even if it comes on another thread.
            task.ContinueWith(
                static (_, door) => ((Door)door!).Schedule(static _ => { }, null), door, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            while (Step(task, threads))
            {
            }
            return task;
        }
        finally
        {
            _pump.Stop(before);
        }
    }

    /// <summary>What was woken, to its end; then the network, until it wakes something. False: the task is done.</summary>
    private bool Step(Task task, OutsideThreads threads)
    {
        OutsidePump pump = _pump!;
        pump.RunAll();
        if (task.IsCompleted) return false;
        if (threads == OutsideThreads.Pool)
        {
            pump.AwaitQuiet(Quiet, MostNoise);
            if (pump.HasWork) return true;
        }
        if (StopAt is { } stop && Now >= stop) throw new TimeoutException($"the run has reached its stop time, {stop}, and the task is not done");
        long events = _lanes.RunUntil(long.MaxValue, () => pump.HasWork);
        if (_failure is { } failure) throw new InvalidOperationException($"the simulation itself has failed: {failure.Message}", failure);
        if (pump.HasWork || events > 0) return true;
        // Time cannot go on by itself; another thread may still ask for something.
        if (!pump.AwaitAnything(StallLimit)) throw new InvalidOperationException("Nothing is left to happen in the network, and the task is not done.");
        return true;
    }

    private Door StartedDoor()
    {
        // Whoever orders from outside may come before the run has begun.
        if (!_stands)
        {
            lock (_starting)
            {
                if (_door is null) Start();
            }
        }
        return _door!;
    }

    private void OpenDoor(IActorRef simulation)
    {
        _pump = Mode == TimeMode.Virtual ? new OutsidePump() : null;
        Door door = _door = new Door(_pump) { Simulation = simulation };
        int behindAll = _plan.Nodes.Length + 1 + _plan.Devices.Length;
        Props props = Producer.PropsOf(() => new EntranceActor(door)).Placed(_lanes.Lanes[0], behindAll);
        door.Entrance = _lanes.System.ActorOf(props, "outside");
    }
}
