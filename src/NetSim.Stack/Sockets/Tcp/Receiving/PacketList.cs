using NetSim.Wire.Buffers;

namespace NetSim.Stack.Sockets.Tcp.Receiving;

/// <summary>Packets chained by their own <see cref="Packet.Next"/>.</summary>
internal static class PacketList
{
    /// <summary>Copies <paramref name="payload"/> behind <paramref name="tail"/> and returns it, if it fits there.</summary>
    public static bool TryAbsorb(Packet tail, Packet payload)
    {
        if (tail.Tailroom < payload.Length) return false;
        payload.Bytes.CopyTo(tail.Append(payload.Length));
        payload.Return();
        return true;
    }

    public static void ReturnAll(Packet? head)
    {
        while (head is { } packet)
        {
            head = packet.Next;
            packet.Next = null;
            packet.Return();
        }
    }
}
