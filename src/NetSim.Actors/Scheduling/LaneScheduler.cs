namespace NetSim.Actors.Scheduling;

/// <summary>Akka.NET's scheduler, as entries in the event queues of the lanes.</summary>
internal sealed class LaneScheduler(LaneActorSystem system) : IScheduler, IAdvancedScheduler
{
    public IAdvancedScheduler Advanced => this;

    public DateTimeOffset Now => system.Clock == ClockKind.Virtual ? DateTimeOffset.UnixEpoch + MonotonicClock : TimeProvider.System.GetUtcNow();

    public TimeSpan MonotonicClock => LaneTime.Span(NowOnThisThread());

    public TimeSpan HighResMonotonicClock => MonotonicClock;

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender) =>
        ScheduleTellOnce(delay, receiver, message, sender, cancelable: null);

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable) =>
        Start(delay, new ScheduledTell(receiver, message, sender, cancelable), receiver);

    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender) =>
        ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, cancelable: null);

    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable) =>
        Start(initialDelay, new ScheduledTell(receiver, message, sender, cancelable) { Interval = Positive(interval) }, receiver);

    public void ScheduleOnce(TimeSpan delay, IRunnable action, ICancelable? cancelable) =>
        Start(delay, new ScheduledAction(action.Run, cancelable), receiver: null);

    public void ScheduleOnce(TimeSpan delay, IRunnable action) => ScheduleOnce(delay, action, cancelable: null);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable? cancelable) =>
        ScheduleRepeatedly(initialDelay, interval, action.Run, cancelable);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action) =>
        ScheduleRepeatedly(initialDelay, interval, action.Run, cancelable: null);

    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) =>
        Start(delay, new ScheduledAction(action, cancelable), receiver: null);

    public void ScheduleOnce(TimeSpan delay, Action action) => ScheduleOnce(delay, action, cancelable: null);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable) =>
        Start(initialDelay, new ScheduledAction(action, cancelable) { Interval = Positive(interval) }, receiver: null);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action) =>
        ScheduleRepeatedly(initialDelay, interval, action, cancelable: null);

    private static long Positive(TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        return LaneTime.Nanoseconds(interval);
    }

    private long NowOnThisThread() => Lane.OnThisThread?.Now ?? system.Now;

    /// <summary>On the receiver's lane, or on this one if the receiver lives on none.</summary>
    private void Start(TimeSpan delay, ScheduledWork work, ICanTell? receiver)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        Resident to = receiver is IActorRef actor && Refs.Unwrap(actor) is Cell cell ? cell : (Lane.OnThisThread ?? system.Lanes[0]).Agent;
        work.Due = LaneTime.After(NowOnThisThread(), LaneTime.Nanoseconds(delay));
        Lane.Schedule(work.Due, to, work, sender: null);
    }
}
