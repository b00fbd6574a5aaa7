using System.Diagnostics.CodeAnalysis;
using NetSim.Wire.Buffers;

namespace NetSim.Stack.Sockets.Tcp;

/// <summary>Packets that are complete and wait to be taken: resets, and what a listener answers. Bounded, so that nobody who does not take them makes us hoard.</summary>
internal sealed class ReplyQueue(TcpCounters counters)
{
    private const int Most = 4096;

    private Packet? _head;
    private Packet? _tail;
    private int _count;

    public void Add(Packet packet)
    {
        if (_count == Most)
        {
            counters.Count(TcpCounter.DroppedReplyLimit);
            packet.Return();
            return;
        }
        packet.Next = null;
        if (_tail is null) _head = packet;
        else _tail.Next = packet;
        _tail = packet;
        _count++;
    }

    public bool TryTake([NotNullWhen(true)] out Packet? packet)
    {
        packet = _head;
        if (packet is null) return false;
        _head = packet.Next;
        if (_head is null) _tail = null;
        packet.Next = null;
        _count--;
        return true;
    }
}
