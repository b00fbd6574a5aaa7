using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>The routes that the file states.</summary>
internal sealed class RoutePlanner(PlanDraft draft, Segments segments)
{
    private readonly Dictionary<NetworkKey, int> _seen = [];
    private readonly List<Place> _places = [];

    // Made only if the file states a route at all.
    private Dictionary<NetworkKey, int>? _neighbours;

    public void Plan()
    {
        for (int node = 0; node < draft.NodeDocuments.Count; node++)
        {
            if (draft.NodeDocuments[node].Value.Routes is not { } routes || draft.Builder.Nodes[node].Kind.IsBridge()) continue;
            _seen.Clear();
            _places.Clear();
            foreach (Located<RouteDocument> route in routes.Value) PlanRoute(node, route.Value);
        }
    }

    private void PlanRoute(int node, RouteDocument route)
    {
        if (route.To is not { } to || route.Via.Count == 0) return;
        bool isIPv4 = route.Via[0].Value.IsIPv4;
        IpPrefix destination = to.Value ?? (isIPv4 ? IpPrefix.DefaultIPv4 : IpPrefix.DefaultIPv6);
        if (!AreOfFamily(destination, route.Via)) return;
        if (destination != destination.Network)
        {
            draft.Diagnostics.Add(to.Place, DiagnosticCode.HostBitsInRoute,
                $"'{destination}' has bits set beyond its length: write '{destination.Network}'");
            return;
        }
        _places.Add(to.Place);
        if (!_seen.TryAdd(NetworkKey.Of(destination), _places.Count - 1))
        {
            string what = destination.Length == 0 ? $"default route for {(isIPv4 ? "IPv4" : "IPv6")}" : $"route to {destination}";
            draft.Diagnostics.Add(to.Place, DiagnosticCode.DuplicateRoute,
                $"this is a second {what}, after {_places[_seen[NetworkKey.Of(destination)]].Path}: only one can win");
            return;
        }
        for (int i = 0; i < route.Via.Count; i++)
        {
            Located<IpAddress> via = route.Via[i];
            if (route.Via.FindIndex(other => other.Value == via.Value) < i)
            {
                draft.Diagnostics.Add(via.Place, DiagnosticCode.DuplicateRoute, $"{via.Value} stands in this list already");
            }
            else if (IsOnLink(node, via)) draft.Builder.AddRoute(node, destination, via.Value);
        }
    }

    private bool AreOfFamily(IpPrefix destination, List<Located<IpAddress>> gateways)
    {
        foreach (Located<IpAddress> via in gateways)
        {
            if (destination.Address.IsIPv4 == via.Value.IsIPv4) continue;
            draft.Diagnostics.Add(via.Place, DiagnosticCode.RouteFamilies, $"{destination} and {via.Value} are of different families");
            return false;
        }
        return true;
    }

    private bool IsOnLink(int node, Located<IpAddress> via)
    {
        NodePlan plan = draft.Builder.Nodes[node];
        List<string> subnets = [];
        bool isDamaged = draft.NodeDocuments[node].Value.IsDamaged;
        foreach (InterfacePlan own in draft.Builder.Interfaces.Slice(plan.FirstInterface, plan.InterfaceCount))
        {
            isDamaged |= draft.InterfaceSources[own.Id].Document!.IsDamaged;
            foreach (IpPrefix address in own.Addresses)
            {
                if (address.Address == via.Value)
                {
                    draft.Diagnostics.Add(via.Place, DiagnosticCode.GatewayIsSelf,
                        $"{via.Value} is the address of {plan.Name}:{own.Name} itself");
                    return false;
                }
                if (address.Contains(via.Value))
                {
                    WarnIfNobodyIsThere(own, via);
                    return true;
                }
                subnets.Add(address.Network.ToString());
            }
        }
        // The subnet may be one whose address could not be read.
        if (!isDamaged)
        {
            draft.Diagnostics.Add(via.Place, DiagnosticCode.GatewayNotOnLink,
                $"{via.Value} lies in no subnet of {plan.Name} ({(subnets.Count == 0 ? "it has none" : string.Join(", ", subnets))})");
        }
        return false;
    }

    private void WarnIfNobodyIsThere(in InterfacePlan own, Located<IpAddress> via)
    {
        // Behind a real device, or a tunnel that ends outside, there may be anybody.
        if (own.HasDevice) return;
        if (own.Attachment == Attachment.Tunnel && TunnelPlan.FarEndOf(draft.Builder.Tunnels[own.AttachedTo], draft.Builder.Tunnels) < 0) return;
        _neighbours ??= Neighbours();
        if (_neighbours.ContainsKey(NetworkKey.Of(segments.Of(own.Id), via.Value))) return;
        draft.Diagnostics.Add(via.Place, DiagnosticCode.NoSuchGateway,
            $"nobody on the link of {draft.EndpointName(own.Id)} has the address {via.Value}");
    }

    private Dictionary<NetworkKey, int> Neighbours()
    {
        Dictionary<NetworkKey, int> neighbours = [];
        foreach (InterfacePlan plan in draft.Builder.Interfaces)
        {
            foreach (IpPrefix address in plan.Addresses) neighbours.TryAdd(NetworkKey.Of(segments.Of(plan.Id), address.Address), plan.Id);
        }
        return neighbours;
    }
}
