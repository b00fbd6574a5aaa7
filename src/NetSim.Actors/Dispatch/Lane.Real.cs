namespace NetSim.Actors.Lanes;

/// <summary>Real clock: the lane's own thread, which sleeps until the next due event, a post, or whatever else its waiter watches.</summary>
public sealed partial class Lane
{
    /// <summary>Between two looks at the clock, the inbox and the devices a lane handles at most this many messages.</summary>
    private const int TurnBudget = 512;

    private const int EventsPerTurn = 256;

    /// <summary>What no timer of the system can promise; less than this is not counted as late.</summary>
    private const long Punctual = 1_000_000;

    /// <summary>Real clock: events that were handled more than a millisecond after they were due.</summary>
    public long LateEvents { get; private set; }

    /// <summary>The worst lateness of an event so far, in nanoseconds of the lane's clock. Late events are handled at once, none is skipped.</summary>
    public long MaxLateness { get; private set; }

    internal void RunReal(RealClock clock, ILaneWaiter waiter)
    {
        _onThisThread = this;
        try
        {
            while (!System.IsGone) Turn(clock, waiter);
        }
        finally
        {
            _onThisThread = null;
        }
    }

    /// <summary>The waiter is fixed before the thread starts, so that a post made meanwhile finds it.</summary>
    internal void Prepare(ILaneWaiter waiter) => _waiter = waiter;

    internal void WakeUp() => _waiter?.Wake();

    private void Turn(RealClock clock, ILaneWaiter waiter)
    {
        Now = clock.Read();
        if (HasMail) TakeMail();
        Drain(TurnBudget);
        HandleDueEvents();
        if (System.IsGone) return;
        long wait = HasMessages ? 0 : clock.RealNanosecondsUntil(Events.NextDue);
        if (wait > 0 && !_inbox.TryFallAsleep()) wait = 0;
        waiter.Wait(wait);
        if (wait > 0) _inbox.StayAwake();
    }

    private void HandleDueEvents()
    {
        for (int i = 0; i < EventsPerTurn && Events.TryPop(Now, out Delivery due, out long at); i++)
        {
            EventsHandled++;
            NoteLateness(Now - at);
            Accept(due.To, due.Message, due.Sender);
            Drain(TurnBudget);
        }
    }

    private void NoteLateness(long nanoseconds)
    {
        if (nanoseconds > Punctual) LateEvents++;
        if (nanoseconds > MaxLateness) MaxLateness = nanoseconds;
    }
}
