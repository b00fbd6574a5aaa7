namespace NetSim.Wire.Buffers;

/// <summary>
/// The pool of all tests: never hands out a packet twice, poisons what comes back so that a later use fails,
/// and knows what is still out.
/// </summary>
public sealed class DiagnosticPacketPool : PacketPool
{
    private readonly HashSet<Packet> _out = [];

    public override long Outstanding => _out.Count;

    protected override Packet RentSmall() => Track(Make(SmallCapacity));

    protected override Packet RentLarge() => Track(Make(LargeCapacity));

    protected internal override void TakeBack(Packet packet)
    {
        if (!_out.Remove(packet)) throw new InvalidOperationException("The packet came back to a pool that it did not leave.");
        packet.Poison();
    }

    /// <summary>Throws unless every packet came back.</summary>
    public void AssertAllReturned()
    {
        if (_out.Count > 0) throw new InvalidOperationException($"{_out.Count} packets were never returned.");
    }

    private Packet Track(Packet packet)
    {
        _out.Add(packet);
        return packet;
    }
}
