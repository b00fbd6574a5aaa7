using NetSim.Stack.Sockets.Tcp;

namespace NetSim.Stack.Sockets;

/// <summary>
/// TCP connections by their ends, which they know themselves: a server has a hundred thousand, and a dictionary would keep the ends of each
/// once more. A few are looked through; of more than that a hash table with a secret key is made, since strangers choose remote ends. Open
/// addressing; a removal moves up what was displaced.
/// </summary>
/// <param name="comparer">Whose hash is secret.</param>
internal sealed class ConnectionTable(SocketKeyComparer comparer)
{
    private const int MaxUnindexed = 4;

    // Up to four: those that there are, in front. More: where their hashes say.
    private TcpConnection?[] _slots = new TcpConnection?[MaxUnindexed];

    public int Count { get; private set; }

    private bool IsHashed => _slots.Length > MaxUnindexed;

    private int Mask => _slots.Length - 1;

    public TcpConnection? Find(in SocketKey wanted)
    {
        for (int slot = IsHashed ? HomeOf(wanted) : 0; slot < _slots.Length && _slots[slot] is { } connection; slot = Next(slot))
            if (connection.HasEnds(wanted)) return connection;
        return null;
    }

    /// <returns>False if the ends are taken.</returns>
    public bool TryAdd(in SocketKey ends, TcpConnection connection)
    {
        if (Find(ends) is not null) return false;
        // Half full at the least, three quarters at the most.
        if (IsHashed ? Count >= _slots.Length / 4 * 3 : Count == MaxUnindexed) Resize(_slots.Length * 2);
        Count++;
        Place(ends, connection);
        return true;
    }

    /// <returns>False if there is none.</returns>
    public bool Remove(in SocketKey ends)
    {
        int hole = IsHashed ? HomeOf(ends) : 0;
        while (hole < _slots.Length && _slots[hole] is { } connection && !connection.HasEnds(ends)) hole = Next(hole);
        if (hole >= _slots.Length || _slots[hole] is null) return false;
        Count--;
        if (IsHashed) CloseHole(hole);
        else (_slots[hole], _slots[Count]) = (_slots[Count], null);
        return true;
    }

    private int HomeOf(in SocketKey ends) => comparer.GetHashCode(ends) & Mask;

    /// <summary>Goes round if it is hashed, else to the end.</summary>
    private int Next(int slot) => IsHashed ? (slot + 1) & Mask : slot + 1;

    private void Place(in SocketKey ends, TcpConnection connection)
    {
        int slot = IsHashed ? HomeOf(ends) : 0;
        while (_slots[slot] is not null) slot = Next(slot);
        _slots[slot] = connection;
    }

    private void CloseHole(int hole)
    {
        _slots[hole] = null;
        for (int slot = Next(hole); _slots[slot] is { } displaced; slot = Next(slot))
        {
            // It may move up only if its home does not lie between the hole and itself.
            int home = HomeOf(displaced.Ends);
            if (((slot - home) & Mask) < ((slot - hole) & Mask)) continue;
            _slots[hole] = displaced;
            _slots[slot] = null;
            hole = slot;
        }
    }

    private void Resize(int length)
    {
        TcpConnection?[] before = _slots;
        _slots = new TcpConnection?[length];
        foreach (TcpConnection? connection in before)
            if (connection is not null) Place(connection.Ends, connection);
    }
}
