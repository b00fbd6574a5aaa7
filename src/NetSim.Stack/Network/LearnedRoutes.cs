using NetSim.Stack.Interfaces;
using NetSim.Wire.Addresses;

namespace NetSim.Stack.Network;

/// <summary>Routes that follow from what routers advertise on a link (RFC 4861 6.3.4 and 6.3.6).</summary>
internal static class LearnedRoutes
{
    /// <summary>Linux' choice: whoever states a route means it, and its metric is less.</summary>
    private const int Metric = 1024;

    /// <summary>Puts the present ones in the place of those before. Of several default routers the first is taken.</summary>
    public static void Advertise(RoutingTable routes, NetworkInterface port)
    {
        routes.RemoveAll(port, RouteOrigin.Advertised);
        if (port.Discovery is not { } discovery) return;
        foreach ((IpPrefix prefix, _) in discovery.OnLinkPrefixes) Add(routes, port, prefix, default);
        foreach ((IpAddress router, _) in discovery.Routers) Add(routes, port, IpPrefix.DefaultIPv6, router);
    }

    private static void Add(RoutingTable routes, NetworkInterface port, IpPrefix destination, IpAddress gateway) => routes.Add(new Route
    {
        Destination = destination,
        Interface = port,
        Gateway = gateway,
        Metric = Metric,
        Origin = RouteOrigin.Advertised,
    });
}
