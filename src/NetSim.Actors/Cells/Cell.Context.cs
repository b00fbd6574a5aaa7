namespace NetSim.Actors.Cells;

/// <summary>What the actor itself may ask for.</summary>
internal sealed partial class Cell : IUntypedActorContext
{
    public IActorRef Self => this;

    public IActorRef Sender => Lane.InHand.Sender ?? System.DeadLetters;

    public IActorRef Parent => (IActorRef?)ParentCell ?? System.DeadLetters;

    ActorSystem IActorContext.System => System;

    public TimeSpan? ReceiveTimeout => KnownExtras?.ReceiveTimeout;

    public ActorSelection ActorSelection(ActorPath actorPath) => new(System, actorPath);

    public ActorSelection ActorSelection(string actorPath) => NetSim.Actors.ActorSelection.From(System, this, actorPath);

    public IActorRef Child(string name) => (IActorRef?)_children?.Find(name) ?? ActorRefs.Nobody;

    public IEnumerable<IActorRef> GetChildren() => _children?.Snapshot() ?? [];

    public void Become(Receive receive) => _actor!.BecomeInternal(receive);

    public void BecomeStacked(Receive receive) => _actor!.BecomeStackedInternal(receive);

    public void UnbecomeStacked() => _actor!.UnbecomeInternal();

    public void Become(UntypedReceive receive) => _actor!.BecomeInternal(UntypedActor.Wrap(receive));

    public void BecomeStacked(UntypedReceive receive) => _actor!.BecomeStackedInternal(UntypedActor.Wrap(receive));

    public void Stop(IActorRef child)
    {
        ArgumentNullException.ThrowIfNull(child);
        IInternalRef actor = Refs.Internal(child);
        if (actor is Cell cell && ReferenceEquals(cell.ParentCell, this)) _children!.MarkDying(cell);
        actor.SendSystem(Terminate.Instance);
    }
}
