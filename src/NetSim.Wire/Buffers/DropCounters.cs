namespace NetSim.Wire.Buffers;

/// <summary>
/// One number per <see cref="DropReason"/>. Takes no memory until the first drop: it lives inside of whatever counts, which hands it out by
/// reference; a copy would miss what is counted later.
/// </summary>
public struct DropCounters
{
    private long[]? _counts;

    /// <summary>Nothing was dropped.</summary>
    public readonly bool IsEmpty => _counts is null;

    public readonly long this[DropReason reason] => _counts is null ? 0 : _counts[(int)reason];

    public readonly long Total
    {
        get
        {
            long total = 0;
            foreach (long count in _counts ?? []) total += count;
            return total;
        }
    }

    public void Count(DropReason reason) => (_counts ??= new long[DropReasons.Count])[(int)reason]++;

    /// <summary>Counts the drop of a packet that is still needed (to tell its sender): the caller gives it back.</summary>
    public void Count(Packet packet, DropReason reason)
    {
        ArgumentNullException.ThrowIfNull(packet);
        Count(reason);
        packet.Journey?.OnDropped(reason);
    }

    /// <summary>Counts the drop and gives the packet back: the end of a packet's way wherever it may end.</summary>
    public void Drop(Packet packet, DropReason reason)
    {
        Count(packet, reason);
        packet.Return();
    }

    /// <summary>A copy of all numbers, indexed by <see cref="DropReason"/>.</summary>
    public readonly long[] Snapshot() => _counts is null ? new long[DropReasons.Count] : (long[])_counts.Clone();
}
