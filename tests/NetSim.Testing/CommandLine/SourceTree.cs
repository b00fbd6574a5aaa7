namespace NetSim.Testing.CommandLine;

/// <summary>The files that come with the program.</summary>
public static class SourceTree
{
    public static string Topology(string name) => Path.Combine(Root, "topologies", name + ".yaml");

    private static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "NetSim.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the source tree is not above the tests");
    }
}
