namespace NetSim.Testing.CommandLine;

/// <summary>The files that come with the program.</summary>
public static class SourceTree
{
    private static readonly string Root = FindRoot();

    /// <summary>The files under topologies/, without their extension.</summary>
    public static IReadOnlyList<string> TopologyNames { get; } =
        [.. Directory.GetFiles(File("topologies"), "*.yaml").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)!];

    public static string Topology(string name) => File($"topologies/{name}.yaml");

    /// <summary>Whether a topology runs programs of the machine in network namespaces.</summary>
    public static bool HasNamespaces(string topology) => System.IO.File.ReadLines(Topology(topology)).Any(line => line.Contains("kind: netns", StringComparison.Ordinal));

    /// <summary>Whether a topology needs the machine: namespaces, or a TUN or TAP device.</summary>
    public static bool IsReal(string topology) => HasDevice(topology) || HasNamespaces(topology);

    /// <summary>Whether a topology needs a TUN or TAP device of the machine.</summary>
    public static bool HasDevice(string topology) =>
        System.IO.File.ReadLines(Topology(topology)).Any(line => line.TrimStart().StartsWith("tun:", StringComparison.Ordinal) || line.TrimStart().StartsWith("tap:", StringComparison.Ordinal));

    /// <summary>A file or folder of the source tree.</summary>
    public static string File(string path) => Path.Combine(Root, path);

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder, "NetSim.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the source tree is not above the tests");
    }
}
