using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;

namespace NetSim.Stack.Network;

/// <summary>
/// Identifications of packets that may be fragmented: unlike each other for as long as fragments live (RFC 6864 4.1), and of no use for
/// guessing how much is sent to others (RFC 7739).
/// </summary>
internal sealed class Identifications(KeyedHash hash)
{
    private const int Counters = 64;

    /// <summary>Of all groups; made when a second one is used, since most nodes speak to few.</summary>
    private ushort[]? _counters;
    private ushort _first;
    private byte _firstGroup = Counters;
    private uint _drawn;

    /// <summary>
    /// For IPv4: counts from a secret start, apart for 64 secret groups of (source, destination, protocol), so 65,536 packets of one flow
    /// differ if no other flow shares its group.
    /// </summary>
    public ushort NextIPv4(IpAddress source, IpAddress destination, IpProtocol protocol)
    {
        byte group = (byte)(hash.Hash((ulong)source.IPv4Value << 32 | destination.IPv4Value, (ulong)protocol) % Counters);
        if (_counters is not null) return _counters[group]++;
        if (_firstGroup == Counters) (_firstGroup, _first) = (group, SecretStart(group));
        if (_firstGroup == group) return _first++;
        _counters = SecretStarts();
        _counters[_firstGroup] = _first;
        return _counters[group]++;
    }

    /// <summary>For IPv6: the numbers 0, 1, 2 … in a secret order of all 2³², so none comes twice and none tells the next.</summary>
    public uint NextIPv6()
    {
        uint number = _drawn++;
        (ushort left, ushort right) = ((ushort)(number >> 16), (ushort)number);
        // A Feistel network of four rounds is a permutation whatever the round function; with a keyed hash in it, a secret one.
        for (uint round = 0; round < 4; round++) (left, right) = (right, (ushort)(left ^ (ushort)hash.Hash(round, right)));
        return (uint)left << 16 | right;
    }

    private ushort[] SecretStarts()
    {
        ushort[] starts = new ushort[Counters];
        for (int i = 0; i < Counters; i++) starts[i] = SecretStart(i);
        return starts;
    }

    private ushort SecretStart(int group) => (ushort)hash.Hash((ulong)group);
}
