using System.Collections.Immutable;
using System.Runtime.InteropServices;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Routing;

/// <summary>Gathers the routes of both families and puts them after the stated ones.</summary>
internal sealed class ComputedRoutes(RoutedNetwork network)
{
    private readonly ImmutableArray<RoutePlan>[] _computed = new ImmutableArray<RoutePlan>[network.Nodes.Length];

    // The hosts of a subnet mostly stand together in the file, and share their routes.
    private ImmutableArray<RoutePlan> _last = [];

    public bool HasStated(int node, IpPrefix prefix)
    {
        foreach (RoutePlan route in network.Nodes[node].Routes)
        {
            if (route.Destination == prefix) return true;
        }
        return false;
    }

    /// <summary>The routes of one family of a node.</summary>
    public void Add(in NodePlan node, List<Hop> hops, Dictionary<NetworkKey, int> taken)
    {
        int id = node.Id;
        hops.RemoveAll(hop => HasStated(id, hop.Destination));
        MergeUnlessSpread(hops, taken);
        if (hops.Count == 0) return;
        RoutePlan[] routes = new RoutePlan[hops.Count];
        for (int i = 0; i < routes.Length; i++) routes[i] = Route(node, hops[i]);
        ImmutableArray<RoutePlan> before = _computed[id].IsDefault ? [] : _computed[id];
        _computed[id] = before.IsEmpty ? ImmutableCollectionsMarshal.AsImmutableArray(routes) : [.. before, .. routes];
    }

    /// <summary>Where a prefix has several ways, all of them stay as they are.</summary>
    private static void MergeUnlessSpread(List<Hop> hops, Dictionary<NetworkKey, int> taken)
    {
        hops.Sort(Hop.Compare);
        for (int i = 1; i < hops.Count; i++)
        {
            if (hops[i].Destination == hops[i - 1].Destination) return;
        }
        PrefixAggregation.Merge(hops, taken);
    }

    /// <summary>A host's only route of a family.</summary>
    public void AddDefault(in NodePlan node, Hop hop)
    {
        if (HasStated(node.Id, hop.Destination)) return;
        RoutePlan route = Route(node, hop);
        ImmutableArray<RoutePlan> before = _computed[node.Id].IsDefault ? [] : _computed[node.Id];
        bool isSame = _last.Length == before.Length + 1 && _last[^1] == route && _last.AsSpan()[..^1].SequenceEqual(before.AsSpan());
        if (!isSame) _last = [.. before, route];
        _computed[node.Id] = _last;
    }

    public void Apply()
    {
        for (int id = 0; id < _computed.Length; id++)
        {
            if (_computed[id].IsDefaultOrEmpty) continue;
            NodePlan node = network.Nodes[id];
            network.Nodes[id] = node with { Routes = node.Routes.IsEmpty ? _computed[id] : [.. node.Routes, .. _computed[id]] };
        }
    }

    private static RoutePlan Route(in NodePlan node, Hop hop) => new(hop.Destination, hop.Gateway, hop.Egress - node.FirstInterface);
}
