namespace NetSim.Wire.Buffers;

/// <summary>
/// Where packets come from and go back to. Not thread-safe: one pool belongs to one lane, and a packet that changes
/// lanes changes its home (<see cref="Packet.MoveTo"/>).
/// </summary>
public abstract class PacketPool
{
    /// <summary>Storage of an ordinary packet: head-room plus any frame of an Ethernet link.</summary>
    public const int SmallCapacity = 2048;

    /// <summary>Storage of a super-segment: the largest IP packet, its head-room, and an Ethernet header.</summary>
    public const int LargeCapacity = Packet.DefaultHeadroom + ushort.MaxValue + 64;

    /// <summary>An empty packet with <see cref="Packet.DefaultHeadroom"/> bytes in front and room for <paramref name="size"/> bytes behind.</summary>
    /// <param name="size">Bytes that will be appended; at most 65,535 + 64.</param>
    public Packet Rent(int size = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)size, (uint)(LargeCapacity - Packet.DefaultHeadroom));
        Packet packet = size <= SmallCapacity - Packet.DefaultHeadroom ? RentSmall() : RentLarge();
        packet.Leave(this, Packet.DefaultHeadroom);
        return packet;
    }

    /// <summary>Packets rented here less packets returned here. Packets that moved between pools leave the sum over all pools right.</summary>
    public abstract long Outstanding { get; }

    protected abstract Packet RentSmall();

    protected abstract Packet RentLarge();

    protected static Packet Make(int capacity) => new(GC.AllocateUninitializedArray<byte>(capacity));

    protected internal abstract void TakeBack(Packet packet);

    /// <summary>
    /// A packet of this pool is to come back to another one of the same kind, which is not touched unless it must know: another lane's thread is
    /// at work on it.
    /// </summary>
    protected internal virtual void LetGo(Packet packet, PacketPool to)
    {
    }
}
