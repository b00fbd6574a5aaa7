using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;

namespace NetSim.Stack.Sockets;

/// <summary>Protocol and both ends. Of a socket that is not connected the remote end is <see langword="default"/>.</summary>
internal readonly record struct SocketKey(IpProtocol Protocol, IpEndpoint Local, IpEndpoint Remote)
{
    /// <summary>The three small parts in one word.</summary>
    public ulong Ports => (ulong)Local.Port << 32 | (ulong)Remote.Port << 16 | (byte)Protocol;
}

/// <summary>A secret hash: strangers choose remote addresses and ports, and could otherwise choose ones that collide.</summary>
internal sealed class SocketKeyComparer(KeyedHash hash) : IEqualityComparer<SocketKey>
{
    public static bool AreEqual(in SocketKey x, in SocketKey y) =>
        x.Ports == y.Ports && x.Local.Address == y.Local.Address && x.Remote.Address == y.Remote.Address;

    public bool Equals(SocketKey x, SocketKey y) => AreEqual(x, y);

    public int GetHashCode(SocketKey key)
    {
        IpAddress local = key.Local.Address, remote = key.Remote.Address;
        return (int)hash.Hash(local.High, local.Low, remote.High, remote.Low, key.Ports);
    }
}
