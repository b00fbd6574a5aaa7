using System.Buffers.Binary;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Ipv6;

namespace NetSim.Stack.Network;

/// <summary>
/// Routes with several next hops (RFC 2991, RFC 2992): each flow keeps to one of them, chosen by a keyed hash over addresses, protocol and ports. A flow whose next hop
/// cannot be used takes the one after it; the others stay where they are.
/// </summary>
internal sealed class Multipath(KeyedHash hash)
{
    private const int Sctp = 132;

    // By the way that stands for all of them in the table.
    private readonly Dictionary<Route, Route[]> _ways = new(ReferenceEqualityComparer.Instance);

    public void Add(Route[] ways) => _ways.Add(ways[0], ways);

    public void Remove(Route route) => _ways.Remove(route);

    /// <summary>Whether the route has several ways of which one can be used.</summary>
    public bool IsUsable(Route route)
    {
        if (!_ways.TryGetValue(route, out Route[]? ways)) return false;
        foreach (Route way in ways)
            if (way.IsUsable) return true;
        return false;
    }

    /// <summary>The way of a route that leads out of an interface; null if none does.</summary>
    public Route? WayOutOf(Route route, Interfaces.NetworkInterface port)
    {
        if (!_ways.TryGetValue(route, out Route[]? ways)) return null;
        foreach (Route way in ways)
            if (ReferenceEquals(way.Interface, port) && way.IsUsable) return way;
        return null;
    }

    /// <param name="route">What a look-up found.</param>
    /// <param name="packet">Starts at its IP header; null if it is not there yet.</param>
    public Route Choose(Route route, Packet? packet)
    {
        if (!_ways.TryGetValue(route, out Route[]? ways)) return route;
        int first = packet is null ? 0 : (int)(FlowOf(packet.Bytes, hash) % (ulong)ways.Length);
        for (int i = 0; i < ways.Length; i++)
        {
            Route way = ways[(first + i) % ways.Length];
            if (way.IsUsable) return way;
        }
        return route;
    }

    /// <summary>A number that all packets of a flow have in common.</summary>
    public static ulong FlowOf(ReadOnlySpan<byte> packet, in KeyedHash hash)
    {
        if (Ipv4View.TryParse(packet, out Ipv4View ipv4))
        {
            // Only the first fragment has ports, and all are to go the same way.
            uint ports = ipv4.IsFragment ? 0 : Ports(ipv4.Protocol, ipv4.Payload);
            ulong addresses = (ulong)ipv4.Source.IPv4Value << 32 | ipv4.Destination.IPv4Value;
            return hash.Hash(addresses, (ulong)ipv4.Protocol << 32 | ports);
        }
        if (!Ipv6View.TryParse(packet, out Ipv6View ipv6)) return 0;
        (IpAddress source, IpAddress destination) = (ipv6.Source, ipv6.Destination);
        ulong upper = (ulong)ipv6.NextHeader << 32 | Ports(ipv6.NextHeader, ipv6.Payload);
        return hash.Hash(source.High, source.Low, destination.High, destination.Low, upper);
    }

    private static uint Ports(IpProtocol protocol, ReadOnlySpan<byte> payload) =>
        payload.Length >= 4 && (protocol is IpProtocol.Tcp or IpProtocol.Udp || (int)protocol == Sctp) ? BinaryPrimitives.ReadUInt32BigEndian(payload) : 0;
}
