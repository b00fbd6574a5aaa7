using System.Runtime.CompilerServices;

namespace NetSim.Actors.Cells;

/// <summary>
/// The lasting part of an actor: its address, its place in the tree, and the state that survives a restart. Reference and context
/// are one object, so that a tell is one hop and an idle actor is small; everything that not every actor needs is in
/// <see cref="CellBonds"/> and <see cref="CellExtras"/>. Only <see cref="Tell"/>, <see cref="SendSystem"/> and <see cref="Path"/> may be used from other threads.
/// </summary>
internal sealed partial class Cell : Resident, IInternalRef
{
    /// <summary>Null if it was given none: then it follows from <see cref="_number"/>, for whoever asks.</summary>
    private readonly string? _name;
    private readonly int _number;
    private readonly int _uid;

    /// <summary>The Props; of such as say nothing but who makes the actor only that, since most do and there are many.</summary>
    private object _recipe;
    private byte _suspensions = 1;

    /// <summary>Of many cells only the one that they watch, or an <see cref="OnlyWatcher"/>; else <see cref="CellBonds"/>.</summary>
    private object? _bonds;

    internal Cell(Cell? parent, CellName name, int uid, Props props, LaneGroup group)
        : base(group)
    {
        ParentCell = parent;
        (_name, _number) = (name.Given, name.Number);
        _uid = uid;
        _recipe = props.IsPlain ? props.Producer : props;
        Flags = CellFlags.Suspended;
    }

    public Props Props => _recipe as Props ?? Props.CreateBy((IIndirectActorProducer)_recipe);

    /// <summary>Made for whoever asks; few ever do.</summary>
    public ActorPath Path => ParentCell is null
        ? ActorPath.ForRoot(System.Name)
        : new ActorPath(ParentCell.Path, Name, _uid);

    public LaneActorSystem System => Lane.System;

    internal Cell? ParentCell { get; }

    internal string Name => _name ?? Children.AutoName(_number);

    internal bool HasGivenName => _name is not null;

    internal bool HasNumber(long number) => _name is null && _number == number;

    internal bool IsTerminated => (Flags & CellFlags.Terminated) != 0;

    /// <summary>Between the beginning of the constructor and its end: only then may an ActorBase come to be.</summary>
    internal bool IsCreating => (Flags & CellFlags.Creating) != 0;

    private CellBonds Bonds => KnownBonds ?? MakeBonds();

    private CellBonds? KnownBonds => _bonds as CellBonds;

    private CellExtras Extras => Bonds.Extras ??= new CellExtras();

    private CellExtras? KnownExtras => KnownBonds?.Extras;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Tell(object message, IActorRef? sender)
    {
        if (message is null) ThrowNull();
        Lane? here = Lane.OnThisThread;
        if (ReferenceEquals(here, Lane) && here!.ActiveOrder == Order) here.Push(this, message!, sender);
        else Lane.TellAcross(this, message!, sender);
    }

    public void SendSystem(SystemMessage message)
    {
        Lane? here = Lane.OnThisThread;
        if (ReferenceEquals(here, Lane) && here!.ActiveOrder == Order) Enqueue(message);
        else Lane.TellAcross(this, message, sender: null);
    }

    public int CompareTo(object? obj) => Refs.Compare(this, obj);

    public int CompareTo(IActorRef? other) => Refs.Compare(this, other);

    public bool Equals(IActorRef? other) => Refs.AreEqual(this, other);

    public override bool Equals(object? obj) => Refs.AreEqual(this, obj as IActorRef);

    public override int GetHashCode() => _uid;

    public override string ToString() => $"[{Path.ToStringWithUid()}]";

    private static void ThrowNull() => throw new ArgumentNullException("message", "A message is never null.");
}
