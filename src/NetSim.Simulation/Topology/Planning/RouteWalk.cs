using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>Follows the routes of a plan from node to node, as a packet would.</summary>
internal sealed class RouteWalk
{
    /// <summary>As a packet's usual time to live.</summary>
    private const int MostHops = 64;

    private readonly TopologyPlan _plan;
    private readonly Segments _segments;
    private readonly Dictionary<NetworkKey, int> _owners = [];

    public RouteWalk(TopologyPlan plan)
    {
        _plan = plan;
        _segments = new Segments(new Segments.Network([.. plan.Nodes], [.. plan.Interfaces], [.. plan.Links], [.. plan.Vlans], [.. plan.Tunnels]));
        foreach (InterfacePlan own in plan.Interfaces)
        {
            foreach (IpPrefix address in own.Addresses) _owners.TryAdd(NetworkKey.Of(_segments.Of(own.Id), address.Address), own.Id);
        }
    }

    /// <returns>Why it does not arrive; null if it does, or leaves by a real device.</returns>
    /// <param name="from">The node.</param>
    /// <param name="to">The address.</param>
    /// <param name="source">The address that a packet would carry.</param>
    /// <param name="end">The node where it arrives; −1 if it leaves.</param>
    public string? Objection(int from, IpAddress to, out IpAddress source, out int end)
    {
        source = default;
        end = -1;
        int node = from;
        for (int hop = 0; hop < MostHops; hop++)
        {
            if (Has(node, to))
            {
                end = node;
                return null;
            }
            if (hop > 0 && _plan.Nodes[node].Kind != NodeKind.Router) return $"{_plan.Nodes[node].Name} is a host, and forwards nothing";
            if (!TryRoute(node, to, out int egress, out IpAddress next)) return $"{_plan.Nodes[node].Name} has no route to it";
            if (hop == 0) source = SourceOn(egress, to.Family);
            InterfacePlan leaving = _plan.Interfaces[egress];
            // From there on it carries the translator's address, and answers go to that.
            bool isTranslated = to.IsIPv4 && _plan.Nodes[node].Middlebox?.Translation is { } nat && nat.Outside == leaving.Index;
            if (isTranslated) source = SourceOn(egress, to.Family);
            if (leaving.HasDevice || LeavesByTunnel(leaving)) return null;
            if (!_owners.TryGetValue(NetworkKey.Of(_segments.Of(egress), next), out int owner))
            {
                return $"nobody on the link of {_plan.EndpointName(egress)} has the address {next}";
            }
            node = _plan.Interfaces[owner].NodeId;
        }
        return "the routes lead in a circle";
    }

    private bool LeavesByTunnel(in InterfacePlan leaving) =>
        leaving.Attachment == Attachment.Tunnel && TunnelPlan.FarEndOf(_plan.Tunnels[leaving.AttachedTo], _plan.Tunnels) < 0;

    private bool Has(int node, IpAddress address)
    {
        foreach (InterfacePlan own in _plan.InterfacesOf(node))
        {
            foreach (IpPrefix prefix in own.Addresses)
            {
                if (prefix.Address == address) return true;
            }
        }
        return false;
    }

    /// <summary>The longest prefix wins; a connected subnet before a route to the same prefix, an earlier one before a later one.</summary>
    private bool TryRoute(int node, IpAddress to, out int egress, out IpAddress next)
    {
        (egress, next) = (-1, default);
        int longest = -1;
        foreach (InterfacePlan own in _plan.InterfacesOf(node))
        {
            foreach (IpPrefix prefix in own.Addresses)
            {
                if (prefix.Length <= longest || !prefix.Contains(to)) continue;
                (longest, egress, next) = (prefix.Length, own.Id, to);
            }
        }
        foreach (RoutePlan route in _plan.Nodes[node].Routes)
        {
            if (route.Destination.Length <= longest || !route.Destination.Contains(to)) continue;
            (longest, egress, next) = (route.Destination.Length, _plan.Nodes[node].FirstInterface + route.InterfaceIndex, route.Gateway);
        }
        return longest >= 0;
    }

    private IpAddress SourceOn(int egress, AddressFamily family)
    {
        foreach (IpPrefix address in _plan.Interfaces[egress].Addresses)
        {
            if (address.Address.Family == family && !address.Address.IsLinkLocal) return address.Address;
        }
        return default;
    }
}
