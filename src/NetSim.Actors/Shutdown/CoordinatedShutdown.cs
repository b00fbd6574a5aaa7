namespace NetSim.Actors;

/// <summary>
/// What is to be done, in which order, when the system ends: tasks in named phases. The tasks of a phase run at once, the phases one
/// after the other; a task that fails is logged and does not stop the rest. The last phase terminates the system.
/// </summary>
public sealed class CoordinatedShutdown
{
    public const string PhaseBeforeServiceUnbind = "before-service-unbind";
    public const string PhaseServiceUnbind = "service-unbind";
    public const string PhaseServiceRequestsDone = "service-requests-done";
    public const string PhaseServiceStop = "service-stop";
    public const string PhaseBeforeActorSystemTerminate = "before-actor-system-terminate";
    public const string PhaseActorSystemTerminate = "actor-system-terminate";

    private static readonly string[] Phases =
    [
        PhaseBeforeServiceUnbind, PhaseServiceUnbind, PhaseServiceRequestsDone, PhaseServiceStop, PhaseBeforeActorSystemTerminate,
        PhaseActorSystemTerminate,
    ];

    private readonly LaneActorSystem _system;
    private readonly Lock _lock = new();
    private readonly List<(string Phase, string Name, Func<Task<Done>> Task)> _tasks = [];
    private readonly TaskCompletionSource<Done> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal CoordinatedShutdown(LaneActorSystem system) => _system = system;

    /// <summary>Why it was run; null until then.</summary>
    public Reason? ShutdownReason { get; private set; }

    public static CoordinatedShutdown Get(ActorSystem sys) => ((LaneActorSystem)sys).Shutdown;

    /// <exception cref="ArgumentException">There is no such phase.</exception>
    public void AddTask(string phase, string taskName, Func<Task<Done>> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (!Phases.Contains(phase)) throw new ArgumentException($"Unknown phase [{phase}]; there are: {string.Join(", ", Phases)}.", nameof(phase));
        lock (_lock) _tasks.Add((phase, taskName, task));
    }

    /// <summary>Runs once; whoever asks again gets the same task.</summary>
    /// <param name="reason">For whoever wants to know.</param>
    /// <param name="fromPhase">Leaves out the phases before this.</param>
    public Task<Done> Run(Reason reason, string? fromPhase = null)
    {
        ArgumentNullException.ThrowIfNull(reason);
        lock (_lock)
        {
            if (ShutdownReason is not null) return _done.Task;
            ShutdownReason = reason;
        }

        _ = RunPhases(fromPhase ?? Phases[0]);
        return _done.Task;
    }

    private async Task RunPhases(string fromPhase)
    {
        foreach (string phase in Phases.SkipWhile(one => one != fromPhase))
        {
            await Task.WhenAll(TasksOf(phase).Select(task => RunTask(phase, task.Name, task.Task))).ConfigureAwait(false);
        }

        try
        {
            await _system.FinalTerminate().ConfigureAwait(false);
            _done.TrySetResult(Done.Instance);
        }
        catch (Exception fault)
        {
            _done.TrySetException(fault);
        }
    }

    private (string Phase, string Name, Func<Task<Done>> Task)[] TasksOf(string phase)
    {
        lock (_lock) return [.. _tasks.Where(task => task.Phase == phase)];
    }

    private async Task RunTask(string phase, string name, Func<Task<Done>> task)
    {
        try
        {
            await task().ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            _system.Log.Warning(cause, "Task [{0}] failed in phase [{1}]: {2}", name, phase, cause.Message);
        }
    }

    public class Reason
    {
        protected Reason()
        {
        }
    }

    public class UnknownReason : Reason
    {
        public static readonly Reason Instance = new UnknownReason();

        private UnknownReason()
        {
        }
    }

    public class ActorSystemTerminateReason : Reason
    {
        public static readonly Reason Instance = new ActorSystemTerminateReason();

        private ActorSystemTerminateReason()
        {
        }
    }

    public class ClrExitReason : Reason
    {
        public static readonly Reason Instance = new ClrExitReason();

        private ClrExitReason()
        {
        }
    }
}
