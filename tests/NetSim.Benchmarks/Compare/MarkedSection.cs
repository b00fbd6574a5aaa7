namespace NetSim.Benchmarks.Compare;

/// <summary>The part of a document that this program writes: what stands between two comments.</summary>
internal static class MarkedSection
{
    public const string Begin = "<!-- compare: begin -->";
    public const string End = "<!-- compare: end -->";

    /// <exception cref="FormatException">The document does not have both comments once, in this order.</exception>
    public static string Replace(string document, string content)
    {
        int begin = OnlyPlaceOf(document, Begin), end = OnlyPlaceOf(document, End);
        if (end < begin) throw new FormatException($"'{End}' stands before '{Begin}'");
        return $"{document[..(begin + Begin.Length)]}\n{content.Trim()}\n{document[end..]}";
    }

    private static int OnlyPlaceOf(string document, string marker)
    {
        int place = document.IndexOf(marker, StringComparison.Ordinal);
        if (place < 0) throw new FormatException($"'{marker}' is missing");
        if (document.IndexOf(marker, place + 1, StringComparison.Ordinal) >= 0) throw new FormatException($"'{marker}' is there more than once");
        return place;
    }
}
