using NetSim.Stack.Interfaces;
using NetSim.Wire.Addresses;

namespace NetSim.Stack.Network;

/// <summary>
/// What a host has learned from redirects: a route for each destination, of which the oldest makes room. Believed is only the router that
/// packets to the destination go to now (RFC 1122 3.2.2.2, RFC 4861 8.1), and only a first hop on the same link.
/// </summary>
internal sealed class Redirects(RoutingTable routes)
{
    private const int Capacity = 64;

    private readonly Queue<Route> _learned = new();

    public bool TryLearn(NetworkInterface port, IpAddress router, IpAddress destination, IpAddress target)
    {
        Route? present = routes.Find(destination);
        bool isFirstHop = present is not null && ReferenceEquals(present.Interface, port) && present.Gateway == router;
        if (!isFirstHop || !IsOnLink(port, destination, target)) return false;
        Forget(destination);
        while (_learned.Count >= Capacity) routes.Remove(_learned.Dequeue());
        var better = new Route
        {
            Destination = new IpPrefix(destination, destination.BitLength),
            Interface = port,
            Gateway = target == destination ? default : target,
            Origin = RouteOrigin.Redirected,
        };
        routes.Add(better);
        _learned.Enqueue(better);
        return true;
    }

    /// <summary>RFC 4861 7.3.3: what leads through a neighbour that is gone is found anew.</summary>
    public void OnNeighbourFailed(NetworkInterface port, IpAddress neighbour)
    {
        for (int i = _learned.Count; i > 0; i--)
        {
            Route route = _learned.Dequeue();
            bool isVia = ReferenceEquals(route.Interface, port) && route.NextHop(route.Destination.Address) == neighbour;
            if (isVia) routes.Remove(route);
            else _learned.Enqueue(route);
        }
    }

    /// <summary>The new first hop is a neighbour, and not this node.</summary>
    private bool IsOnLink(NetworkInterface port, IpAddress destination, IpAddress target)
    {
        if (port.Addresses.Contains(target)) return false;
        if (target.IsIPv6) return target.IsLinkLocal || target == destination;
        Route? way = routes.Find(target);
        return way is { Kind: RouteKind.Unicast, HasGateway: false } && ReferenceEquals(way.Interface, port);
    }

    private void Forget(IpAddress destination)
    {
        for (int i = _learned.Count; i > 0; i--)
        {
            Route route = _learned.Dequeue();
            if (route.Destination.Address == destination) routes.Remove(route);
            else _learned.Enqueue(route);
        }
    }
}
