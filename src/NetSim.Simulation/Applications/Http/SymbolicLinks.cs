namespace NetSim.Simulation.Applications.Http;

/// <summary>Where a path really leads.</summary>
internal static class SymbolicLinks
{
    /// <summary>As Linux does; more is taken for a circle.</summary>
    private const int MostLinks = 40;

    /// <summary>The path with all symbolic links on the way followed, those of folders included; null if they go in a circle or cannot be read.</summary>
    /// <param name="path">Absolute.</param>
    public static string? Follow(string path)
    {
        string root = Path.GetPathRoot(path) ?? "";
        string done = root;
        var ahead = new Stack<string>(PartsOf(path, root));
        int links = 0;
        try
        {
            while (ahead.TryPop(out string? part))
            {
                string next = Path.Combine(done, part);
                if (new FileInfo(next).LinkTarget is not { } target)
                {
                    done = next;
                    continue;
                }
                if (++links > MostLinks) return null;
                string full = Path.GetFullPath(target, done);
                done = root;
                foreach (string piece in PartsOf(full, root)) ahead.Push(piece);
            }
            return done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Last one first.</summary>
    private static IEnumerable<string> PartsOf(string path, string root) =>
        path[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse();
}
