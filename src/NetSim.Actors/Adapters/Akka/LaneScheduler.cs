using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using NetSim.Actors.Lanes;

namespace NetSim.Actors.Adapters;

/// <summary>Akka.NET's scheduler over the events of a loop: timers, receive timeouts and delayed tells follow its clock.</summary>
public sealed class LaneScheduler : IScheduler, IAdvancedScheduler
{
    /// <summary>Akka.NET makes its scheduler by type name, on the thread that creates the system: this is how it finds its loop.</summary>
    [ThreadStatic]
    private static LaneLoop? _loopOfNext;

    public LaneScheduler(Config config, ILoggingAdapter log) => Loop = _loopOfNext
        ?? throw new InvalidOperationException("A LaneScheduler is made by LaneSystem only.");

    public IAdvancedScheduler Advanced => this;

    public DateTimeOffset Now => Loop.IsVirtual ? DateTimeOffset.UnixEpoch + MonotonicClock : TimeProvider.System.GetUtcNow();

    public TimeSpan MonotonicClock => LaneTime.Span(Loop.Now);

    public TimeSpan HighResMonotonicClock => MonotonicClock;

    internal LaneLoop Loop { get; }

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender) =>
        ScheduleTellOnce(delay, receiver, message, sender, null!);

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        ScheduleOnce(delay, () => receiver.Tell(message, sender), cancelable);

    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender) =>
        ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, null!);

    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        ScheduleRepeatedly(initialDelay, interval, () => receiver.Tell(message, sender), cancelable);

    public void ScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) => ScheduleOnce(delay, action.Run, cancelable);

    public void ScheduleOnce(TimeSpan delay, IRunnable action) => ScheduleOnce(delay, action.Run, null!);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        ScheduleRepeatedly(initialDelay, interval, action.Run, cancelable);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action) =>
        ScheduleRepeatedly(initialDelay, interval, action.Run, null!);

    public void ScheduleOnce(TimeSpan delay, Action action) => ScheduleOnce(delay, action, null!);

    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        Start(delay, new Scheduled(Loop, action, cancelable, interval: 0));

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action) =>
        ScheduleRepeatedly(initialDelay, interval, action, null!);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Start(initialDelay, new Scheduled(Loop, action, cancelable, LaneTime.Nanoseconds(interval)));

    internal static T WithLoop<T>(LaneLoop loop, Func<T> create)
    {
        _loopOfNext = loop;
        try
        {
            return create();
        }
        finally
        {
            _loopOfNext = null;
        }
    }

    private void Start(TimeSpan delay, Scheduled work)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        work.Due = LaneTime.After(Loop.Now, LaneTime.Nanoseconds(delay));
        Loop.Schedule(work.Due, work);
    }

    private sealed class Scheduled(LaneLoop loop, Action action, ICancelable? cancelable, long interval) : DueWork
    {
        public long Due { get; set; }

        public override void Run()
        {
            if (cancelable?.IsCancellationRequested == true) return;
            if (interval > 0)
            {
                Due = LaneTime.After(Due, interval);
                loop.Schedule(Due, this);
            }

            action();
        }
    }
}
