using System.Runtime.CompilerServices;

namespace NetSim.Actors.Lanes;

/// <summary>
/// An event loop on one thread: a FIFO of messages and a queue of due events. An actor lives on one lane for life, and only its
/// lane's thread ever touches it. The two clocks drive the same lane: see <see cref="LaneSystem"/>.
/// </summary>
public sealed partial class Lane
{
    /// <summary>The source order of what no actor asked for: earlier than every group.</summary>
    private const int Outside = -1;

    /// <summary>What <see cref="ActiveOrder"/> is between messages; equal to no group's, so that no tell takes the fast path.</summary>
    private const int NoGroup = -2;

    [ThreadStatic]
    private static Lane? _onThisThread;

    private readonly Inbox _inbox = new();
    private MessageRing _fifo = new();
    private bool _handling;

    internal Lane(LaneActorSystem system, int index, ClockKind clock)
    {
        System = system;
        Index = index;
        IsVirtual = clock == ClockKind.Virtual;
        Agent = new LaneAgent(new LaneGroup(this, Outside));
    }

    /// <summary>The lane whose thread is asking: in an actor, its own lane.</summary>
    /// <exception cref="NotSupportedException">The calling thread does not run a lane.</exception>
    public static Lane Current => _onThisThread
        ?? throw new NotSupportedException("This thread does not run a lane. Lane.Current is for actors, on their own thread.");

    public int Index { get; }

    /// <summary>Nanoseconds since the start. Virtual clock: when the current event was due. Real clock: read once a turn.</summary>
    public long Now { get; internal set; }

    /// <summary>
    /// Virtual clock: whatever was due before this has happened, on every lane. For an actor that asks its own lane; what it does now can be
    /// put in order with what others have done before.
    /// </summary>
    public long Settled => _window == NoWindow ? Now : _windowStart;

    /// <summary>Due events that the lane has handled.</summary>
    public long EventsHandled { get; internal set; }

