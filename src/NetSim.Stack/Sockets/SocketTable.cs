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

    /// <summary>Unconnected sockets by protocol, family and port; made with the hash table. No stranger chooses what is in there.</summary>
    private Dictionary<uint, Unconnected>? _unconnected;

    public int Count { get; private set; }

    /// <summary>How many are not connected and want only what is for one address.</summary>
    public int CountOnOneAddress { get; private set; }

    public object? Find(in SocketKey wanted)
    {
        if (_many is not null) return _many.GetValueOrDefault(wanted);
        int at = IndexOf(wanted);
        return at < 0 ? null : _few[at].Recipient;
    }

    /// <summary>Who is not connected and wants what is for any address.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="local">Its port, and an address of its family.</param>
    public object? FindOnAny(IpProtocol protocol, in IpEndpoint local)
    {
        uint port = PortOf(protocol, local);
        if (_unconnected is not null) return _unconnected.GetValueOrDefault(port).OnAny;
        for (int i = 0; i < Count; i++)
        {
            ref SocketKey known = ref _few[i].Key;
            if (IsOnAny(known) && PortOf(known.Protocol, known.Local) == port) return _few[i].Recipient;
        }
        return null;
    }

    /// <returns>False if the key is taken.</returns>
    public bool TryAdd(in SocketKey added, object recipient)
    {
        if (_many is null && Count == MaxUnindexed) Index();
        if (_many is not null)
        {
            if (!_many.TryAdd(added, recipient)) return false;
            NoteUnconnected(added, recipient, 1);
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
            NoteUnconnected(removed, recipient: null, -1);
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
        if (_unconnected is not null) return _unconnected.GetValueOrDefault(PortOf(protocol, local)).Count;
        int count = 0;
        for (int i = 0; i < Count; i++)
        {
            ref SocketKey known = ref _few[i].Key;
            if (known.Remote == default && PortOf(known.Protocol, known.Local) == PortOf(protocol, local)) count++;
        }
        return count;
    }

    private static bool IsOnAny(in SocketKey key) => key.Remote == default && key.LocalAddress.IsUnspecified;

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
            NoteUnconnected(_few[i].Key, _few[i].Recipient, 1);
        }
        _few = [];
    }

    /// <param name="counted">Whose.</param>
    /// <param name="recipient">Null: it is no more.</param>
    /// <param name="change">Of their number.</param>
    private void NoteUnconnected(in SocketKey counted, object? recipient, int change)
    {
        if (counted.Remote != default) return;
        uint port = PortOf(counted.Protocol, counted.Local);
        Dictionary<uint, Unconnected> unconnected = _unconnected!;
        Unconnected before = unconnected.GetValueOrDefault(port);
        var now = new Unconnected(before.Count + change, IsOnAny(counted) ? recipient : before.OnAny);
        if (now.Count == 0) unconnected.Remove(port);
        else unconnected[port] = now;
    }

    private static uint PortOf(IpProtocol protocol, in IpEndpoint local) =>
        (uint)protocol << 24 | (local.Address.IsIPv4 ? 1u : 0u) << 16 | local.Port;

    /// <param name="Count">On whatever address.</param>
    /// <param name="OnAny">The one that wants what is for any.</param>
    private readonly record struct Unconnected(int Count, object? OnAny);
}
