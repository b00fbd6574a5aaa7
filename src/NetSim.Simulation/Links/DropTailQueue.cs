using NetSim.Wire.Time;

namespace NetSim.Simulation.Links;

/// <summary>
/// What waits behind a FIFO transmitter, without holding a packet: since the order never changes, each packet's start of transmission is
/// known when it comes, and a packet has left the queue once that time has passed. One ring of (start, bytes) replaces an event per dequeue.
/// </summary>
internal sealed class DropTailQueue(int limitPackets, long limitBytes)
{
    private (long Start, int Bytes)[] _ring = [];
    private int _head;
    private int _count;
    private long _bytes;

    /// <summary>Packets waiting; the one being sent is not among them.</summary>
    public int Packets => _count;

    public long Bytes => _bytes;

    public QueueHistogram Histogram { get; } = new();

    public void SetLimits(int packets, long bytes) => (limitPackets, limitBytes) = (packets, bytes);

    /// <summary>Forgets the packets whose transmission has started by <paramref name="now"/>.</summary>
    public void Advance(Instant now)
    {
        while (_count > 0 && _ring[_head].Start <= now.Nanoseconds)
        {
            _bytes -= _ring[_head].Bytes;
            _head = _head + 1 & _ring.Length - 1;
            _count--;
        }
    }

    /// <summary>
    /// Packets that will be waiting at <paramref name="now"/>. Changes nothing, so any thread may ask; it gets what was true a moment ago.
    /// </summary>
    public int PacketsAt(Instant now)
    {
        (long Start, int Bytes)[] ring = _ring;
        int head = _head, count = Math.Min(_count, ring.Length);
        int waiting = 0;
        for (int i = 0; i < count; i++)
            if (ring[head + i & ring.Length - 1].Start > now.Nanoseconds) waiting++;
        return waiting;
    }

    /// <summary>Whether one more packet may wait. Tail drop: it is the newcomer that is refused.</summary>
    public bool HasRoom(int bytes) =>
        (limitPackets == 0 || _count < limitPackets) && (limitBytes == 0 || _bytes + bytes <= limitBytes);

    /// <param name="now">When the packet comes.</param>
    /// <param name="start">When the transmitter begins with it.</param>
    /// <param name="bytes">What it takes of the limit.</param>
    public void Add(Instant now, Instant start, int bytes)
    {
        Histogram.OnFound(_count);
        Histogram.OnWaited(start - now);
        if (_count == _ring.Length) Grow();
        _ring[_head + _count & _ring.Length - 1] = (start.Nanoseconds, bytes);
        _count++;
        _bytes += bytes;
    }

    private void Grow()
    {
        var larger = new (long, int)[Math.Max(16, _ring.Length * 2)];
        for (int i = 0; i < _count; i++) larger[i] = _ring[_head + i & _ring.Length - 1];
        _ring = larger;
        _head = 0;
    }
}
