using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Routing;

/// <summary>What lies below each router of the stub trees, and by which child.</summary>
internal sealed class StubRoutes
{
    private readonly StubTrees _trees;
    private readonly Dictionary<int, List<(IpPrefix Prefix, int Child)>> _below = [];

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

    public IReadOnlyList<(IpPrefix Prefix, int Child)> Of(int router) => _below.TryGetValue(router, out List<(IpPrefix, int)>? list) ? list : [];

    private void TellUpwards(IpPrefix prefix, int from, HashSet<int> told)
    {
        for (int child = from; _trees.IsStub(child); child = _trees.Parent[child])
        {
            int parent = _trees.Parent[child];
            if (!_trees.IsStub(parent) || !told.Add(parent)) return;
            if (!_below.TryGetValue(parent, out List<(IpPrefix, int)>? list)) _below.Add(parent, list = []);
            list.Add((prefix, child));
        }
    }

    /// <summary>Where the ways up from two holders meet, one route is enough from there on.</summary>
    private void TellOfShared(SharedSubnet subnet)
    {
        HashSet<int> told = [];
        foreach (Holder holder in subnet.Holders) told.Add(holder.Router);
        foreach (Holder holder in subnet.Holders.OrderBy(holder => holder.Cost).ThenBy(holder => holder.Router)) TellUpwards(subnet.Prefix, holder.Router, told);
    }
}
