namespace NetSim.Actors.Lanes;

/// <summary>
/// Virtual clock at the pace of the real one: events have the times and the order of virtual time, but none is handled before a real clock
/// has reached it. What enters from outside becomes an event when it enters, so a run is fixed by what entered and when.
/// </summary>
public sealed partial class Lane
{
    /// <summary>
    /// Between two looks at the outside a lane handles at most this many events, so that one that is behind still sees it: what waits at the door enters
    /// when it is seen.
    /// </summary>
    private const int EventsPerLook = 128;

    private RealClock? _pace;
    private CatchUp _catchUp;
    private long _latenessLimit;
    private long _wakeUp;
    private long _lastEntry;

    /// <summary>
    /// For what enters from outside of the simulation just now: when it is due. Later than everything that has been handled, and at a
    /// real clock's pace the present, or as far as the lane is if it has overslept. Never earlier than it was before.
    /// </summary>
    public long EntryTime => _lastEntry = Math.Max(Math.Max(_lastEntry, Now + 1), _catchUp.IsBehind ? _catchUp.Reach : _pace?.Read() ?? 0);

    /// <summary>For whoever looks on.</summary>
    internal long Present => _pace?.Read() ?? Now;

    internal void RunPaced(long until, Pace pace)
    {
        _onThisThread = this;
        _waiter = pace.Waiter;
        _latenessLimit = pace.LatenessLimit;
        var clock = new RealClock(pace.Scale);
        (_pace, _catchUp, _wakeUp) = (clock, new CatchUp(pace.Scale), 0);
        try
        {
            while (!System.IsGone && Step(Math.Min(until, System.End), clock, pace.Waiter))
            {
            }

            if (!System.IsGone) Finish(EndOf(until, clock.Read()));
        }
        finally
        {
            (_pace, _catchUp, _waiter) = (null, default, null);
            _onThisThread = null;
        }
    }

    /// <summary>What is due by now, then a look at the outside or a sleep. False if the end has been reached.</summary>
    private bool Step(long end, RealClock clock, ILaneWaiter waiter)
    {
        _catchUp.Wake(clock.Read(), _wakeUp);
        if (HasMail) TakeMail();
        Drain(MessagesBetweenLooks);
        long present = clock.Read();
        long reach = _catchUp.Advance(present);
        bool hasMore = HandleDueUntil(Math.Min(reach, end), present) || HasMessages;
        if (!hasMore && reach >= end) return false;
        long due = Math.Min(Events.NextDue, end);
        long wait = hasMore || _catchUp.IsBehind ? 0 : clock.RealNanosecondsUntil(due);
        if (wait > 0 && !_inbox.TryFallAsleep()) wait = 0;
        _wakeUp = wait > 0 ? due : present;
        waiter.Wait(wait);
        if (wait > 0) _inbox.StayAwake();
        return true;
    }

    /// <summary>True if it has stopped because it has done enough for once.</summary>
    private bool HandleDueUntil(long limit, long present)
    {
        for (int i = 0; i < EventsPerLook; i++)
        {
            if (System.End < limit || System.IsGone || !HandleNext(limit)) return false;
            NoteLateness(present - Now);
            if (present - Now > _latenessLimit) System.EndAt(Now);
        }

        return true;
    }

    private bool HandleNext(long limit)
    {
        if (!Events.TryPop(limit, out Delivery due, out long at)) return false;
        Now = at;
        EventsHandled++;
        Accept(due.To, due.Message, due.Sender);
        Drain(MessagesBetweenLooks);
        return true;
    }

    /// <summary>An end that was asked for in the past means the present.</summary>
    private long EndOf(long until, long present) => Math.Min(until, System.End < Now ? present : Math.Min(System.End, present));

    /// <summary>
    /// A run ends between two instants, never within one, so that the same end can be reached again: at the present if it has kept pace, else
    /// where it is.
    /// </summary>
    private void Finish(long present)
    {
        for (int i = 0; i < EventsPerLook && Events.NextDue <= present; i++) HandleNext(present);
        while (!System.IsGone && HandleNext(Now))
        {
        }

        if (Events.NextDue > present) Now = Math.Max(Now, present);
    }
}
