namespace NetSim.Stack.Network;

/// <summary>
/// The IPv4 routes of a node that has few, which is nearly every host: looked through, longest prefix first. That costs less than a
/// <see cref="RangeTable{TKey}"/> to make and to keep, and for so few nothing to search.
/// </summary>
internal readonly struct FewRoutes
{
    /// <summary>A host with two interfaces and a default route has seven.</summary>
    public const int Most = 8;

    private readonly Entry[]? _entries;

    private readonly record struct Entry(uint Network, uint Mask, Route Route);

    private FewRoutes(Entry[] entries) => _entries = entries;

    /// <summary>False: there are more, and they are elsewhere.</summary>
    public bool AreAll => _entries is not null;

    /// <summary>Sets every route's <see cref="Route.Fallback"/> too.</summary>
    /// <param name="lines">Routes of both families, older ones first.</param>
    /// <param name="count">How many of them are of IPv4.</param>
    public static FewRoutes Of(ReadOnlySpan<object> lines, int count)
    {
        var entries = new Entry[count];
        int placed = 0;
        foreach (object line in lines)
        {
            var route = (Route)line;
            if (!route.Destination.Address.IsIPv4) continue;
            int at = placed++;
            for (; at > 0 && IsBefore(route, entries[at - 1].Route); at--) entries[at] = entries[at - 1];
            entries[at] = new Entry(route.Destination.Address.IPv4Value, MaskOf(route.Destination.Length), route);
        }
        for (int i = 0; i < entries.Length; i++) entries[i].Route.Fallback = FirstAround(entries.AsSpan(i + 1), entries[i].Network);
        return new FewRoutes(entries);
    }

    public Route? Find(uint destination) => FirstAround(_entries, destination);

    private static Route? FirstAround(ReadOnlySpan<Entry> entries, uint address)
    {
        foreach (ref readonly Entry entry in entries)
            if ((address & entry.Mask) == entry.Network) return entry.Route;
        return null;
    }

    /// <summary>Longer prefixes first; then own addresses before ways out, and lesser metrics before greater.</summary>
    private static bool IsBefore(Route younger, Route older)
    {
        if (younger.Destination.Length != older.Destination.Length) return younger.Destination.Length > older.Destination.Length;
        bool isWayOut = younger.Kind == RouteKind.Unicast, isOlderWayOut = older.Kind == RouteKind.Unicast;
        return isWayOut == isOlderWayOut ? younger.Metric < older.Metric : !isWayOut;
    }

    private static uint MaskOf(int length) => length == 0 ? 0 : uint.MaxValue << (32 - length);
}
