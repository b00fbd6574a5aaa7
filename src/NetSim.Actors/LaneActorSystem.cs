namespace NetSim.Actors;

/// <summary>The one actor system there is: guardians, groups, lanes and their threads.</summary>
internal sealed partial class LaneActorSystem : ExtendedActorSystem
{
    private readonly GroupTable _groups = new();
    private readonly DeadLetterRef _deadLetters;
    private readonly Cell _root;
    private readonly Cell _user;
    private long _temporaryNames;

    private LaneActorSystem(string name, ClockKind clock, int lanes)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes, 1);
        Name = name;
        Clock = clock;
        var made = new Lane[lanes];
        for (int i = 0; i < lanes; i++) made[i] = new Lane(this, i, clock);
        Lanes = made;
        DefaultGroup = GroupFor(made[0], order: 0);
        View = new LaneSystem(this);
        _deadLetters = new DeadLetterRef(this);
        Log = new EventStreamLog(EventStream, $"ActorSystem({name})", typeof(ActorSystem));
        Scheduler = new LaneScheduler(this);
        Shutdown = new CoordinatedShutdown(this);
        _root = new Cell(parent: null, name: "", uid: 1, Guardian.RootProps, DefaultGroup);
        _root.SendSystem(Cells.Create.Instance);
        _user = _root.MakeChild(Guardian.Props, "user");
        SystemGuardian = _root.MakeChild(Guardian.Props, "system");
    }

    public override string Name { get; }

    public override IActorRef DeadLetters => _deadLetters;

    public override EventStream EventStream { get; } = new();

    public override ILoggingAdapter Log { get; }

    public override IScheduler Scheduler { get; }

    internal ClockKind Clock { get; }

    internal TimeSpan? AskTimeout { get; private init; }

    internal Lane[] Lanes { get; }

    internal LaneGroup DefaultGroup { get; }

    internal LaneSystem View { get; }

    internal CoordinatedShutdown Shutdown { get; }

    internal Cell Root => _root;

    internal Cell UserGuardian => _user;

    internal Cell SystemGuardian { get; }

    public override IActorRef ActorOf(Props props, string? name = null) => _user.ActorOf(props, name);

    public override IActorRef SystemActorOf(Props props, string? name = null) => SystemGuardian.ActorOf(props, name);

    public override ActorSelection ActorSelection(ActorPath actorPath) => new(this, actorPath);

    public override ActorSelection ActorSelection(string actorPath) => NetSim.Actors.ActorSelection.From(this, _user, actorPath);

    public override void Stop(IActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        IInternalRef target = Refs.Internal(actor);
        if (target is Cell { ParentCell: { } parent } && (ReferenceEquals(parent, _user) || ReferenceEquals(parent, SystemGuardian)))
            parent.Tell(new StopChild(actor), ActorRefs.NoSender);
        else
            target.SendSystem(Cells.Terminate.Instance);
    }

    internal LaneGroup GroupFor(Lane lane, int order)
    {
        lock (_groups)
        {
            LaneGroup group = _groups.Ensure(lane, order);
            if (!ReferenceEquals(group.Lane, lane)) throw new ArgumentException($"The group {order} lives on lane {group.Lane.Index}.", nameof(order));
            return group;
        }
    }

    /// <summary>For references that stand for a task and are seldom looked at.</summary>
    internal ActorPath NextTemporaryPath() => _root.Path / "temp" / Children.AutoName(Interlocked.Increment(ref _temporaryNames) - 1);

    internal void PublishDeadLetter(object message, IActorRef? sender, IActorRef recipient) => EventStream.Publish(message switch
    {
        AllDeadLetters letter => letter,
        IDeadLetterSuppression suppressed => new SuppressedDeadLetter(suppressed, sender, recipient),
        _ => new DeadLetter(message, sender, recipient),
    });
}
