using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;

namespace NetSim.Stack.Sockets;

/// <summary>
/// Which socket a packet is for, and which ports are taken. One table for all protocols that have ports; an echo's identifier counts as
/// its local port. The recipient is whatever its owner registered. The most specific entry wins: both ends, else the local address, else
/// any address.
/// </summary>
/// <param name="random">For ports that nobody can guess.</param>
/// <param name="key">Of the table, set aside by <paramref name="random"/>.</param>
/// <param name="ephemeral">The ports to choose from.</param>
internal sealed class Demultiplexer(RandomGenerator random, ulong key, EphemeralPorts ephemeral)
{
    private readonly SocketTable _recipients = new(random, key);
    private ConnectionTable? _connections;
    private int _connected;
    private readonly List<(SocketKey Key, SharedPort Port)> _shared = [];

    public int Count => _recipients.Count + (_connections?.Count ?? 0);

    /// <summary>
    /// The recipient of a packet that came from <paramref name="remote"/> to <paramref name="local"/>; null if there is none.
    /// </summary>
    public object? Find(IpProtocol protocol, in IpEndpoint local, in IpEndpoint remote)
    {
        if (MayBeConnected(protocol) && FindConnected(new SocketKey(protocol, local, remote)) is { } connected) return connected;
        object? found = _recipients.CountOnOneAddress > 0 ? _recipients.Find(new SocketKey(protocol, local, default)) : null;
        found ??= _recipients.FindOnAny(protocol, local);
        return HasShared && found is SharedPort port ? port.RecipientFor(remote) : found;
    }

    private bool MayBeConnected(IpProtocol protocol) => _connected > 0 || (protocol == IpProtocol.Tcp && _connections is not null);

    private object? FindConnected(in SocketKey ends)
    {
        if (ends.Protocol == IpProtocol.Tcp && _connections?.Find(ends) is { } connection) return connection.Owner;
        return _connected > 0 ? _recipients.Find(ends) : null;
    }

    /// <summary>Some sockets share a local end, so what is for a group may be for several.</summary>
    public bool HasShared => _shared.Count > 0;

    /// <summary>All that want what came from <paramref name="remote"/> to a group.</summary>
    public void FindAll(IpProtocol protocol, IpEndpoint local, IpEndpoint remote, List<object> found)
    {
        if (_connected > 0) AddTo(found, _recipients.Find(new SocketKey(protocol, local, remote)));
        AddTo(found, _recipients.Find(new SocketKey(protocol, local, default)));
        AddTo(found, _recipients.FindOnAny(protocol, local));
    }

    private static void AddTo(List<object> found, object? entry)
    {
        if (entry is SharedPort port)
        {
            for (int i = 0; i < port.Count; i++) found.Add(port[i]);
        }
        else if (entry is not null)
        {
            found.Add(entry);
        }
    }

    /// <summary>Registers a socket on a local end that others may share; the rest is as <see cref="Bind"/>.</summary>
    public BindOutcome BindShared(IpProtocol protocol, IpEndpoint local, object recipient, PortSharing sharing, out IpEndpoint bound)
    {
        bound = local;
        object? known = local.Port == 0 ? null : _recipients.Find(new SocketKey(protocol, local, default));
        if (known is SharedPort here)
        {
            if (here.Sharing != sharing) return BindOutcome.AddressInUse;
            here.Add(recipient);
            return BindOutcome.Bound;
        }
        var port = new SharedPort(sharing, random.KeyAt(key));
        port.Add(recipient);
        if (known is null && MayStandBesideShared(protocol, local, sharing))
        {
            _recipients.TryAdd(new SocketKey(protocol, local, default), port);
        }
        else
        {
            BindOutcome outcome = Bind(protocol, local, port, out bound);
            if (outcome != BindOutcome.Bound) return outcome;
        }
        _shared.Add((new SocketKey(protocol, bound, default), port));
        return BindOutcome.Bound;
    }

    /// <summary>Sockets on one address and on any address may have the same port if all of them share it, in the same manner.</summary>
    private bool MayStandBesideShared(IpProtocol protocol, IpEndpoint local, PortSharing sharing)
    {
        if (local.Port == 0) return false;
        if (!local.Address.IsUnspecified)
            return _recipients.FindOnAny(protocol, local) is SharedPort any && any.Sharing == sharing;
        int alike = 0;
        for (int i = 0; i < _shared.Count; i++)
        {
            (SocketKey other, SharedPort port) = _shared[i];
            bool isSamePort = other.Protocol == protocol && other.Local.Port == local.Port && other.Local.Address.Family == local.Address.Family;
            if (isSamePort && port.Sharing == sharing) alike++;
        }
        return alike > 0 && alike == _recipients.CountUnconnected(protocol, local);
    }

