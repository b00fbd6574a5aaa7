namespace NetSim.Simulation.Topology.Diagnostics;

/// <summary>Finds what a misspelt word was meant to be.</summary>
public static class Spelling
{
    private const int LongestWord = 40;

    /// <summary>The known word nearest to <paramref name="word"/>, or null if none is near. Of two equally near ones, the first.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        string? best = null;
        int bestDistance = int.MaxValue;
        foreach (string candidate in known)
        {
            int distance = Distance(word, candidate);
            // One slip in three letters still reads as the same word; of one letter or two nothing is left to recognise.
            int limit = Math.Min(word.Length, candidate.Length) / 3;
            if (distance > limit || distance >= bestDistance) continue;
            (best, bestDistance) = (candidate, distance);
        }
        return best;
    }

    /// <summary><c>: did you mean 'address'?</c>, or nothing.</summary>
    public static string DidYouMean(string word, IEnumerable<string> known) =>
        Nearest(word, known) is { } nearest ? $": did you mean '{nearest}'?" : "";

    /// <summary><c>a, b or c</c>.</summary>
    public static string OneOf(IReadOnlyList<string> words) => words.Count switch
    {
        0 => "nothing",
        1 => words[0],
        _ => $"{string.Join(", ", words.Take(words.Count - 1))} or {words[^1]}",
    };

    /// <summary>Optimal string alignment: insert, remove, replace, swap two neighbours. Letter case does not count.</summary>
    private static int Distance(string a, string b)
    {
        if (a.Length > LongestWord || b.Length > LongestWord) return int.MaxValue;
        if (string.Equals(a, b, StringComparison.OrdinalIgnoreCase)) return 0;
        Span<int> beforeLast = stackalloc int[LongestWord + 1];
        Span<int> last = stackalloc int[LongestWord + 1];
        Span<int> current = stackalloc int[LongestWord + 1];
        for (int j = 0; j <= b.Length; j++) last[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replace = last[j - 1] + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                current[j] = Math.Min(replace, Math.Min(last[j], current[j - 1]) + 1);
                bool areSwapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if (areSwapped) current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
            }
            Span<int> spare = beforeLast;
            beforeLast = last;
            last = current;
            current = spare;
        }
        return last[b.Length];
    }
}
