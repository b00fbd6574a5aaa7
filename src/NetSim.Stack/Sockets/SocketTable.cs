using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;

namespace NetSim.Stack.Sockets;

/// <summary>
/// Recipients by key. A node has a few sockets or very many: a few are looked through, and only beyond that there is a hash table, with a
/// secret key, since strangers choose remote addresses and ports.
/// </summary>
/// <param name="random">Has set the key aside.</param>
/// <param name="key">Of the hash table.</param>
internal sealed class SocketTable(RandomGenerator random, ulong key)
{
    private const int MaxUnindexed = 4;

    private (SocketKey Key, object Recipient)[] _few = [];
    private Dictionary<SocketKey, object>? _many;

    /// <summary>Unconnected sockets of a protocol, family and port; made with the hash table.</summary>
    private Dictionary<uint, int>? _unconnected;

    public int Count { get; private set; }

    /// <summary>How many are not connected and want only what is for one address.</summary>
    public int CountOnOneAddress { get; private set; }

    public object? Find(in SocketKey wanted)
    {
        if (_many is not null) return _many.GetValueOrDefault(wanted);
        int at = IndexOf(wanted);
        return at < 0 ? null : _few[at].Recipient;
    }

    /// <returns>False if the key is taken.</returns>
    public bool TryAdd(in SocketKey added, object recipient)
    {
        if (_many is null && Count == MaxUnindexed) Index();
        if (_many is not null)
        {
            if (!_many.TryAdd(added, recipient)) return false;
            NoteUnconnected(added, 1);
        }
        else
        {
            if (IndexOf(added) >= 0) return false;
            if (Count == _few.Length) Array.Resize(ref _few, Math.Max(1, Count * 2));
            _few[Count] = (added, recipient);
        }
        Count++;
        if (IsOnOneAddress(added)) CountOnOneAddress++;
        return true;
    }

    /// <returns>False if there is no such key.</returns>
    public bool Remove(in SocketKey removed)
    {
        if (_many is not null)
        {
            if (!_many.Remove(removed)) return false;
            NoteUnconnected(removed, -1);
            Count--;
        }
        else
        {
            int at = IndexOf(removed);
            if (at < 0) return false;
            _few[at] = _few[--Count];
            _few[Count] = default;
            if (Count == 0) _few = [];
        }
        if (IsOnOneAddress(removed)) CountOnOneAddress--;
        return true;
    }

    /// <summary>How many unconnected sockets have the port, on whatever address.</summary>
    public int CountUnconnected(IpProtocol protocol, IpEndpoint local)
    {
        if (_unconnected is not null) return _unconnected.GetValueOrDefault(PortOf(protocol, local));
        int count = 0;
        for (int i = 0; i < Count; i++)
        {
            ref SocketKey known = ref _few[i].Key;
            if (known.Remote == default && PortOf(known.Protocol, known.Local) == PortOf(protocol, local)) count++;
        }
        return count;
    }

    private static bool IsOnOneAddress(in SocketKey key) => key.Remote == default && !key.LocalAddress.IsUnspecified;

    private int IndexOf(in SocketKey wanted)
    {
        for (int i = 0; i < Count; i++)
            if (SocketKeyComparer.AreEqual(_few[i].Key, wanted)) return i;
        return -1;
    }

    private void Index()
    {
        _many = new Dictionary<SocketKey, object>(new SocketKeyComparer(random.KeyAt(key)));
        _unconnected = [];
        for (int i = 0; i < Count; i++)
        {
            _many.Add(_few[i].Key, _few[i].Recipient);
            NoteUnconnected(_few[i].Key, 1);
        }
        _few = [];
    }

    private void NoteUnconnected(in SocketKey counted, int change)
    {
        if (counted.Remote != default) return;
        uint port = PortOf(counted.Protocol, counted.Local);
        Dictionary<uint, int> unconnected = _unconnected!;
        int count = unconnected.GetValueOrDefault(port) + change;
        if (count == 0) unconnected.Remove(port);
        else unconnected[port] = count;
    }

    private static uint PortOf(IpProtocol protocol, IpEndpoint local) =>
        (uint)protocol << 24 | (local.Address.IsIPv4 ? 1u : 0u) << 16 | local.Port;
}
