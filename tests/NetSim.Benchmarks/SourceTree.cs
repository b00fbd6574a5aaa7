namespace NetSim.Benchmarks;

/// <summary>The tree that this program was built from, found above it.</summary>
internal static class SourceTree
{
    /// <exception cref="IOException">There is none.</exception>
    public static string Root { get; } = Find();

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
            if (File.Exists(System.IO.Path.Combine(folder, "NetSim.sln"))) return folder;
        throw new IOException("NetSim.sln was not found above this program: it measures the source tree that it lies in.");
    }
}
