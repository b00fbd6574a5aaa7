namespace NetSim.Simulation.Actors.Sockets;

/// <summary>
/// Writes that the send buffer has not taken whole. There is rarely more than one at a time, and that needs no queue; a socket that has
/// nothing to write keeps two words.
/// </summary>
internal struct WriteQueue
{
    /// <summary>The only one, or a queue, made with the first write that has to wait behind another.</summary>
    private object? _waiting;

    /// <summary>Bytes of the first one that were taken.</summary>
    private int _taken;

    public readonly bool IsEmpty => First is null;

    private readonly TcpWrite? First => _waiting as TcpWrite ?? (_waiting is Queue<TcpWrite> { Count: > 0 } queue ? queue.Peek() : null);

    public void Enqueue(TcpWrite write)
    {
        switch (_waiting)
        {
            case null:
                _waiting = write;
                break;
            case Queue<TcpWrite> queue:
                queue.Enqueue(write);
                break;
            case TcpWrite first:
                var both = new Queue<TcpWrite>();
                both.Enqueue(first);
                both.Enqueue(write);
                _waiting = both;
                break;
        }
    }

    /// <summary>What is left of the first one.</summary>
    public readonly bool TryPeek(out ReadOnlyMemory<byte> data)
    {
        TcpWrite? first = First;
        data = first is null ? default : first.Data[_taken..];
        return first is not null;
    }

    /// <summary>Part of the first one was taken.</summary>
    public void Take(int bytes) => _taken += bytes;

    public void Dequeue()
    {
        _taken = 0;
        if (_waiting is Queue<TcpWrite> queue) queue.Dequeue();
        else _waiting = null;
    }

    public void Clear() => this = default;
}
