namespace NetSim.Simulation.Actors.Sockets;

/// <summary>Writes that the send buffer has not taken whole. There is rarely more than one at a time, and that needs no queue.</summary>
internal struct WriteQueue
{
    private ReadOnlyMemory<byte> _first;
    private bool _hasFirst;

    // Made with the first write that has to wait behind another.
    private Queue<ReadOnlyMemory<byte>>? _behind;

    public readonly bool IsEmpty => !_hasFirst;

    public void Enqueue(ReadOnlyMemory<byte> data)
    {
        if (_hasFirst) (_behind ??= []).Enqueue(data);
        else (_first, _hasFirst) = (data, true);
    }

    public readonly bool TryPeek(out ReadOnlyMemory<byte> data)
    {
        data = _first;
        return _hasFirst;
    }

    /// <summary>Part of the first one was taken.</summary>
    public void ReplaceFirst(ReadOnlyMemory<byte> rest) => _first = rest;

    public void Dequeue()
    {
        _first = default;
        _hasFirst = _behind is not null && _behind.TryDequeue(out _first);
    }

    public void Clear()
    {
        _first = default;
        _hasFirst = false;
        _behind = null;
    }
}
