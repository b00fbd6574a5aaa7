using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Queues;

/// <summary>First in, first out, through <see cref="Packet.Next"/>, with its bytes counted: allocates nothing.</summary>
internal struct PacketFifo
{
    private Packet? _first;
    private Packet? _last;

    public int Packets { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>The one that leaves next.</summary>
    public readonly Packet? First => _first;

    public void Add(Packet packet)
    {
        packet.Next = null;
        if (_last is null) _first = packet;
        else _last.Next = packet;
        _last = packet;
        Packets++;
        Bytes += packet.Length;
    }

    /// <summary>Null if it is empty.</summary>
    public Packet? Take()
    {
        Packet? packet = _first;
        if (packet is null) return null;
        _first = packet.Next;
        if (_first is null) _last = null;
        packet.Next = null;
        Packets--;
        Bytes -= packet.Length;
        return packet;
    }
}
