using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace NetSim.Actors.Hosting;

/// <summary>Finds actors by a type that stands for them.</summary>
public interface IReadOnlyActorRegistry : IEnumerable<KeyValuePair<Type, IActorRef>>
{
    bool TryGet<TKey>([MaybeNullWhen(false)] out IActorRef actor);

    bool TryGet(Type key, [MaybeNullWhen(false)] out IActorRef actor);

    /// <summary>The actor, or <see cref="ActorRefs.Nobody"/>.</summary>
    IActorRef Get<TKey>();

    /// <summary>The actor, as soon as it is registered.</summary>
    Task<IActorRef> GetAsync<TKey>(CancellationToken ct = default);

    Task<IActorRef> GetAsync(Type key, CancellationToken ct = default);
}

public interface IActorRegistry : IReadOnlyActorRegistry
{
    /// <exception cref="DuplicateActorRegistryException">The key is taken.</exception>
    void Register<TKey>(IActorRef actor, bool overwrite = false);

    bool TryRegister<TKey>(IActorRef actor, bool overwrite = false);

    bool TryRegister(Type key, IActorRef actor, bool overwrite = false);
}

/// <summary>One actor that a service asks for by its key.</summary>
public interface IRequiredActor<TActor>
{
    /// <exception cref="MissingActorRegistryEntryException">It is not registered (yet).</exception>
    IActorRef ActorRef { get; }

    Task<IActorRef> GetAsync(CancellationToken cancellationToken = default);
}

public sealed class RequiredActor<TActor>(IReadOnlyActorRegistry registry) : IRequiredActor<TActor>
{
    public IActorRef ActorRef => registry.TryGet<TActor>(out IActorRef? actor)
        ? actor
        : throw new MissingActorRegistryEntryException($"No actor is registered for {typeof(TActor)}.");

    public Task<IActorRef> GetAsync(CancellationToken cancellationToken = default) => registry.GetAsync<TActor>(cancellationToken);
}

public sealed class MissingActorRegistryEntryException(string message) : Exception(message);

public sealed class DuplicateActorRegistryException(string message) : Exception(message);

/// <summary>The registry of one actor system.</summary>
public class ActorRegistry : IActorRegistry
{
    private static readonly ConditionalWeakTable<ActorSystem, ActorRegistry> Known = [];

    private readonly ConcurrentDictionary<Type, IActorRef> _actors = new();
    private readonly ConcurrentDictionary<Type, TaskCompletionSource<IActorRef>> _waiting = new();

    public static ActorRegistry For(ActorSystem actorSystem) => Known.GetValue(actorSystem, _ => new ActorRegistry());

    public void Register<TKey>(IActorRef actor, bool overwrite = false)
    {
        if (!TryRegister<TKey>(actor, overwrite)) throw new DuplicateActorRegistryException($"An actor is registered already for {typeof(TKey)}.");
    }

    public bool TryRegister<TKey>(IActorRef actor, bool overwrite = false) => TryRegister(typeof(TKey), actor, overwrite);

    public bool TryRegister(Type key, IActorRef actor, bool overwrite = false)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (overwrite) _actors[key] = actor;
        else if (!_actors.TryAdd(key, actor)) return false;
        if (_waiting.TryRemove(key, out TaskCompletionSource<IActorRef>? waiting)) waiting.TrySetResult(actor);
        return true;
    }

    public bool TryGet<TKey>([MaybeNullWhen(false)] out IActorRef actor) => TryGet(typeof(TKey), out actor);

    public bool TryGet(Type key, [MaybeNullWhen(false)] out IActorRef actor) => _actors.TryGetValue(key, out actor);

    public IActorRef Get<TKey>() => TryGet<TKey>(out IActorRef? actor) ? actor : ActorRefs.Nobody;

    public Task<IActorRef> GetAsync<TKey>(CancellationToken ct = default) => GetAsync(typeof(TKey), ct);

    public Task<IActorRef> GetAsync(Type key, CancellationToken ct = default)
    {
        if (TryGet(key, out IActorRef? actor)) return Task.FromResult(actor);
        Task<IActorRef> arrival = _waiting.GetOrAdd(key, _ => new TaskCompletionSource<IActorRef>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        // Registered between the look and the wait: nobody else would complete it.
        if (TryGet(key, out actor) && _waiting.TryRemove(key, out TaskCompletionSource<IActorRef>? missed)) missed.TrySetResult(actor);
        return arrival.WaitAsync(ct);
    }

    public IEnumerator<KeyValuePair<Type, IActorRef>> GetEnumerator() => _actors.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
