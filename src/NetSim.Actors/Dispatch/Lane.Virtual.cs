namespace NetSim.Actors.Lanes;

/// <summary>Virtual clock: time jumps to the next due event.</summary>
public sealed partial class Lane
{
    /// <summary>Actors that tell one another for ever, in no time, must not keep a run from being ended.</summary>
    private const long MessagesBetweenLooks = 1 << 20;

    private const int EventsInAStretch = 64;

    /// <summary>
    /// Handles everything that is due at or before <paramref name="until"/>: the FIFO to its end, then one event, then the FIFO
    /// again. Ends early when <paramref name="isEnough"/> says so, which is asked whenever the FIFO is empty. Returns the number of
    /// events.
    /// </summary>
    internal long RunVirtual(long until, Func<bool>? isEnough)
    {
        if (_onThisThread is not null)
            throw new InvalidOperationException("A virtual clock cannot be driven from within an actor.");
        _onThisThread = this;
        long before = EventsHandled;
        try
        {
            while (RunSome(until, isEnough))
            {
            }
        }
        finally
        {
            _onThisThread = null;
        }

        return EventsHandled - before;
    }

    /// <summary>
    /// A stretch of a run, so short that it is called often: the runtime compiles a method anew between two calls, and a loop that never
    /// returned would stay as it was compiled first. False: there is nothing more to do.
    /// </summary>
    private bool RunSome(long until, Func<bool>? isEnough)
    {
        for (int events = 0; events < EventsInAStretch; events++)
        {
            do
            {
                if (HasMail) TakeMail();
                Drain(MessagesBetweenLooks);
                if (HasMessages && System.End <= Now) return false;
            }
            while (HasMessages || HasMail);

            if (isEnough is not null && isEnough()) return false;
            if (System.IsGone || !Events.TryPop(Math.Min(until, System.End), out Delivery due, out long at)) return false;
            Now = at;
            EventsHandled++;
            Accept(due.To, due.Message, due.Sender);
        }

        return true;
    }

    /// <summary>One of several lanes, driven event by event: the mail and the FIFO, to their end.</summary>
    internal void RunPresent()
    {
        if (!HasMail && !HasMessages) return;
        _onThisThread = this;
        try
        {
            TakeMail();
            Drain(long.MaxValue);
        }
        finally
        {
            _onThisThread = null;
        }
    }

    /// <summary>The first event, if it is due by <paramref name="until"/>, and what follows from it at once.</summary>
    internal bool RunNext(long until)
    {
        _onThisThread = this;
        try
        {
            if (!Events.TryPop(until, out Delivery due, out long at)) return false;
            Now = at;
            EventsHandled++;
            Accept(due.To, due.Message, due.Sender);
            Drain(long.MaxValue);
            return true;
        }
        finally
        {
            _onThisThread = null;
        }
    }
}
