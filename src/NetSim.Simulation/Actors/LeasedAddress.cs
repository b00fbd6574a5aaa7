using NetSim.Simulation.Topology.Plan;
using NetSim.Stack;
using NetSim.Stack.Interfaces;
using NetSim.Stack.Network;
using NetSim.Stack.Services.Dhcp;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Actors;

/// <summary>To a stack: an interface has got, lost or changed what a DHCP server gives.</summary>
/// <param name="Interface">Its index.</param>
/// <param name="Before">What the stack has been told of; null if nothing.</param>
/// <param name="After">What holds now; null: nothing.</param>
internal sealed record LeaseChange(int Interface, DhcpLease? Before, DhcpLease? After);

/// <summary>From a stack to an interface: tell the link which addresses are here.</summary>
internal sealed class AnnounceAddresses
{
    public static readonly AnnounceAddresses Instance = new();
}

/// <summary>Brings address and default route of a stack in line with a lease; what the file states stays.</summary>
internal static class LeasedAddress
{
    public static void Apply(HostStack core, NodeState node, LeaseChange change)
    {
        NetworkInterface port = core.Interfaces[change.Interface];
        if (change.Before is { } before)
        {
            if (before.Router is { } gone && !StatesDefault(node, port, gone) && FindDefault(core, port, gone) is { } route) core.Routes.Remove(route);
            if (before.Address != change.After?.Address && !States(node, port, before.Address.Address)) port.RemoveAddress(before.Address.Address);
        }
        if (change.After is not { } after) return;
        if (!Has(port, after.Address.Address)) port.AddAddress(after.Address);
        // A router that is not on the link could not be sent to.
        if (after.Router is not { } router || !after.Address.Contains(router) || StatesDefault(node, port, router)) return;
        core.Routes.Add(new Route { Destination = IpPrefix.DefaultIPv4, Gateway = router, Interface = port });
    }

    private static bool States(NodeState node, NetworkInterface port, IpAddress address)
    {
        foreach (IpPrefix stated in node.PortPlans[port.Index].Addresses)
            if (stated.Address == address) return true;
        return false;
    }

    private static bool StatesDefault(NodeState node, NetworkInterface port, IpAddress router)
    {
        foreach (RoutePlan stated in node.Plan.Routes)
            if (stated == new RoutePlan(IpPrefix.DefaultIPv4, router, port.Index)) return true;
        return false;
    }

    /// <summary>Also while it is being tried.</summary>
    private static bool Has(NetworkInterface port, IpAddress address)
    {
        foreach (AddressSnapshot known in port.SnapshotAddresses())
            if (known.Prefix.Address == address) return true;
        return false;
    }

    private static Route? FindDefault(HostStack core, NetworkInterface port, IpAddress router)
    {
        foreach (Route route in core.Routes.Routes)
        {
            bool isIt = route.Destination == IpPrefix.DefaultIPv4 && route.Gateway == router && ReferenceEquals(route.Interface, port);
            if (isIt && route.Origin == RouteOrigin.Static) return route;
        }
        return null;
    }
}
