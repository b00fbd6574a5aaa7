using NetSim.Wire.Addresses;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Time;

namespace NetSim.Stack.Network;

/// <summary>
/// What is known of paths that take less than the first link does (RFC 1191, RFC 8201). Bounded: the oldest entry makes room. Whoever calls
/// <see cref="Learn"/> has made sure that the message was about a packet that was really sent.
/// </summary>
internal sealed class PathMtuCache
{
    private const int Capacity = 256;

    /// <summary>RFC 8201 5.3 and RFC 1191 6.3: a larger packet is tried again after ten minutes, never before five.</summary>
    private static readonly Duration Lifetime = Duration.FromSeconds(600);

    private readonly Dictionary<IpAddress, (int Mtu, Instant Expires)> _paths = [];
    private readonly List<IpAddress> _order = [];
    private int _oldest;

    /// <summary>
    /// The least that a router is believed to ask for: below it an IPv4 message is most likely forged (the policy of many stacks), an IPv6
    /// one against the rules.
    /// </summary>
    public static int Least(IpAddress destination) => destination.IsIPv4 ? 552 : Ipv6Header.LeastMtu;

    /// <summary>The largest packet for the destination, at most <paramref name="linkMtu"/>.</summary>
    public int Find(Instant now, IpAddress destination, int linkMtu)
    {
        if (_paths.Count == 0 || !_paths.TryGetValue(destination, out (int Mtu, Instant Expires) path)) return linkMtu;
        return now < path.Expires ? Math.Min(path.Mtu, linkMtu) : linkMtu;
    }

    /// <returns>False if the message changed nothing: it asks for more than is sent now, or for too little to be true.</returns>
    public bool Learn(Instant now, IpAddress destination, int mtu)
    {
        int least = Least(destination);
        // RFC 8201 section 4: a message that asks for less than 1280 is ignored.
        if (mtu < least && destination.IsIPv6) return false;
        mtu = Math.Max(mtu, least);
        bool isKnown = _paths.TryGetValue(destination, out (int Mtu, Instant Expires) path);
        if (isKnown && now < path.Expires && mtu >= path.Mtu) return false;
        if (!isKnown) MakeRoom(destination);
        _paths[destination] = (mtu, now + Lifetime);
        return true;
    }

    private void MakeRoom(IpAddress newcomer)
    {
        if (_order.Count < Capacity)
        {
            _order.Add(newcomer);
            return;
        }
        _paths.Remove(_order[_oldest]);
        _order[_oldest] = newcomer;
        _oldest = (_oldest + 1) % Capacity;
    }
}
