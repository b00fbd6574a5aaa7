namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>
/// What was sent again, in the order of time. First transmissions need no such list, since they stand in the queue in that order.
/// </summary>
internal struct RetransmissionLog()
{
    private const int SmallestRing = 16;

    private Entry[] _ring = [];
    private int _head;
    private int _count;

    public readonly bool IsEmpty => _count == 0;

    /// <summary>The oldest; the log must not be empty.</summary>
    public readonly ref readonly Entry Oldest => ref _ring[_head];

    public void Add(SequenceRange run, Transmission first)
    {
        if (_count == _ring.Length) Grow();
        _ring[(_head + _count) & (_ring.Length - 1)] = new Entry(run, first);
        _count++;
    }

    public void RemoveOldest()
    {
        _head = (_head + 1) & (_ring.Length - 1);
        _count--;
    }

    public void Clear() => _head = _count = 0;

    private void Grow()
    {
        var larger = new Entry[Math.Max(SmallestRing, _ring.Length * 2)];
        for (int i = 0; i < _count; i++) larger[i] = _ring[(_head + i) & (_ring.Length - 1)];
        _ring = larger;
        _head = 0;
    }

    /// <summary>One retransmission.</summary>
    /// <param name="Run">Segments that went out together.</param>
    /// <param name="First">The sending of the first of them.</param>
    internal readonly record struct Entry(SequenceRange Run, Transmission First);
}