    internal static Lane? OnThisThread
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _onThisThread;
    }

    internal LaneActorSystem System { get; }

    internal bool IsVirtual { get; }

    internal LaneAgent Agent { get; }

    internal EventQueue Events { get; } = new();

    /// <summary>The place in the total order of what is being handled. Actors of one group tell one another through the FIFO.</summary>
    internal int ActiveOrder { get; private set; } = NoGroup;

    internal bool IsHandling => _handling;

    internal bool HasMessages => !_fifo.IsEmpty;

    /// <summary>Messages that wait for their actors. From any thread; a moment old.</summary>
    public int MessagesWaiting => _fifo.Count;

    /// <summary>Events that are still to come. From any thread; a moment old.</summary>
    public int EventsWaiting => Events.Count;

    /// <summary>Nanoseconds since the start: when the next of them is due; <see cref="long.MaxValue"/> if there is none. On the lane's own thread.</summary>
    public long NextDue => Events.NextDue;

    /// <summary>What is still to come, in no order that means anything. For whoever looks on while the lane stands between two events.</summary>
    public IEnumerable<WaitingTell> TellsWaiting => Events.All;

    internal bool HasMail => _inbox.HasMail;

    /// <summary>The delivery in hand; only while <see cref="IsHandling"/>.</summary>
    internal ref Delivery InHand => ref _fifo.Current;

    /// <summary>The cell whose message is in hand, or null between messages and while the lane's agent is at work.</summary>
    internal Cell? ActiveCell => _handling ? _fifo.Current.To as Cell : null;

    /// <summary>The group on whose behalf the lane is working, or null between messages.</summary>
    private LaneGroup? ActiveGroup => _handling ? _fifo.Current.To.Group : null;

    /// <summary>
    /// Tells <paramref name="message"/> to <paramref name="to"/> at <paramref name="due"/> (nanoseconds; in the past means now).
    /// Allocates nothing and cannot be cancelled: a receiver that has changed its mind ignores what comes. Events of one instant
    /// are ordered by the target's group, then by the group that asked, then by that group's own count.
    /// </summary>
    public void TellAt(long due, IActorRef to, object message, IActorRef? from)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (to is Cell cell)
        {
            Schedule(due, cell, message, from);
            return;
        }

        ArgumentNullException.ThrowIfNull(to);
        if (Refs.Unwrap(to) is Cell behind) Schedule(due, behind, message, from);
        else Schedule(due, Agent, new ForeignTell(to, message), from);
    }

    internal static void Schedule(long due, Resident to, object message, IActorRef? sender)
    {
        Lane lane = to.Lane;
        Lane? here = _onThisThread;
        LaneGroup? source = here?.ActiveGroup;
        if (source is null && ReferenceEquals(here, lane)) source = lane.Agent.Group;
        EventKey key = source is null
            ? new EventKey(due, to.Order, Outside, Sequence: 0)
            : new EventKey(due, to.Order, source.Order, source.Sequence++);
        if (ReferenceEquals(here, lane)) lane.Enter(key, to, message, sender);
        else PostEvent(here, new Post { Key = key, To = to, Message = message, Sender = sender, IsEvent = true });
    }

    private static void PostEvent(Lane? here, in Post post)
    {
        if (here is { _window: not NoWindow }) here.PostBehindWindow(post);
        else post.To.Lane.PostFromElsewhere(post);
    }

    /// <summary>For what comes periodically: by now it is the target's own.</summary>
    internal void ScheduleAgain(long due, Resident to, object message) =>
        Enter(new EventKey(due, to.Order, to.Order, to.Group.Sequence++), to, message, sender: null);

    /// <summary>The fast half of a tell, for when the caller knows that this is the lane of both and that the groups agree.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Push(Resident to, object message, IActorRef? sender) => _fifo.Push(to, message, sender);

    /// <summary>The slow half: from another group, another lane, or a thread that is not a lane.</summary>
    internal static void TellAcross(Resident to, object message, IActorRef? sender)
    {
        Lane lane = to.Lane;
        Lane? here = _onThisThread;
        if (here is { IsVirtual: true, _handling: true } && here.ActiveOrder != to.Order)
        {
            // Between groups the order must not depend on who shares a lane, so it is the order of events.
            LaneGroup source = here.InHand.To.Group;
            var key = new EventKey(here.Now + here.System.TellDelay, to.Order, source.Order, source.Sequence++);
            if (ReferenceEquals(here, lane)) lane.Events.Push(key, to, message, sender);
            else PostEvent(here, new Post { Key = key, To = to, Message = message, Sender = sender, IsEvent = true });
        }
        else if (ReferenceEquals(here, lane))
        {
            lane.Accept(to, message, sender);
        }
        else
        {
            lane.PostFromElsewhere(new Post { To = to, Message = message, Sender = sender });
        }
    }

    /// <summary>Puts back what may be handled now, before everything else that waits on the lane.</summary>
    internal void PushBehindCurrent(in Delivery delivery) => _fifo.PushBehindCurrent(delivery);

    private void PostFromElsewhere(in Post post)
    {
        Posted result = _inbox.Add(post);
        if (result == Posted.ToASleeper) WakeUp();
        else if (result == Posted.Refused) post.To.AnswerWhenTerminated(post.Message, post.Sender);
    }

    /// <summary>The system is gone: nobody waits in vain for an answer from here.</summary>
    internal void Close()
    {
        _inbox.Close();
        foreach (Post post in _inbox.TakeAll()) post.To.AnswerWhenTerminated(post.Message, post.Sender);
    }

    private void TakeMail()
    {
        Span<Post> posts = _inbox.TakeAll();
        foreach (ref Post post in posts)
        {
            if (!post.IsEvent) Accept(post.To, post.Message, post.Sender);
            else if (post.Key.Source != Outside) Enter(post.Key, post.To, post.Message, post.Sender);
            else Enter(post.Key with { Sequence = Agent.Group.Sequence++ }, post.To, post.Message, post.Sender);
        }

        posts.Clear();
    }

    private void Enter(in EventKey key, Resident to, object message, IActorRef? sender) =>
        Events.Push(key.Due >= Now ? key : key with { Due = Now }, to, message, sender);

    /// <summary>Something has arrived on this lane, now: the lane's own kinds of message know what to do, the rest queue up.</summary>
    private void Accept(Resident to, object message, IActorRef? sender)
    {
        if (message is LaneMessage special) special.Arrive(to, sender);
        else _fifo.Push(to, message, sender);
    }
}
