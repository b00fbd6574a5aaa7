namespace NetSim.Actors.Lanes;

/// <summary>Virtual clock, several lanes: a lane runs alone up to the end of a window, and posts to others what is due behind it.</summary>
public sealed partial class Lane
{
    /// <summary>To each lane, and from each: whose they are is not asked while they run, since another lane's memory is far away.</summary>
    private Outbox[] _outboxes = [];

    private Arrivals[] _arrivals = [];
    private long _window = NoWindow;
    private long _windowStart;
    private long _windowEnd;
    private long _earliestPost = long.MaxValue;

    private const long NoWindow = -1;

    /// <summary>Why the run cannot go on, if it cannot.</summary>
    internal Exception? Fault { get; private set; }

    /// <summary>The earliest thing that is still to happen because of this lane: in its queue, or posted to another.</summary>
    internal long NextConcern => Math.Min(HasMail ? Now : Events.NextDue, _earliestPost);

    internal static void PrepareWindows(Lane[] lanes)
    {
        foreach (Lane lane in lanes)
        {
            if (lane._outboxes.Length == 0) lane._outboxes = Array.ConvertAll(lanes, static lane => new Outbox(lane));
        }

        foreach (Lane lane in lanes) lane._arrivals = Array.ConvertAll(lanes, other => other._outboxes[lane.Index].Arrivals);
    }

    /// <summary>
    /// Handles everything that is due before <paramref name="end"/>, what the others have posted in the window before included.
    /// Nothing on any lane is due before <paramref name="start"/>.
    /// </summary>
    internal void RunWindow(long window, long start, long end)
    {
        (_window, _windowStart, _windowEnd, _earliestPost) = (window, start, end, long.MaxValue);
        _onThisThread = this;
        try
        {
            TakeParcels(window - 1);
            if (HasMail) TakeMail();
            Drain(long.MaxValue);
            while (Events.TryPop(end - 1, out Delivery due, out long at))
            {
                Now = at;
                EventsHandled++;
                Accept(due.To, due.Message, due.Sender);
                Drain(long.MaxValue);
            }
        }
        finally
        {
            _onThisThread = null;
            _window = NoWindow;
        }
    }

    /// <summary>What the last window left in the outboxes, when the lanes stop running in windows.</summary>
    internal void TakeLastParcels(long window)
    {
        TakeParcels(window);
        _earliestPost = long.MaxValue;
    }

    private void TakeParcels(long window)
    {
        foreach (Arrivals from in _arrivals)
        {
            foreach (ref readonly Post post in from.Take(window)) Enter(post.Key, post.To, post.Message, post.Sender);
        }
    }

    /// <summary>
    /// To a lane that may be ahead of this one. It is not further ahead than the window's end, which is why nothing may be due before.
    /// </summary>
    private void PostBehindWindow(in Post post)
    {
        if (OutboxFor(post.To.Lane) is not { } outbox)
        {
            // Of another system, whose time is its own.
            post.To.Lane.PostFromElsewhere(post);
            return;
        }

        if (post.Key.Due < _windowEnd)
        {
            // Not thrown here, where it would pass for a failure of the actor in hand.
            Fault ??= new InvalidOperationException(
                $"Something is due at {post.Key.Due} ns on lane {post.To.Lane.Index}, within the window that ends at {_windowEnd} ns: the look-ahead that was promised does not hold.");
            return;
        }

        _earliestPost = Math.Min(_earliestPost, post.Key.Due);
        outbox.Add(post, _window);
    }

    /// <summary>Looked for among the few there are: the index of another lane lies where that lane writes.</summary>
    private Outbox? OutboxFor(Lane target)
    {
        foreach (Outbox outbox in _outboxes)
            if (ReferenceEquals(outbox.Target, target)) return outbox;
        return null;
    }
}
