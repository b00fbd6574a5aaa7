using NetSim.Wire.Buffers;

namespace NetSim.Stack.Sockets.Tcp.Receiving;

/// <summary>
/// Data in order that the application has not taken: the packets themselves, cut to their payload. What fits behind the last one is
/// copied there, so that many tiny segments do not hold many buffers.
/// </summary>
internal struct ReceiveQueue
{
    private Packet? _head;
    private Packet? _tail;

    /// <summary>Payload bytes.</summary>
    public int Bytes { get; private set; }

    /// <summary>Bytes of memory that the packets hold.</summary>
    public uint Storage { get; private set; }

    public void Append(Packet payload)
    {
        Bytes += payload.Length;
        if (_tail is { } tail && PacketList.TryAbsorb(tail, payload)) return;
        Storage += (uint)payload.Capacity;
        payload.Next = null;
        if (_tail is null) _head = payload;
        else _tail.Next = payload;
        _tail = payload;
    }

    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Packet? payload)
    {
        payload = _head;
        if (payload is null) return false;
        _head = payload.Next;
        if (_head is null) _tail = null;
        payload.Next = null;
        Bytes -= payload.Length;
        Storage -= (uint)payload.Capacity;
        return true;
    }

    /// <summary>Copies what is first, as much as fits, and leaves it there.</summary>
    public readonly int Peek(Span<byte> buffer)
    {
        int count = 0;
        for (Packet? payload = _head; payload is not null && count < buffer.Length; payload = payload.Next)
        {
            int length = Math.Min(payload.Length, buffer.Length - count);
            payload.Bytes[..length].CopyTo(buffer[count..]);
            count += length;
        }
        return count;
    }

    public void Clear()
    {
        PacketList.ReturnAll(_head);
        _head = _tail = null;
        Bytes = 0;
        Storage = 0;
    }
}
