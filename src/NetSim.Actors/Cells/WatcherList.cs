using System.Diagnostics.CodeAnalysis;

namespace NetSim.Actors.Cells;

/// <summary>Those who want to hear of an actor's end, in the order in which they asked. One of them needs no list.</summary>
[SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
internal struct WatcherList
{
    /// <summary>The only one, or a list.</summary>
    private object? _all;

    public readonly int Count => _all is List<IActorRef> many ? many.Count : _all is null ? 0 : 1;

    public readonly IActorRef this[int index] => _all is List<IActorRef> many ? many[index] : (IActorRef)_all!;

    public void Add(IActorRef watcher)
    {
        if (_all is List<IActorRef> many) many.Add(watcher);
        else _all = _all is IActorRef first ? new List<IActorRef> { first, watcher } : watcher;
    }

    public void Remove(IActorRef watcher)
    {
        if (_all is List<IActorRef> many) many.Remove(watcher);
        else if (_all is IActorRef only && only.Equals(watcher)) _all = null;
    }
}
