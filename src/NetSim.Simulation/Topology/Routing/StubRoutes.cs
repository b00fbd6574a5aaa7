using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Routing;

/// <summary>A prefix below a router, and the child that it lies behind.</summary>
internal sealed record Below(IpPrefix Prefix, int Child);

/// <summary>What lies below each router of the stub trees, and by which child.</summary>
internal sealed class StubRoutes
{
    private readonly StubTrees _trees;
    private readonly Dictionary<int, List<Below>> _below = [];

    public StubRoutes(StubTrees trees, Destinations destinations)
    {
        _trees = trees;
        for (int router = 0; router < destinations.Own.Length; router++)
        {
            if (destinations.Own[router] is not { } own) continue;
            foreach (Hop hop in own) TellUpwards(hop.Destination, router, []);
        }
        foreach (SharedSubnet subnet in destinations.Shared) TellOfShared(subnet);
    }

    public List<Below> Of(int router) => _below.TryGetValue(router, out List<Below>? list) ? list : [];

    private void TellUpwards(IpPrefix prefix, int from, HashSet<int> told)
    {
        for (int child = from; _trees.IsStub(child); child = _trees.Parent[child])
        {
            int parent = _trees.Parent[child];
            if (!_trees.IsStub(parent) || !told.Add(parent)) return;
            if (!_below.TryGetValue(parent, out List<Below>? list)) _below.Add(parent, list = []);
            list.Add(new Below(prefix, child));
        }
    }

    /// <summary>Where the ways up from two holders meet, one route is enough from there on.</summary>
    private void TellOfShared(SharedSubnet subnet)
    {
        HashSet<int> told = [];
        foreach (Holder holder in subnet.Holders) told.Add(holder.Router);
        foreach (Holder holder in subnet.Holders) TellUpwards(subnet.Prefix, holder.Router, told);
    }
}
