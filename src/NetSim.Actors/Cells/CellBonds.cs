namespace NetSim.Actors.Cells;

/// <summary>
/// Whose end an actor wants to hear of and who of its own. Many have one such neighbour and nothing else that is rare, so this stands alone;
/// made on first use, touched by the actor's lane only.
/// </summary>
internal sealed class CellBonds
{
    public WatcherList Watchers;

    public WatchList Watching;

    public CellExtras? Extras;
}
