using System.Numerics;

namespace NetSim.Simulation.Determinism;

/// <summary>
/// One sequence of random numbers for one purpose of one entity: xoshiro256** (Blackman and Vigna, 2018), seeded by
/// splitmix64 over a hash of (seed, entity path, purpose). No two streams share state, so that adding a node, or drawing once
/// more somewhere, shifts nobody else's dice. Renaming an entity changes its stream.
/// </summary>
public sealed class RandomStream
{
    private ulong _s0, _s1, _s2, _s3;

    /// <param name="seed">The seed of the run.</param>
    /// <param name="path">The entity, as a path of names: <c>links/wan/a-to-b</c>.</param>
    /// <param name="purpose">What the numbers decide: <c>loss</c>, <c>isn</c>, <c>ports</c>.</param>
    public RandomStream(long seed, string path, string purpose)
    {
        ulong state = StableHash.Of(path, StableHash.Of(purpose, (ulong)seed));
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
    }

    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    public uint NextUInt32() => (uint)(NextUInt64() >> 32);

    /// <summary>Uniform in [0, 1), in steps of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, <paramref name="bound"/>), without modulo bias (Lemire, 2019).</summary>
    public ulong NextBelow(ulong bound)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bound);
        ulong high = Math.BigMul(NextUInt64(), bound, out ulong low);
        if (low >= bound) return high;
        ulong threshold = (0 - bound) % bound;
        while (low < threshold) high = Math.BigMul(NextUInt64(), bound, out low);
        return high;
    }

    private static ulong SplitMix(ref ulong state)
    {
        ulong z = state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ z >> 30) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ z >> 27) * 0x94D0_49BB_1331_11EB;
        return z ^ z >> 31;
    }
}
