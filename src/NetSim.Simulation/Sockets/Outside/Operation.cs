namespace NetSim.Simulation.Sockets.Outside;

/// <summary>Something that code outside awaits, and an actor finishes. What waits goes on outside, never on the lane.</summary>
internal sealed class Operation<T>(Door door)
{
    private readonly TaskCompletionSource<T> _source = new();
    private T? _result;
    private Exception? _failure;
    private int _isOver;

    public Task<T> Task => _source.Task;

    public void Succeed(T result)
    {
        if (Interlocked.Exchange(ref _isOver, 1) != 0) return;
        _result = result;
        door.Schedule(static operation => ((Operation<T>)operation!).Settle(), this);
    }

    public void Fail(Exception failure)
    {
        if (Interlocked.Exchange(ref _isOver, 1) != 0) return;
        _failure = failure;
        door.Schedule(static operation => ((Operation<T>)operation!).Settle(), this);
    }

    private void Settle()
    {
        if (_failure is not null) _source.TrySetException(_failure);
        else _source.TrySetResult(_result!);
    }
}
