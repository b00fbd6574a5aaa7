using System.Numerics;

namespace NetSim.Stack.Sockets.Tcp.Sending;

/// <summary>
/// The rings of connections that have nothing in them: of a hundred thousand idle connections none keeps one, and one that sends again
/// gets one without any allocation. One pool serves a stack. Lengths are powers of two.
/// </summary>
internal sealed class RingPool<T>
{
    /// <summary>Elements kept in all; what is beyond is left to the garbage collector.</summary>
    private const int Most = 16_384;

    private readonly List<T[]>?[] _free = new List<T[]>?[32];
    private int _kept;

    /// <summary>A ring whose elements are as they were left.</summary>
    public T[] Rent(int length)
    {
        if (_free[BitOperations.Log2((uint)length)] is not { Count: > 0 } free) return new T[length];
        T[] ring = free[^1];
        free.RemoveAt(free.Count - 1);
        _kept -= length;
        return ring;
    }

    public void Return(T[] ring)
    {
        if (ring.Length == 0 || _kept + ring.Length > Most) return;
        _kept += ring.Length;
        (_free[BitOperations.Log2((uint)ring.Length)] ??= []).Add(ring);
    }
}
