using System.Diagnostics.CodeAnalysis;
using NetSim.Wire.Buffers;

namespace NetSim.Stack.Sockets.Tcp;

/// <summary>
/// Packets that are complete and wait to be taken: resets, and what a listener answers. Bounded, so that nobody who does not take them
/// makes us hoard.
/// </summary>
internal sealed class ReplyQueue(TcpCounters counters)
{
    private const int Most = 4096;

    private PacketQueue _packets;

    public void Add(Packet packet)
    {
        if (_packets.Count < Most)
        {
            _packets.Enqueue(packet);
            return;
        }
        counters.Count(TcpCounter.DroppedReplyLimit);
        packet.Return();
    }

    public bool TryTake([NotNullWhen(true)] out Packet? packet) => _packets.TryDequeue(out packet);
}
