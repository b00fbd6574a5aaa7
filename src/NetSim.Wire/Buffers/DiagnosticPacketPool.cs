namespace NetSim.Wire.Buffers;

/// <summary>
/// The pool of all tests: never hands out a packet twice, poisons what comes back so that a later use fails,
/// and knows what is still out. Locked, because packets may move between the pools of two lanes.
/// </summary>
public sealed class DiagnosticPacketPool : PacketPool
{
    private readonly Lock _lock = new();
    private readonly HashSet<Packet> _out = [];

    public override long Outstanding
    {
        get
        {
            lock (_lock) return _out.Count;
        }
    }

    protected override Packet RentSmall() => Track(Make(SmallCapacity));

    protected override Packet RentLarge() => Track(Make(LargeCapacity));

    protected internal override void TakeBack(Packet packet)
    {
        Forget(packet);
        packet.Poison();
    }

    protected internal override void LetGo(Packet packet, PacketPool to)
    {
        Forget(packet);
        ((DiagnosticPacketPool)to).Track(packet);
    }

    /// <summary>Throws unless every packet came back.</summary>
    public void AssertAllReturned()
    {
        if (Outstanding > 0) throw new InvalidOperationException($"{Outstanding} packets were never returned.");
    }

    private void Forget(Packet packet)
    {
        lock (_lock)
        {
            if (!_out.Remove(packet)) throw new InvalidOperationException("The packet came back to a pool that it did not leave.");
        }
    }

    private Packet Track(Packet packet)
    {
        lock (_lock) _out.Add(packet);
        return packet;
    }
}
