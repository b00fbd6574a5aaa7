using System.Numerics;

namespace NetSim.Stack.Network;

/// <summary>
/// Longest-prefix match by binary search: prefixes, which nest or are disjoint, cut the number line into ranges, and each range has
/// one answer. n prefixes make at most 2n + 1 ranges, so a small table is a few comparisons in one cache line and one of 10,000 routes fifteen steps.
/// </summary>
internal sealed class RangeTable<TKey>
    where TKey : struct, IComparisonOperators<TKey, TKey, bool>, IIncrementOperators<TKey>, IMinMaxValue<TKey>
{
    private readonly TKey[] _starts;
    private readonly Route?[] _routes;

    private RangeTable(TKey[] starts, Route?[] routes) => (_starts, _routes) = (starts, routes);

    public static RangeTable<TKey> Empty { get; } = new([TKey.MinValue], [null]);

    public Route? Find(TKey key)
    {
        TKey[] starts = _starts;
        int at = 0;
        for (int length = starts.Length; length > 1;)
        {
            int half = length >> 1;
            if (starts[at + half] <= key) at += half;
            length -= half;
        }
        return _routes[at];
    }

    /// <summary>Builds the table and sets every route's <see cref="Route.Fallback"/>.</summary>
    /// <param name="prefixes">Ordered by first key, wider prefixes before narrower, better routes before worse.</param>
    public static RangeTable<TKey> Build(ReadOnlySpan<(TKey First, TKey Last, Route Route)> prefixes)
    {
        var sweep = new Sweep(prefixes.Length);
        foreach ((TKey first, TKey last, Route route) in prefixes) sweep.Open(first, last, route);
        sweep.CloseAll();
        return new RangeTable<TKey>([.. sweep.Starts], [.. sweep.Routes]);
    }

    /// <summary>Goes along the number line; the stack holds the prefixes that are open at the present place, the narrowest on top.</summary>
    private ref struct Sweep(int prefixes)
    {
        private readonly Stack<(TKey Last, Route Route)> _open = new();

        public List<TKey> Starts { get; } = new(2 * prefixes + 1) { TKey.MinValue };

        public List<Route?> Routes { get; } = new(2 * prefixes + 1) { null };

        public void Open(TKey first, TKey last, Route route)
        {
            CloseBefore(first);
            if (_open.TryPeek(out (TKey Last, Route Route) enclosing) && enclosing.Route.Destination == route.Destination)
            {
                AppendAlternative(enclosing.Route, route);
                return;
            }
            route.Fallback = _open.Count > 0 ? enclosing.Route : null;
            _open.Push((last, route));
            Begin(first, route);
        }

        public void CloseAll()
        {
            while (_open.Count > 0) Close();
        }

        private void CloseBefore(TKey first)
        {
            while (_open.TryPeek(out (TKey Last, Route Route) top) && top.Last < first) Close();
        }

        private void Close()
        {
            TKey last = _open.Pop().Last;
            if (last == TKey.MaxValue) return;
            last++;
            Begin(last, _open.TryPeek(out (TKey Last, Route Route) enclosing) ? enclosing.Route : null);
        }

        /// <summary>A worse route to the same prefix stands between the better one and the next shorter prefix.</summary>
        private static void AppendAlternative(Route best, Route worse)
        {
            Route last = best;
            while (last.Fallback is { } next && next.Destination == best.Destination) last = next;
            worse.Fallback = last.Fallback;
            last.Fallback = worse;
        }

        private readonly void Begin(TKey start, Route? route)
        {
            int last = Starts.Count - 1;
            if (Starts[last] == start)
            {
                Routes[last] = route;
                return;
            }
            Starts.Add(start);
            Routes.Add(route);
        }
    }
}
