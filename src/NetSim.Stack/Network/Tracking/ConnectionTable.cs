using System.Runtime.InteropServices;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Stack.Network.Tracking;

/// <summary>
/// The conversations that a router follows. One list for each class of time-outs, oldest first: since all of a class have the same time,
/// whoever was heard of last goes to its end, and no clock is needed for any of them.
/// </summary>
internal sealed class ConnectionTable(TrackingOptions options, KeyedHash hash, PortMappings? mappings)
{
    private readonly Dictionary<ConnectionKey, Connection> _byKey = new(new KeyComparer(hash));
    private readonly Connection?[] _oldest = new Connection?[Connection.Classes];
    private readonly Connection?[] _youngest = new Connection?[Connection.Classes];
    private readonly Duration[] _times = [options.TcpEstablished, options.TcpTransitory, options.Udp, options.Icmp];
    private Connection? _free;

    public int Count => _byKey.Count;

    /// <summary>What has been silent for its time is forgotten.</summary>
    public void Expire(Instant now)
    {
        for (int i = 0; i < Connection.Classes; i++)
        {
            while (_oldest[i] is { } connection && connection.Deadline <= now) Forget(connection, i);
        }
    }

    public Connection? Find(in Flow flow) => _byKey.GetValueOrDefault(ConnectionKey.Of(flow));

    /// <returns>Null if there is no room.</returns>
    public Connection? TryBegin(Instant now, in Flow flow)
    {
        if (_byKey.Count >= options.Limit) return null;
        ConnectionKey key = ConnectionKey.Of(flow);
        ref Connection? place = ref CollectionsMarshal.GetValueRefOrAddDefault(_byKey, key, out _);
        Connection connection = _free ?? new Connection();
        _free = connection.Younger;
        connection.Begin(key, flow);
        place = connection;
        Append(now, connection);
        return connection;
    }

    /// <summary>A packet of the conversation passes: its time begins anew.</summary>
    public void Observe(Instant now, Connection connection, in Flow flow)
    {
        int before = (int)connection.Class;
        connection.Observe(flow);
        Unlink(connection, before);
        Append(now, connection);
    }

    public void Forget(Connection connection) => Forget(connection, (int)connection.Class);

    private void Forget(Connection connection, int @class)
    {
        Unlink(connection, @class);
        _byKey.Remove(connection.Key);
        if (connection.FirstMapping is { } first) mappings?.Release(first);
        if (connection.SecondMapping is { } second) mappings?.Release(second);
        connection.Older = null;
        connection.Younger = _free;
        _free = connection;
    }

    private void Append(Instant now, Connection connection)
    {
        int @class = (int)connection.Class;
        connection.Deadline = now + _times[@class];
        connection.Younger = null;
        connection.Older = _youngest[@class];
        if (_youngest[@class] is { } last) last.Younger = connection;
        else _oldest[@class] = connection;
        _youngest[@class] = connection;
    }

    private void Unlink(Connection connection, int @class)
    {
        if (connection.Older is { } older) older.Younger = connection.Younger;
        else _oldest[@class] = connection.Younger;
        if (connection.Younger is { } younger) younger.Older = connection.Older;
        else _youngest[@class] = connection.Older;
    }

    private sealed class KeyComparer(KeyedHash hash) : IEqualityComparer<ConnectionKey>
    {
        public bool Equals(ConnectionKey x, ConnectionKey y) => x.Equals(y);

        public int GetHashCode(ConnectionKey key)
        {
            IpAddress low = key.Low.Address, high = key.High.Address;
            ulong ports = (ulong)key.Low.Port << 32 | (ulong)key.High.Port << 16 | (byte)key.Protocol;
            return (int)hash.Hash(low.High, low.Low, high.High, high.Low, ports);
        }
    }
}
