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

    private ushort[]? _counters;
    private uint _drawn;

    /// <summary>
    /// For IPv4: counts from a secret start, apart for 64 secret groups of (source, destination, protocol), so 65,536 packets of one flow
    /// differ if no other flow shares its group.
    /// </summary>
    public ushort NextIPv4(IpAddress source, IpAddress destination, IpProtocol protocol)
    {
        ulong place = hash.Hash((ulong)source.IPv4Value << 32 | destination.IPv4Value, (ulong)protocol) % Counters;
        _counters ??= SecretStarts();
        return _counters[place]++;
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
        for (int i = 0; i < Counters; i++) starts[i] = (ushort)hash.Hash((ulong)i);
        return starts;
    }
}
