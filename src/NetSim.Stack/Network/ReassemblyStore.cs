using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Time;

namespace NetSim.Stack.Network;

/// <summary>How much a stack keeps for packets of which fragments are missing. Over a bound the oldest packet goes.</summary>
public sealed record ReassemblyOptions
{
    public static readonly ReassemblyOptions Default = new();

    /// <summary>Storage of the waiting fragments, in bytes, for each of IPv4 and IPv6.</summary>
    public int MaxBytes { get; init; } = 4 << 20;

    /// <summary>Unfinished packets, for each of IPv4 and IPv6.</summary>
    public int MaxPackets { get; init; } = 1024;

    /// <summary>From the first fragment to arrive on; RFC 1122 3.3.2 suggests 60 to 120 s, Linux takes 30.</summary>
    public Duration TimeoutIPv4 { get; init; } = Duration.FromSeconds(30);

    /// <summary>RFC 8200 4.5.</summary>
    public Duration TimeoutIPv6 { get; init; } = Duration.FromSeconds(60);
}

/// <summary>
/// The unfinished packets of one family (RFC 791 section 3.2, RFC 815, RFC 8200 4.5). Bounded in packets and in bytes of storage;
/// fragments that overlap make the whole packet refused, for both families (RFC 5722, RFC 1858: a later fragment never replaces what came
/// before).
/// </summary>
internal sealed class ReassemblyStore(ReassemblyOptions options, Duration timeout, KeyedHash hash, StackCounters counters)
{
    private readonly Dictionary<ReassemblyKey, Reassembly> _byKey = new(new KeyComparer(hash));
    private Reassembly? _oldest;
    private Reassembly? _youngest;
    private Reassembly? _free;
    private int _storage;

    public int Count => _byKey.Count;

    public int Storage => _storage;

    public Instant? NextDeadline => _oldest?.Deadline;

    /// <summary>Takes the fragment, which the store then owns or has dropped.</summary>
    /// <returns>The packet if all its fragments are there now: the caller joins it and calls <see cref="Finish"/>.</returns>
    public Reassembly? Add(Instant now, in ReassemblyKey key, Packet fragment, (FragmentRange Range, EcnCodepoint Mark) piece)
    {
        if (!_byKey.TryGetValue(key, out Reassembly? whole)) whole = Begin(now, key);
        int before = whole.Storage;
        if (whole.Add(fragment, piece.Range, piece.Mark) is { } reason)
        {
            counters.Drops.Drop(fragment, reason);
            if (whole.IsRefused) Release(whole, reason);
            return null;
        }
        _storage += whole.Storage - before;
        if (whole.IsComplete) return whole;
        while (_storage > options.MaxBytes && _oldest is not null) Evict(_oldest, DropReason.ReassemblyFull);
        return null;
    }

    /// <summary>Gives the fragments of a joined packet back: they are not lost.</summary>
    public void Finish(Reassembly whole)
    {
        Release(whole, null);
        Forget(whole);
    }

    /// <summary>Drops an unfinished packet.</summary>
    public void Evict(Reassembly whole, DropReason reason)
    {
        Release(whole, reason);
        Forget(whole);
    }

    /// <summary>
    /// The oldest packet whose time is over, if any: the caller may quote its first fragment, then calls <see cref="Evict"/>.
    /// </summary>
    public Reassembly? FindExpired(Instant now) => _oldest is { } oldest && oldest.Deadline <= now ? oldest : null;

    public void Clear(DropReason reason)
    {
        while (_oldest is not null) Evict(_oldest, reason);
    }

    private Reassembly Begin(Instant now, in ReassemblyKey key)
    {
        while (_byKey.Count >= options.MaxPackets && _oldest is not null) Evict(_oldest, DropReason.ReassemblyFull);
        Reassembly whole = _free ?? new Reassembly();
        _free = whole.Younger;
        whole.Begin(key, now + timeout);
        _byKey.Add(key, whole);
        whole.Younger = null;
        whole.Older = _youngest;
        if (_youngest is null) _oldest = whole;
        else _youngest.Younger = whole;
        _youngest = whole;
        return whole;
    }

    private void Forget(Reassembly whole)
    {
        _byKey.Remove(whole.Key);
        if (whole.Older is null) _oldest = whole.Younger;
        else whole.Older.Younger = whole.Younger;
        if (whole.Younger is null) _youngest = whole.Older;
        else whole.Younger.Older = whole.Older;
        whole.Older = null;
        whole.Younger = _free;
        _free = whole;
    }

    private void Release(Reassembly whole, DropReason? lost)
    {
        _storage -= whole.Storage;
        while (whole.TryRemove(out Packet? packet))
        {
            if (lost is { } reason) counters.Drops.Drop(packet, reason);
            else packet.Return();
        }
    }

    private sealed class KeyComparer(KeyedHash hash) : IEqualityComparer<ReassemblyKey>
    {
        public bool Equals(ReassemblyKey x, ReassemblyKey y) => x.Equals(y);

        public int GetHashCode(ReassemblyKey key) => (int)hash.Hash(
            key.Source.High, key.Source.Low, key.Destination.High, key.Destination.Low, (ulong)key.Protocol << 32 | key.Identification);
    }
}
