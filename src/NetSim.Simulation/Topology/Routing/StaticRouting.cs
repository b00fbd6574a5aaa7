using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Routing;

/// <summary>
/// Fills in routes by shortest paths, as if every link of the network were up. A host with one way out gets a default route to the nearest
/// router, a router of a stub tree a default route upwards and routes to what is below it, all others a route to every subnet that can
/// be reached. A stated route wins over a computed one to the same prefix. What cannot be reached gets no route.
/// </summary>
internal static class StaticRouting
{
    public static void Compute(RoutedNetwork network, RoutingMetric metric, PathChoice paths)
    {
        ComputedRoutes routes = new(network);
        foreach (AddressFamily family in (ReadOnlySpan<AddressFamily>)[AddressFamily.IPv4, AddressFamily.IPv6])
        {
            if (HasFamily(network, family)) new FamilyRouting(network, family, metric, routes).Compute(paths);
        }
        routes.Apply();
    }

    private static bool HasFamily(RoutedNetwork network, AddressFamily family)
    {
        foreach (InterfacePlan plan in network.Interfaces)
        {
            foreach (IpPrefix address in plan.Addresses)
            {
                if (RouterGraph.IsRouted(address, family)) return true;
            }
        }
        return false;
    }
}
