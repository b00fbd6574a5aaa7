using System.Diagnostics.CodeAnalysis;

namespace NetSim.Actors.Cells;

/// <summary>
/// Those whose end an actor wants to hear of, in the order in which it asked, each with the message to be told (null = Terminated). Most
/// actors watch one other, and need no table for it.
/// </summary>
[SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
internal struct WatchList
{
    private IActorRef? _only;

    /// <summary>The message of the only one; the table if there are several.</summary>
    private object? _other;

    private readonly OrderedDictionary<IActorRef, object?>? Many => _only is null ? (OrderedDictionary<IActorRef, object?>?)_other : null;

    /// <returns>False if the actor is watched already.</returns>
    public bool TryAdd(IActorRef actor, object? message)
    {
        if (Many is { } many) return many.TryAdd(actor, message);
        if (_only is null)
        {
            (_only, _other) = (actor, message);
            return true;
        }
        if (_only.Equals(actor)) return false;
        _other = new OrderedDictionary<IActorRef, object?> { { _only, _other }, { actor, message } };
        _only = null;
        return true;
    }

    /// <returns>False if the actor is not watched.</returns>
    public bool Remove(IActorRef actor, out object? message)
    {
        if (Many is { } many) return many.Remove(actor, out message);
        message = _only is null ? null : _other;
        if (_only is null || !_only.Equals(actor)) return false;
        _only = null;
        _other = null;
        return true;
    }

    /// <summary>Tells <paramref name="watcher"/>'s subjects that it does not watch them any more.</summary>
    public void Clear(IActorRef watcher)
    {
        WatchList before = this;
        this = default;
        if (before._only is not null) Refs.Internal(before._only).SendSystem(new Unwatch(watcher));
        if (before.Many is not { } many) return;
        foreach (IActorRef actor in many.Keys) Refs.Internal(actor).SendSystem(new Unwatch(watcher));
    }
}
