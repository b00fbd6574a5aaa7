namespace NetSim.Actors.Cells;

/// <summary>Of a cell whose end one other wants to hear of, and that itself watches nobody: half of <see cref="CellBonds"/>.</summary>
internal sealed class OnlyWatcher(IActorRef watcher)
{
    public readonly IActorRef Watcher = watcher;
}
