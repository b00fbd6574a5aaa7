using System.Numerics;

namespace NetSim.Stack.Network;

/// <summary>
/// Longest-prefix match as a search in a sorted list: prefixes, which nest or are disjoint, cut the number line into ranges, and each
/// range has one answer. n prefixes make at most 2n + 1 ranges. The line between the first and the last boundary is divided into as many
/// even steps; the step that a key lies in says between which ranges to search, which are few unless the table is very uneven, and then
/// the search halves.
/// </summary>
internal sealed class RangeTable<TKey>
    where TKey : struct, IBinaryInteger<TKey>, IMinMaxValue<TKey>
{
    /// <summary>Ranges; as many as three halvings go through.</summary>
    private const int Small = 8;

    private readonly Range[] _ranges;
    private readonly TKey _firstBoundary;
    private readonly TKey _lastBoundary;
    private readonly int _last;

    /// <summary>For each step the range that it begins in; empty of a small table, which is searched as a whole.</summary>
    private readonly int[] _steps;
    private readonly int _shift;

    /// <summary>From <paramref name="Start"/> to the start of the next. Both lie side by side: where the search ends, the answer is in the cache.</summary>
    private readonly record struct Range(TKey Start, Route? Route);

    private RangeTable(Range[] ranges)
    {
        (_ranges, _last) = (ranges, ranges.Length - 1);
        _lastBoundary = ranges[^1].Start;
        _firstBoundary = ranges.Length > 1 ? ranges[1].Start : TKey.MaxValue;
        _steps = [];
        if (ranges.Length <= Small) return;
        TKey span = _lastBoundary - _firstBoundary;
        while (span >> _shift >= TKey.CreateChecked(ranges.Length)) _shift++;
        _steps = new int[int.CreateChecked(span >> _shift) + 1];
        for (int step = 0, range = 1; step < _steps.Length; step++)
        {
            TKey begin = _firstBoundary + (TKey.CreateChecked(step) << _shift);
            while (range + 1 < ranges.Length && ranges[range + 1].Start <= begin) range++;
            _steps[step] = range;
        }
    }

    public static RangeTable<TKey> Empty { get; } = new([new Range(TKey.MinValue, null)]);

    public Route? Find(TKey key)
    {
        Range[] ranges = _ranges;
        if (key >= _lastBoundary) return ranges[_last].Route;
        if (key < _firstBoundary) return ranges[0].Route;
        int low = 1, high = _last;
        int[] steps = _steps;
        if (steps.Length > 0)
        {
            int step = int.CreateTruncating(key - _firstBoundary >> _shift);
            low = steps[step];
            if (step + 1 < steps.Length) high = steps[step + 1];
        }
        // The range is between low and high, both included.
        while (low < high)
        {
            int middle = low + high + 1 >> 1;
            if (ranges[middle].Start <= key) low = middle;
            else high = middle - 1;
        }
        return ranges[low].Route;
    }

    /// <summary>Builds the table and sets every route's <see cref="Route.Fallback"/>.</summary>
    /// <param name="prefixes">Ordered by first key, wider prefixes before narrower, better routes before worse.</param>
    public static RangeTable<TKey> Build(ReadOnlySpan<(TKey First, TKey Last, Route Route)> prefixes)
    {
        var sweep = new Sweep(prefixes.Length);
        foreach ((TKey first, TKey last, Route route) in prefixes) sweep.Open(first, last, route);
        sweep.CloseAll();
        return new RangeTable<TKey>([.. sweep.Ranges]);
    }

    /// <summary>
    /// Goes along the number line; the stack holds the prefixes that are open at the present place, the narrowest on top.
    /// </summary>
    private ref struct Sweep(int prefixes)
    {
        private readonly Stack<(TKey Last, Route Route)> _open = new();

        public List<Range> Ranges { get; } = new(2 * prefixes + 1) { new Range(TKey.MinValue, null) };

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
            var range = new Range(start, route);
            if (Ranges[^1].Start == start) Ranges[^1] = range;
            else Ranges.Add(range);
        }
    }
}
