using System.Numerics;
using NetSim.Wire.Addresses;
using NetSim.Wire.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Stack.Sockets.Tcp.Opening;

/// <summary>
/// What outsiders must not be able to guess about a connection: initial sequence numbers (RFC 6528: a clock of 4 microseconds and a keyed
/// hash of addresses and ports), timestamp offsets (RFC 7323 section 7.1), and the places of a hash table. The hash is SipHash-2-4.
/// </summary>
internal sealed class ConnectionSecrets(UInt128 key)
{
    private const long NanosecondsPerTick = 4_000;

    private readonly ulong _key0 = (ulong)key;
    private readonly ulong _key1 = (ulong)(key >> 64);

    /// <summary>For the same addresses and ports it only moves forward, 250,000 a second (RFC 9293 MUST-8, MUST-9).</summary>
    public SequenceNumber InitialSequence(Instant now, IpEndpoint local, IpEndpoint remote) =>
        new((uint)(now.Nanoseconds / NanosecondsPerTick) + (uint)Hash(local, remote));

    public uint TimestampOffset(IpEndpoint local, IpEndpoint remote) => (uint)(Hash(local, remote) >> 32);

    public ulong Hash(IpEndpoint local, IpEndpoint remote)
    {
        ulong v0 = _key0 ^ 0x736f6d6570736575;
        ulong v1 = _key1 ^ 0x646f72616e646f6d;
        ulong v2 = _key0 ^ 0x6c7967656e657261;
        ulong v3 = _key1 ^ 0x7465646279746573;
        ulong ports = (ulong)local.Port << 16 | remote.Port;
        Absorb(ref v0, ref v1, ref v2, ref v3, local.Address.High);
        Absorb(ref v0, ref v1, ref v2, ref v3, local.Address.Low);
        Absorb(ref v0, ref v1, ref v2, ref v3, remote.Address.High);
        Absorb(ref v0, ref v1, ref v2, ref v3, remote.Address.Low);
        // The last block carries the length, 36 bytes, in its highest byte.
        Absorb(ref v0, ref v1, ref v2, ref v3, ports | 36UL << 56);
        v2 ^= 0xff;
        for (int i = 0; i < 4; i++) Round(ref v0, ref v1, ref v2, ref v3);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static void Absorb(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3, ulong word)
    {
        v3 ^= word;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= word;
    }

    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v3;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v2 = BitOperations.RotateLeft(v2, 32);
    }
}
