namespace NetSim.Wire.Buffers;

/// <summary>
/// Where the pools of several lanes balance: packets that flow one way leave one pool empty and the other full. Bundles of free packets change
/// hands here, under a lock that is taken once for hundreds of packets.
/// </summary>
public sealed class PacketDepot
{
    private readonly Lock _lock = new();
    private readonly Stack<Packet> _bundles = [];

    internal void Give(Packet bundle)
    {
        lock (_lock) _bundles.Push(bundle);
    }

    internal Packet? TryTake()
    {
        lock (_lock) return _bundles.TryPop(out Packet? bundle) ? bundle : null;
    }
}
