namespace NetSim.Simulation.Sockets.Outside;

/// <summary>What has come in for code outside and waits to be taken, or who waits for it. Filled by a lane, emptied from anywhere.</summary>
internal sealed class InboundQueue<T>(Door door, int limit)
{
    private readonly Lock _lock = new();
    private readonly Queue<T> _items = new();
    private readonly LinkedList<Operation<T>> _takers = new();
    private Exception? _end;

    public int Count
    {
        get
        {
            lock (_lock) return _items.Count;
        }
    }

    /// <summary>False if there is no room, or nobody will take any more: the caller counts the loss.</summary>
    public bool TryAdd(T item)
    {
        Operation<T> taker;
        lock (_lock)
        {
            if (_end is not null) return false;
            if (_takers.First is not { } first)
            {
                if (_items.Count >= limit) return false;
                _items.Enqueue(item);
                return true;
            }
            taker = first.Value;
            _takers.RemoveFirst();
        }
        taker.Succeed(item);
        return true;
    }

    /// <summary>Fails the first who waits: an error that something told of. False: nobody waits, and the caller keeps it.</summary>
    public bool TryFailOne(Exception error)
    {
        Operation<T> taker;
        lock (_lock)
        {
            if (_takers.First is not { } first) return false;
            taker = first.Value;
            _takers.RemoveFirst();
        }
        taker.Fail(error);
        return true;
    }

    public Task<T> TakeAsync(CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return Task.FromCanceled<T>(cancellation);
        LinkedListNode<Operation<T>> node;
        lock (_lock)
        {
            if (_items.TryDequeue(out T? item)) return Task.FromResult(item);
            if (_end is not null) return Task.FromException<T>(_end);
            node = _takers.AddLast(new Operation<T>(door));
        }
        return cancellation.CanBeCanceled ? AwaitAsync(node, cancellation) : node.Value.Task;
    }

    /// <summary>Whoever waits is told of the end, and whoever comes when nothing is left; what is still there can be taken.</summary>
    public void End(Exception end)
    {
        List<Operation<T>> left;
        lock (_lock)
        {
            _end ??= end;
            left = [.. _takers];
            _takers.Clear();
        }
        foreach (Operation<T> taker in left) taker.Fail(end);
    }

    public bool TryTake([System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T item)
    {
        lock (_lock) return _items.TryDequeue(out item);
    }

    /// <summary>Either the taker is found and takes no more, or something is already on its way to it: nothing is lost.</summary>
    private async Task<T> AwaitAsync(LinkedListNode<Operation<T>> node, CancellationToken cancellation)
    {
        using CancellationTokenRegistration registration = cancellation.UnsafeRegister(
            _ =>
            {
                lock (_lock)
                {
                    if (node.List is null) return;
                    _takers.Remove(node);
                }
                node.Value.Fail(new OperationCanceledException(cancellation));
            },
            state: null);
        return await node.Value.Task.ConfigureAwait(false);
    }
}
