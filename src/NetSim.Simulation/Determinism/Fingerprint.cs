using System.Globalization;
using System.Numerics;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Determinism;

/// <summary>
/// A 64-bit rolling hash over what happened at one node: (time, kind, length) of every packet that reached it, in order.
/// Each node keeps its own, since the order of events at one node is fixed while that of two nodes is not observable;
/// <see cref="Combine"/> joins them in node order. So the result is the same whatever the number of lanes.
/// </summary>
public struct Fingerprint
{
    private ulong _state;

    public readonly ulong Value => _state;

    /// <summary>One multiply and one rotate: cheap enough to be always on.</summary>
    public void Add(Instant time, FingerprintKind kind, int length) =>
        _state = (BitOperations.RotateLeft(_state, 23) ^ (ulong)time.Nanoseconds ^ (ulong)length << 44 ^ (ulong)kind << 60) * 0x9E37_79B9_7F4A_7C15;

    /// <summary>The run's fingerprint from those of its nodes, in node order.</summary>
    public static ulong Combine(ReadOnlySpan<ulong> nodes)
    {
        ulong state = (ulong)nodes.Length;
        for (int node = 0; node < nodes.Length; node++) state = StableHash.Mix(state ^ nodes[node] ^ (ulong)node);
        return state;
    }

    public static string Format(ulong value) => value.ToString("x16", CultureInfo.InvariantCulture);
}

/// <summary>What a fingerprint entry was about.</summary>
public enum FingerprintKind : byte
{
    /// <summary>A frame arrived at an interface from its link or device.</summary>
    Arrival = 1,

    /// <summary>A packet was dropped at the node.</summary>
    Drop = 2,
}
