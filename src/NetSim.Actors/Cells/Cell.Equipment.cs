namespace NetSim.Actors.Cells;

/// <summary>What an incarnation gets because of the interfaces that it implements.</summary>
internal sealed partial class Cell
{
    private volatile EventStream? _subscribedTo;

    /// <summary>May come from any thread.</summary>
    internal void MarkSubscribed(EventStream stream) => _subscribedTo = stream;

    private void Equip(ActorBase actor)
    {
    }

    private void Unequip(ActorBase actor)
    {
        Props.Release(actor);
        (actor as IDisposable)?.Dispose();
    }
}
