using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Routing;

/// <summary>
/// Makes fewer routes of many: two halves of a prefix that go the same way become the prefix. It decides the same for every address,
/// since nothing but the two halves lies in it, and it never becomes a prefix that somebody has, which would hide that one's own route.
/// </summary>
internal static class PrefixAggregation
{
    /// <param name="hops">Sorted and merged in place.</param>
    /// <param name="taken">Prefixes that are a subnet or a stated route somewhere.</param>
    public static void Merge(List<Hop> hops, Dictionary<NetworkKey, int> taken)
    {
        if (hops.Count < 2) return;
        hops.Sort(Hop.Compare);
        int count = 0;
        for (int i = 0; i < hops.Count; i++)
        {
            Hop merged = hops[i];
            while (count > 0 && Whole(hops[count - 1], merged) is { } whole && !taken.ContainsKey(NetworkKey.Of(whole)))
            {
                merged = merged with { Destination = whole };
                count--;
            }
            hops[count++] = merged;
        }
        hops.RemoveRange(count, hops.Count - count);
    }

    private static IpPrefix? Whole(Hop low, Hop high)
    {
        int length = low.Destination.Length;
        if (length == 0 || length != high.Destination.Length || !low.IsSameWay(high)) return null;
        IpPrefix parent = new IpPrefix(low.Destination.Address, length - 1).Network;
        return parent.Contains(high.Destination.Address) && low.Destination.Address != high.Destination.Address ? parent : null;
    }
}