    /// <summary>Takes the registration of one of those back that share a local end.</summary>
    /// <returns>False if it was not registered.</returns>
    public bool ReleaseShared(IpProtocol protocol, IpEndpoint local, object recipient)
    {
        var wanted = new SocketKey(protocol, local, default);
        if (_recipients.Find(wanted) is not SharedPort port || !port.Remove(recipient)) return false;
        if (port.Count > 0) return true;
        _shared.RemoveAll(shared => ReferenceEquals(shared.Port, port));
        return _recipients.Remove(wanted);
    }

    /// <summary>Registers a socket for all that comes to a local end.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="local">An unspecified address means all of its family; port 0 asks for a free one.</param>
    /// <param name="recipient">Whom packets are for.</param>
    /// <param name="bound">The local end with its port.</param>
    public BindOutcome Bind(IpProtocol protocol, IpEndpoint local, object recipient, out IpEndpoint bound)
    {
        bound = local;
        if (local.Port == 0 && !TryDrawPort(new SocketKey(protocol, local, default), out bound)) return BindOutcome.PortsExhausted;
        if (IsTaken(protocol, bound)) return BindOutcome.AddressInUse;
        _recipients.TryAdd(new SocketKey(protocol, bound, default), recipient);
        return BindOutcome.Bound;
    }

    /// <summary>Registers a socket for what comes from one remote end to one local end.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="local">A certain address; port 0 asks for a free one.</param>
    /// <param name="remote">The peer.</param>
    /// <param name="recipient">Whom packets are for.</param>
    /// <param name="bound">The local end with its port.</param>
    public BindOutcome Connect(IpProtocol protocol, IpEndpoint local, IpEndpoint remote, object recipient, out IpEndpoint bound)
    {
        bound = local;
        if (local.Port == 0 && !TryDrawPort(new SocketKey(protocol, local, remote), out bound)) return BindOutcome.PortsExhausted;
        var ends = new SocketKey(protocol, bound, remote);
        if (FindConnected(ends) is not null || !_recipients.TryAdd(ends, recipient)) return BindOutcome.AddressInUse;
        _connected++;
        return BindOutcome.Bound;
    }

    /// <summary>Registers a connection, whose packets are for its <see cref="TcpConnection.Owner"/>.</summary>
    public BindOutcome Register(TcpConnection connection)
    {
        SocketKey ends = connection.Ends;
        if (_connected > 0 && _recipients.Find(ends) is not null) return BindOutcome.AddressInUse;
        _connections ??= new ConnectionTable(new SocketKeyComparer(random.KeyAt(key)));
        return _connections.TryAdd(ends, connection) ? BindOutcome.Bound : BindOutcome.AddressInUse;
    }

    /// <param name="protocol">As registered.</param>
    /// <param name="local">As registered.</param>
    /// <param name="remote">As registered; <see langword="default"/> of a socket that is not connected.</param>
    /// <returns>False if nothing was registered.</returns>
    public bool Release(IpProtocol protocol, IpEndpoint local, IpEndpoint remote)
    {
        var ends = new SocketKey(protocol, local, remote);
        if (protocol == IpProtocol.Tcp && _connections?.Remove(ends) == true) return true;
        if (!_recipients.Remove(ends)) return false;
        if (remote != default) _connected--;
        return true;
    }

    /// <summary>RFC 6056 3.3.1: begins at a place that nobody can guess and goes round.</summary>
    private bool TryDrawPort(SocketKey wanted, out IpEndpoint found)
    {
        uint count = (uint)(ephemeral.Last - ephemeral.First + 1);
        uint start = random.Next(count);
        for (uint i = 0; i < count; i++)
        {
            found = new IpEndpoint(wanted.Local.Address, (ushort)(ephemeral.First + (start + i) % count));
            bool isTaken = _recipients.CountUnconnected(wanted.Protocol, found) > 0 || FindConnected(new SocketKey(wanted.Protocol, found, wanted.Remote)) is not null;
            if (!isTaken) return true;
        }
        found = wanted.Local;
        return false;
    }

    /// <summary>An unconnected socket shares its port with no other on the same address; one on any address shares it with none.</summary>
    public bool IsTaken(IpProtocol protocol, IpEndpoint local) =>
        local.Address.IsUnspecified
            ? _recipients.CountUnconnected(protocol, local) > 0
            : _recipients.Find(new SocketKey(protocol, local, default)) is not null
                || _recipients.FindOnAny(protocol, local) is not null;
}
