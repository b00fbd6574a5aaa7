namespace NetSim.Stack;

/// <summary>
/// A stack's source of random numbers: a keyed hash over a counter. Every number follows from the key, so a run can be repeated;
/// without the key no number can be told from the others. A run in virtual time derives the key from the seed (and is predictable to
/// whoever knows the seed); whoever attaches a real device passes a secret one.
/// </summary>
public sealed class RandomGenerator(ulong key0, ulong key1)
{
    private readonly KeyedHash _hash = new(key0, key1);
    private ulong _drawn;

    public ulong Next() => _hash.Hash(_drawn++);

    /// <summary>A number in 0 … <paramref name="bound"/> − 1. The bias is below 2⁻³².</summary>
    public uint Next(uint bound) => (uint)((UInt128)Next() * bound >> 64);

    /// <summary>A new key, for a hash table or another generator.</summary>
    public KeyedHash NextKey() => KeyAt(ReserveKey());

    /// <summary>Sets the next key aside: what is drawn later does not depend on whether, or when, it is used.</summary>
    /// <returns>What <see cref="KeyAt"/> wants.</returns>
    internal ulong ReserveKey()
    {
        _drawn += 2;
        return _drawn - 2;
    }

    /// <summary>The key that was set aside.</summary>
    internal KeyedHash KeyAt(ulong place) => new(_hash.Hash(place), _hash.Hash(place + 1));
}
