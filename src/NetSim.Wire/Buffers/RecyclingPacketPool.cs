namespace NetSim.Wire.Buffers;

/// <summary>The pool of a running lane: two free lists, last in first out, so that the next packet's bytes are still in the cache.</summary>
public sealed class RecyclingPacketPool : PacketPool
{
    private Packet? _small;
    private Packet? _large;
    private long _outstanding;

    /// <summary>Packets that this pool has made: the high-water mark of what was in flight at once.</summary>
    public long Made { get; private set; }

    public override long Outstanding => _outstanding;

    protected override Packet RentSmall()
    {
        _outstanding++;
        Packet? packet = _small;
        if (packet is null) return MakeCounted(SmallCapacity);
        _small = packet.Next;
        return packet;
    }

    protected override Packet RentLarge()
    {
        _outstanding++;
        Packet? packet = _large;
        if (packet is null) return MakeCounted(LargeCapacity);
        _large = packet.Next;
        return packet;
    }

    protected internal override void TakeBack(Packet packet)
    {
        _outstanding--;
        ref Packet? list = ref packet.Capacity == SmallCapacity ? ref _small : ref _large;
        packet.Next = list;
        list = packet;
    }

    private Packet MakeCounted(int capacity)
    {
        Made++;
        return Make(capacity);
    }
}
