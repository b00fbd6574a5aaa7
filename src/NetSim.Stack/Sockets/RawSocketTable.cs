using NetSim.Stack.Sockets.Raw;
using NetSim.Wire.Addresses;
using NetSim.Wire.Ip;

namespace NetSim.Stack.Sockets;

/// <summary>
/// The raw sockets of a node. There are few, and each packet goes to all that match, so they are looked through in order.
/// </summary>
internal sealed class RawSocketTable
{
    private readonly List<Entry> _entries = [];

    public bool IsEmpty => _entries.Count == 0;

    public int Count => _entries.Count;

    /// <param name="local">An unspecified address means all of its family.</param>
    /// <param name="protocol">The upper-layer protocol.</param>
    /// <param name="recipient">Whom copies are for.</param>
    /// <param name="reach">Whether the packets are for others, too.</param>
    public void Add(IpAddress local, IpProtocol protocol, object recipient, RawReach reach) =>
        _entries.Add(new Entry(local, protocol, recipient, reach));

    /// <returns>False if it is not registered.</returns>
    public bool Remove(IpAddress local, IpProtocol protocol, object recipient)
    {
        int at = _entries.FindIndex(entry => entry.Local == local && entry.Protocol == protocol && Equals(entry.Recipient, recipient));
        if (at >= 0) _entries.RemoveAt(at);
        return at >= 0;
    }

    /// <summary>The recipient at a place, if the packet is for it.</summary>
    public object? Match(int index, IpAddress destination, IpProtocol protocol, out RawReach reach)
    {
        Entry entry = _entries[index];
        reach = entry.Reach;
        if (entry.Protocol != protocol || entry.Local.IsIPv4 != destination.IsIPv4) return null;
        return entry.Local.IsUnspecified || entry.Local == destination ? entry.Recipient : null;
    }

    private readonly record struct Entry(IpAddress Local, IpProtocol Protocol, object Recipient, RawReach Reach);
}
