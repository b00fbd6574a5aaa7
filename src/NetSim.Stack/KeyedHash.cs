using System.Numerics;
using System.Runtime.CompilerServices;

namespace NetSim.Stack;

/// <summary>
/// SipHash-1-3 over whole 64-bit words: a keyed hash whose collisions nobody can arrange who does not know the key.
/// For hash tables that strangers fill and for values that strangers must not guess (ports, identifications).
/// </summary>
/// <remarks>Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012), over the words' little-endian bytes.</remarks>
public readonly struct KeyedHash(ulong key0, ulong key1)
{
    private readonly ulong _key0 = key0;
    private readonly ulong _key1 = key1;

    public ulong Hash(ulong a) => new State(_key0, _key1).Mix(a).Finish(1);

    public ulong Hash(ulong a, ulong b) => new State(_key0, _key1).Mix(a).Mix(b).Finish(2);

    public ulong Hash(ulong a, ulong b, ulong c) => new State(_key0, _key1).Mix(a).Mix(b).Mix(c).Finish(3);

    public ulong Hash(ulong a, ulong b, ulong c, ulong d, ulong e) =>
        new State(_key0, _key1).Mix(a).Mix(b).Mix(c).Mix(d).Mix(e).Finish(5);

    private struct State
    {
        private ulong _v0, _v1, _v2, _v3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public State(ulong key0, ulong key1)
        {
            _v0 = key0 ^ 0x736f6d6570736575;
            _v1 = key1 ^ 0x646f72616e646f6d;
            _v2 = key0 ^ 0x6c7967656e657261;
            _v3 = key1 ^ 0x7465646279746573;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public State Mix(ulong word)
        {
            _v3 ^= word;
            Round();
            _v0 ^= word;
            return this;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong Finish(int words)
        {
            // The last block has the length in bytes, 8 a word, in its highest byte.
            Mix((ulong)words << 59);
            _v2 ^= 0xFF;
            Round();
            Round();
            Round();
            return _v0 ^ _v1 ^ _v2 ^ _v3;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Round()
        {
            _v0 += _v1;
            _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
            _v0 = BitOperations.RotateLeft(_v0, 32);
            _v2 += _v3;
            _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
            _v0 += _v3;
            _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
            _v2 += _v1;
            _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
            _v2 = BitOperations.RotateLeft(_v2, 32);
        }
    }
}
