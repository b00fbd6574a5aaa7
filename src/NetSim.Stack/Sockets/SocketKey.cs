using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;

namespace NetSim.Stack.Sockets;

/// <summary>
/// Protocol and both ends. Of a socket that is not connected the remote end is <see langword="default"/>. A server has as many of these as
/// connections, so the three small parts share one word.
/// </summary>
internal readonly record struct SocketKey
{
    private readonly IpAddress _local;
    private readonly IpAddress _remote;

    public SocketKey(IpProtocol protocol, IpEndpoint local, IpEndpoint remote)
    {
        _local = local.Address;
        _remote = remote.Address;
        Ports = (ulong)local.Port << 32 | (ulong)remote.Port << 16 | (byte)protocol;
    }

    public IpProtocol Protocol => (IpProtocol)(byte)Ports;

    public IpEndpoint Local => new(_local, (ushort)(Ports >> 32));

    public IpEndpoint Remote => new(_remote, (ushort)(Ports >> 16));

    public IpAddress LocalAddress => _local;

    public IpAddress RemoteAddress => _remote;

    /// <summary>Both ports and the protocol.</summary>
    public ulong Ports { get; }
}

/// <summary>A secret hash: strangers choose remote addresses and ports, and could otherwise choose ones that collide.</summary>
internal sealed class SocketKeyComparer(KeyedHash hash) : IEqualityComparer<SocketKey>
{
    public static bool AreEqual(in SocketKey x, in SocketKey y) =>
        x.Ports == y.Ports && x.LocalAddress == y.LocalAddress && x.RemoteAddress == y.RemoteAddress;

    public bool Equals(SocketKey x, SocketKey y) => AreEqual(x, y);

    public int GetHashCode(SocketKey key)
    {
        IpAddress local = key.LocalAddress, remote = key.RemoteAddress;
        return (int)hash.Hash(local.High, local.Low, remote.High, remote.Low, key.Ports);
    }
}
