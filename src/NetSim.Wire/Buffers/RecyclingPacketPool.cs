namespace NetSim.Wire.Buffers;

/// <summary>The pool of a running lane: two free lists, last in first out, so that the next packet's bytes are still in the cache.</summary>
/// <param name="depot">Shared by the pools of a run; null for a pool that stands alone.</param>
public sealed class RecyclingPacketPool(PacketDepot? depot = null) : PacketPool
{
    /// <summary>Packets of a bundle. Two of them may lie idle here before one goes to the depot.</summary>
    private const int BundleSize = 256;

    private Packet? _small;
    private Packet? _large;
    private int _smallCount;
    private long _outstanding;

    /// <summary>Packets that this pool has made: the high-water mark of what was in flight at once.</summary>
    public long Made { get; private set; }

    public override long Outstanding => _outstanding;

    protected override Packet RentSmall()
    {
        _outstanding++;
        Packet? packet = _small;
        if (packet is null) return RentFromDepot();
        _small = packet.Next;
        _smallCount--;
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
        if (packet.Capacity != SmallCapacity)
        {
            packet.Next = _large;
            _large = packet;
            return;
        }
        packet.Next = _small;
        _small = packet;
        if (++_smallCount >= 2 * BundleSize && depot is not null) GiveBundle();
    }

    private Packet RentFromDepot()
    {
        if (depot?.TryTake() is not { } bundle) return MakeCounted(SmallCapacity);
        _small = bundle.Next;
        _smallCount = BundleSize - 1;
        return bundle;
    }

    private void GiveBundle()
    {
        Packet bundle = _small!;
        Packet last = bundle;
        for (int i = 1; i < BundleSize; i++) last = last.Next!;
        _small = last.Next;
        last.Next = null;
        _smallCount -= BundleSize;
        depot!.Give(bundle);
    }

    private Packet MakeCounted(int capacity)
    {
        Made++;
        return Make(capacity);
    }
}
