namespace NetSim.Actors.Timers;

/// <summary>The timers of one incarnation.</summary>
internal sealed class TimerScheduler(Cell cell) : ITimerScheduler
{
    private readonly OrderedDictionary<object, Timer> _timers = [];

    public IReadOnlyCollection<object> ActiveTimers => [.. _timers.Keys];

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval) =>
        StartPeriodicTimer(key, msg, interval, interval, ActorRefs.NoSender);

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval, IActorRef? sender) =>
        StartPeriodicTimer(key, msg, interval, interval, sender);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval) =>
        StartPeriodicTimer(key, msg, initialDelay, interval, ActorRefs.NoSender);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval, IActorRef? sender)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        Start(initialDelay, new Timer(this, key, msg, sender) { Interval = LaneTime.Nanoseconds(interval) });
    }

    public void StartSingleTimer(object key, object msg, TimeSpan timeout) => StartSingleTimer(key, msg, timeout, ActorRefs.NoSender);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout, IActorRef? sender) =>
        Start(timeout, new Timer(this, key, msg, sender));

    public bool IsTimerActive(object key) => _timers.ContainsKey(key);

    public void Cancel(object key) => _timers.Remove(key);

    public void CancelAll() => _timers.Clear();

    private void Start(TimeSpan delay, Timer timer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        _timers[timer.Key] = timer;
        timer.Due = LaneTime.After(cell.Lane.Now, LaneTime.Nanoseconds(delay));
        Lane.Schedule(timer.Due, cell, timer, sender: null);
    }

    /// <summary>A timer, its entry in the event queue, and its tick in the actor's queue: one object, so a tick allocates nothing.</summary>
    private sealed class Timer(TimerScheduler owner, object key, object message, IActorRef? sender) : ScheduledWork, ISelfHandled
    {
        public object Key => key;

        public object Payload => message;

        protected override bool IsCancelled => !owner._timers.TryGetValue(key, out Timer? current) || !ReferenceEquals(current, this);

        public void Handle(Cell cell)
        {
            // Cancelled, replaced or of an earlier incarnation, while the tick stood in the queue.
            if (IsCancelled) return;
            if (Interval == 0) owner._timers.Remove(key);
            cell.HandleByActor(message);
        }

        protected override void ArriveNow(Resident to) => to.Lane.Push(to, this, sender);
    }
}
