using NetSim.Wire.Buffers;

namespace NetSim.Stack;

/// <summary>First in, first out, through <see cref="Packet.Next"/>: allocates nothing.</summary>
internal struct PacketQueue
{
    private Packet? _first;
    private Packet? _last;

    public int Count { get; private set; }

    public readonly bool IsEmpty => _first is null;

    public void Enqueue(Packet packet)
    {
        packet.Next = null;
        if (_last is null) _first = packet;
        else _last.Next = packet;
        _last = packet;
        Count++;
    }

    public bool TryDequeue([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Packet? packet)
    {
        packet = _first;
        if (packet is null) return false;
        _first = packet.Next;
        if (_first is null) _last = null;
        packet.Next = null;
        Count--;
        return true;
    }
}
